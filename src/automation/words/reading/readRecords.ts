import type { Crm } from '../../../crm/Crm';
import { CrmError, shorten } from '../../../model/CrmError';
import { refKey, type CrmRecord, type RecordRef } from '../../../model/record';

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
		for await (const record of crm.find(type, { conditions: [{ field: 'id', operator: 'isOneOf', value }] })) found.set(record.id, record);
	}
	return found;
}

/**
 * The same where the records may be of a type that is no more: changes and links outlive it. What the one who acts may not see
 * is not in the answer.
 */
export async function recordsStillThere(crm: Crm, type: string, ids: Iterable<string>): Promise<Map<string, CrmRecord>> {
	return await recordsById(crm, type, ids).catch((error: unknown) => {
		if (error instanceof CrmError && (error.code === 'notFound' || error.code === 'forbidden')) return new Map<string, CrmRecord>();
		throw error;
	});
}

/** The records these refs name, by `refKey`. Throws notFound when one does not exist, forbidden when it is out of reach. */
export async function recordsByRef(crm: Crm, refs: readonly RecordRef[]): Promise<Map<string, CrmRecord>> {
	const found = new Map<string, CrmRecord>();
	for (const [type, ids] of idsByType(refs)) {
		const records = await recordsById(crm, type, ids);
		for (const id of ids) {
			const record = records.get(id);
			if (record === undefined) throw await missingRecord(crm, type, id);
			found.set(refKey(record), record);
		}
	}
	return found;
}

/** Of several records that are asked for together, those out of reach are only left out: asked for by itself one is refused. */
export async function missingRecord(crm: Crm, type: string, id: string): Promise<CrmError> {
	await crm.get({ type, id });
	return recordNotFound(type, id);
}

/** `where` names the place: `(parent task)`. */
export function recordNotFound(type: string, id: string, where = ''): CrmError {
	const place = where === '' ? '' : ` ${where}`;
	return new CrmError(
		'notFound',
		`There is no ${type} with the id "${shorten(id)}"${place}.`,
		`Choose an existing ${type}; this one may have been deleted.`,
	);
}

export function idsByType(refs: readonly RecordRef[]): Map<string, Set<string>> {
	const byType = new Map<string, Set<string>>();
	for (const { type, id } of refs) {
		const ids = byType.get(type);
		if (ids) ids.add(id);
		else byType.set(type, new Set([id]));
	}
	return byType;
}
