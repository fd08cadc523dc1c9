import type { StoredEffect } from '../../../ledger/Ledger';
import { CrmError } from '../../../model/CrmError';

/** What a step gave when it was done. Throws effectMismatch when it was done with another target. */
export function storedResult<Result>(stored: StoredEffect, fingerprint: string, operation: string): Result {
	requireSame(stored.fingerprint, fingerprint, operation);
	return JSON.parse(stored.result) as Result;
}

/** Throws effectMismatch: another effect's result is never returned. */
export function requireSame(stored: string, fingerprint: string, operation: string): void {
	if (stored === fingerprint) return;
	throw new CrmError(
		'effectMismatch',
		`This step was already done for this change, with another target than now (${operation}).`,
		'The data before this node came in another order or was edited between two attempts. Sort the items before this node, or start the workflow again with a new change.',
	);
}
