import { refKey, type CrmRecord, type RecordRef } from '../../../model/record';
import { idsByType, recordsStillThere } from '../../engine/recordsById';
import { missingRecord } from './readRecords';
import type { Scope } from '../../engine/Scope';

/** A record as it is or, when it was deleted lately, as it was then. */
export type LastKnownRecord = CrmRecord & { deleted: boolean };

/** How many deletions are looked through for a record that is gone. */
const LOOK_BACK = 2000;

/**
 * The records these refs name, by `refKey`, so that people can still be told about a record whose deletion started the
 * workflow. Throws notFound for one that does not exist and is not among the recent deletions, forbidden for one out of reach.
 */
export async function lastKnownRecords(scope: Scope, refs: readonly RecordRef[]): Promise<Map<string, LastKnownRecord>> {
	const found = await lastKnownOf(scope, refs);
	for (const ref of refs) if (!found.has(refKey(ref))) throw await missingRecord(scope.crm, ref.type, ref.id);
	return found;
}

/** The same; one that is not known or out of reach is not in the answer. */
export async function lastKnownOf(scope: Scope, refs: readonly RecordRef[]): Promise<Map<string, LastKnownRecord>> {
	const found = new Map<string, LastKnownRecord>();
	for (const [type, ids] of idsByType(refs)) {
		for (const record of (await recordsStillThere(scope.crm, type, ids)).values()) found.set(refKey(record), { ...record, deleted: false });
		const gone = new Set([...ids].filter((id) => !found.has(refKey({ type, id }))));
		if (gone.size === 0) continue;
		for (const { ref, before, at } of await scope.feed.newest({ types: [type], kinds: ['deleted'] }, LOOK_BACK)) {
			if (!gone.delete(ref.id)) continue;
			found.set(refKey(ref), { ...ref, version: '', createdAt: at, updatedAt: at, values: before ?? {}, deleted: true });
		}
	}
	return found;
}
