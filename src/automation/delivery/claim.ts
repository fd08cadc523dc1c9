import type { Scope } from '../Scope';
import { leaseFrom } from './Heartbeat';
import { thisProcess } from './owner';

/**
 * Claims a delivery for the run that calls it: of several runs that n8n started for one delivery, only the first gets
 * true and may go on. The lease is kept alive by the dispatcher that started the run, as long as both are one process.
 */
export async function claimDelivery(scope: Scope, deliveryId: string): Promise<boolean> {
	return await scope.ledger.deliveries.claim(deliveryId, thisProcess, leaseFrom(scope));
}
