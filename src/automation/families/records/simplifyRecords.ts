import { SYSTEM_FIELDS } from '../../../model/record';
import type { Field } from '../../../model/recordType';
import { Directory } from '../../words/directory/directory';
import { localMoment, withoutEmpty } from '../../words/output/simple';
import type { Output } from '../../../model/output';
import type { RecordOutput } from '../../words/output/present';
import type { Scope } from '../../engine/Scope';

/**
 * Records with what people look at: id, type, title, stage, pipeline, responsible person, the other fields that are filled
 * in, and when it was changed. Without the ids beside names, and without what is empty; moments in the zone of the workflow.
 */
export async function simplifyRecords(scope: Scope, records: readonly RecordOutput[]): Promise<Output[]> {
	const directory = new Directory(scope);
	const simple: Output[] = [];
	for (const record of records) simple.push(simplified(scope, record, (await directory.describe(record.type)).fields));
	return simple;
}

function simplified({ timeZone }: Scope, record: RecordOutput, fields: readonly Field[]): Output {
	const output: Output = { id: record.id, type: record.type, title: record.title };
	for (const name of ['stage', 'pipeline', 'responsible']) output[name] = record[name] ?? null;
	for (const { name, kind } of fields) {
		if (SYSTEM.has(name)) continue;
		const value = record[name] ?? null;
		output[name] = kind === 'dateTime' ? localMoment(value, timeZone) : value;
	}
	return withoutEmpty({ ...output, updatedAt: localMoment(record['updatedAt'] ?? null, timeZone) });
}

const SYSTEM: ReadonlySet<string> = new Set(SYSTEM_FIELDS);
