import type { StoredDelivery } from '../../ledger/Ledger';

/**
 * n8n's deduplication key of a delivery (at most 255 characters): n8n refuses to start a second execution with it.
 * Only a first filter: two starts within some 30 ms both run, and a crashed execution still holds its key. So a
 * delivery that n8n refused although no run ever claimed it is emitted with its attempt added.
 */
export function deliveryKey(feedId: string, delivery: StoredDelivery, attempt = 0): string {
	const key = `crmflow:${feedId}:${delivery.workflowId}:${delivery.nodeId}:${delivery.changeId}:${delivery.replay}`;
	return attempt === 0 ? key : `${key}:${attempt}`;
}
