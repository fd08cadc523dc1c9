import { CrmError } from '../../../model/CrmError';
import type { Right } from '../../../model/permissions';
import type { RecordRef } from '../../../model/record';

/** What was refused, for the history. */
export interface Refusal {
	/** Absent: how the CRM is set up. */
	right?: Right;
	/** The record it was about, where it was about one. */
	record?: RecordRef;
}

/** Somebody's role does not allow it: code `forbidden`. */
export class AccessRefused extends CrmError {
	readonly refusal: Refusal;

	constructor(message: string, remedy: string, refusal: Refusal) {
		super('forbidden', message, remedy);
		this.refusal = refusal;
	}
}
