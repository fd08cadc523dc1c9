import type { Crm } from '../../../crm/Crm';
import { recordNotFound, type CrmError } from '../../../model/CrmError';
import { refKey, type CrmRecord, type RecordRef } from '../../../model/record';
import { idsByType, recordsById } from '../../engine/recordsById';

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
