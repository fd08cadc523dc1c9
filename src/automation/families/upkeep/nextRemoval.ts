import type { StoredLease, StoredSubscription } from '../../../ledger/Ledger';
import { DEFAULT_REMOVAL } from '../../engine/service/chores/RemoveOld';
import { isServed } from '../../engine/delivery/served';

/**
 * By when changes that are old will be removed next (ISO 8601); null: no trigger listens, so nobody does it. Not before all
 * triggers have had the time to open, see RemoveOld.
 */
export function nextRemoval(lease: StoredLease | undefined, subscriptions: readonly StoredSubscription[], now: Date): string | null {
	const served = subscriptions.filter((subscription) => isServed(subscription, now));
	if (served.length === 0) return null;
	const { firstMs, everyMs } = DEFAULT_REMOVAL;
	const due = lease?.doneAt ? Date.parse(lease.doneAt) + everyMs : firstOpened(served) + firstMs;
	// Overdue: n8n has started again meanwhile.
	return new Date(due > now.getTime() ? due : now.getTime() + firstMs).toISOString();
}

function firstOpened(served: readonly StoredSubscription[]): number {
	return Math.min(...served.map(({ activatedAt, servedAt }) => Date.parse(activatedAt) || Date.parse(servedAt)));
}
