import { CrmError, type CrmErrorCode } from '../../../model/CrmError';
import type { Finding } from './Choice';

/** What is wrong with the workflow; a CRM that does not answer says nothing of it. */
const FAULTS: ReadonlySet<CrmErrorCode> = new Set(['notFound', 'invalidValue', 'missingValue', 'unsupported', 'forbidden', 'conflict']);

/** What a check throws, as a finding; none where it throws nothing. Throws what is no fault of the workflow: unavailable, storage. */
export async function attempt(label: string | undefined, check: () => Promise<void>): Promise<Finding[]> {
	try {
		await check();
		return [];
	} catch (error) {
		if (!(error instanceof CrmError) || !FAULTS.has(error.code)) throw error;
		return [label === undefined ? { error } : { label, error }];
	}
}
