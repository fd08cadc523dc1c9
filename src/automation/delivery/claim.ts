import type { StoredDelivery } from '../../ledger/Ledger';
import type { Scope } from '../Scope';
import { leaseFrom } from './Heartbeat';
import { isGone, thisProcess } from './owner';

/** What a run knows of the delivery it was started for: which one, and which hand-over of it. */
export type HandOver = Pick<StoredDelivery, 'id' | 'attempts'>;

/**
 * Claims a delivery for the run that calls it: of several runs that n8n started for one delivery, only one gets true
 * and may go on. That is always the run whose end somebody waits for: n8n itself starts executions again that were
 * queued when it was killed, and such a one would leave the delivery claimed for ever, or be running still when the run
 * that was started in its place ends and the delivery is marked as done. So a run of an earlier hand-over, or of a
 * process that is gone, gets false: the trigger hands the delivery over anew.
 *
 * The lease is kept alive by the dispatcher that started the run, as long as both are one process.
 */
export async function claimDelivery(scope: Scope, { id, attempts }: HandOver): Promise<boolean> {
	const { deliveries } = scope.ledger;
	const handedOver = await deliveries.get(id);
	if (handedOver === undefined || isGone(handedOver.owner, handedOver.leaseUntil, scope.clock.now())) return false;
	const claim = { owner: thisProcess, leaseUntil: leaseFrom(scope), at: scope.clock.now().toISOString(), executionId: null, workflowVersion: null };
	return (await deliveries.claim([{ id, attempts }], claim)).length === 1;
}
