import type { Crm } from '../../crm/Crm';
import { CrmError } from '../../model/CrmError';
import type { RecordQuery } from '../../model/query';
import type { CrmRecord, RecordRef } from '../../model/record';

/** As many ids go into one request. */
const IDS_PER_REQUEST = 500;

/** The records of these ids, by id; one that does not exist is not in the answer. A few requests whatever the number. */
export async function recordsById(crm: Crm, type: string, ids: Iterable<string>): Promise<Map<string, CrmRecord>> {
	const wanted = [...new Set(ids)];
	const found = new Map<string, CrmRecord>();
	if (wanted.length === 1) {
		const record = await crm.get({ type, id: wanted[0]! });
		return record === undefined ? found : found.set(record.id, record);
	}
	for (let start = 0; start < wanted.length; start += IDS_PER_REQUEST) {
		const value = wanted.slice(start, start + IDS_PER_REQUEST);
		// There are no more than that: the limit spares the look at a page after the last.
		const query: RecordQuery = { conditions: [{ field: 'id', operator: 'isOneOf', value }], limit: value.length };
		for await (const record of crm.find(type, query)) found.set(record.id, record);
	}
	return found;
}

/**
 * The same where the records may be of a type that was deleted: changes and links outlive it. What the one who acts may not see
 * is not in the answer.
 */
export async function recordsStillThere(crm: Crm, type: string, ids: Iterable<string>): Promise<Map<string, CrmRecord>> {
	return await recordsById(crm, type, ids).catch((error: unknown) => {
		if (error instanceof CrmError && (error.code === 'notFound' || error.code === 'forbidden')) return new Map<string, CrmRecord>();
		throw error;
	});
}

/** Ids by record type, each once. */
export function idsByType(refs: readonly RecordRef[]): Map<string, Set<string>> {
	const byType = new Map<string, Set<string>>();
	for (const { type, id } of refs) {
		const ids = byType.get(type);
		if (ids) ids.add(id);
		else byType.set(type, new Set([id]));
	}
	return byType;
}
