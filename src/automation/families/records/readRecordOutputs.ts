import type { RecordQuery } from '../../../model/query';
import type { CrmRecord, RecordRef } from '../../../model/record';
import { Directory } from '../../words/directory/directory';
import { presentRecords, type RecordOutput } from '../../words/output/present';
import { resolveConditions, resolveGroups } from '../../words/conditions/resolveConditions';
import { missingRecord } from '../../words/reading/readRecords';
import type { Scope } from '../../engine/Scope';

/** Throws notFound. */
export async function getRecord(scope: Scope, { type, id }: RecordRef): Promise<RecordOutput> {
	const record = await scope.crm.get({ type, id });
	if (record === undefined) throw await missingRecord(scope.crm, type, id);
	return (await presentRecords(scope, [record]))[0]!;
}

/** Values in the conditions may be what people write: names, titles and labels. Throws notFound, invalidValue. */
export async function findRecords(scope: Scope, type: string, query: RecordQuery): Promise<RecordOutput[]> {
	const directory = new Directory(scope);
	const description = await directory.describe(type);
	const conditions = await resolveConditions(scope, directory, description, query.conditions ?? []);
	const anyOf = await resolveGroups(scope, directory, description, query.anyOf ?? []);
	const records: CrmRecord[] = [];
	for await (const record of scope.crm.find(type, { ...query, conditions, anyOf })) records.push(record);
	return await presentRecords(scope, records, directory);
}
