import { SYSTEM_FIELDS } from '../../../model/record';
import { Directory } from '../../words/directory/directory';
import type { Output } from '../../../model/output';
import type { RecordOutput } from '../../words/output/present';
import type { Scope } from '../../engine/Scope';

/**
 * Records with what people look at: id, type, title, stage, pipeline, responsible person, the other fields that are filled
 * in, and when it was changed. Without the ids beside names, and without what is empty.
 */
export async function simplifyRecords(scope: Scope, records: readonly RecordOutput[]): Promise<Output[]> {
	const directory = new Directory(scope);
	const simple: Output[] = [];
	for (const record of records)
		simple.push(
			simplified(
				record,
				(await directory.describe(record.type)).fields.map(({ name }) => name),
			),
		);
	return simple;
}

function simplified(record: RecordOutput, fields: readonly string[]): Output {
	const output: Output = { id: record.id, type: record.type, title: record.title };
	for (const name of ['stage', 'pipeline', 'responsible']) if (record[name] !== undefined) output[name] = record[name];
	for (const name of fields) {
		const value = record[name];
		if (!SYSTEM.has(name) && !isEmpty(value)) output[name] = value!;
	}
	return { ...output, updatedAt: record['updatedAt'] ?? null };
}

const SYSTEM: ReadonlySet<string> = new Set(SYSTEM_FIELDS);

function isEmpty(value: Output[string] | undefined): boolean {
	return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}
