import type { Crm } from '../../../crm/Crm';
import { CrmError, recordNotFound } from '../../../model/CrmError';
import { refKey, type CrmRecord, type RecordRef } from '../../../model/record';
import { idsByType, recordsById } from '../../engine/recordsById';
import { keptInstead } from './keptInstead';

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
	const kept = (await keptInstead(crm, type, [id])).get(id);
	if (kept === undefined) return recordNotFound(type, id);
	return new CrmError('notFound', `The ${type} with id "${id}" was merged into the one with id "${kept}".`, `Use the id ${kept}.`);
}
