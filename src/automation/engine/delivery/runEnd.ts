import type { StoredDelivery } from '../../../ledger/Ledger';
import { thisProcess } from './owner';

/**
 * How the start of a run ended. `waiting`: it went to sleep, its end is not reported. `refused`: n8n has an execution
 * with this key already, or did not let it begin. `unknown`: n8n says that it is over in a word that nobody knows, and nothing of
 * the run says that it failed; whether it took its deliveries, and has ended, is in the ledger.
 */
export type RunEnd =
	{ status: 'success' | 'waiting' | 'refused' } | { status: 'unknown'; word: string } | { status: 'error'; message: string };

/** What the end of a run means for one of its deliveries. */
export type Fate =
	/** Somebody finished it. */
	| 'over'
	/** The run never claimed it, so it has done nothing for it. */
	| 'unclaimed'
	/** Another run has it, and has not ended. */
	| 'elsewhere'
	/** The run that ended is the one that had it. */
	| 'ended';

/** `row`: the delivery as it is in the ledger when the run has ended. */
export function fateOf(row: StoredDelivery | undefined, { status }: RunEnd): Fate {
	if (row === undefined || row.finishedAt !== null) return 'over';
	if (row.state !== 'claimed') return 'unclaimed';
	return row.owner === thisProcess || row.endedAt !== null || status === 'waiting' ? 'ended' : 'elsewhere';
}
