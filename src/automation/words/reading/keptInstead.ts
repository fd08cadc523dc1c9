import type { Crm } from '../../../crm/Crm';
import { CrmError } from '../../../model/CrmError';

/**
 * Of these ids those of records that were merged, with the id of the record that is there in their place. Empty where the CRM
 * does not know, and for what the one who acts may not see.
 */
export async function keptInstead(crm: Crm, type: string, ids: readonly string[]): Promise<Map<string, string>> {
	if (crm.findDeleted === undefined || ids.length === 0) return new Map();
	const deleted = await crm.findDeleted(type, { ids }).catch((error: unknown) => {
		if (error instanceof CrmError && NOT_TOLD.includes(error.code)) return [];
		throw error;
	});
	return new Map(deleted.flatMap(({ id, mergedInto }) => (mergedInto === null ? [] : [[id, mergedInto]])));
}

/** What the CRM keeps itself cannot be merged. */
const NOT_TOLD: readonly CrmError['code'][] = ['unsupported', 'notFound', 'forbidden'];
