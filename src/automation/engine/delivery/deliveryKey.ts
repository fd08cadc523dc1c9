import { createHash } from 'node:crypto';
import type { StoredDelivery } from '../../../ledger/Ledger';

/**
 * n8n's deduplication key of a run for these deliveries of one trigger (at most 255 characters): n8n refuses to start a
 * second execution with it. Only a first filter: two starts within some 30 ms both run, and a crashed execution still
 * holds its key. So a run that n8n refused although no run ever claimed its deliveries is started with its attempt added,
 * and a run made again because it failed has a key of its own.
 */
export function deliveryKey(feedId: string, deliveries: readonly StoredDelivery[], attempt = 0): string {
	const [first] = deliveries as [StoredDelivery];
	const key = `crmflow:${feedId}:${first.workflowId}:${first.nodeId}:${whatOf(deliveries)}`;
	return attempt === 0 ? key : `${key}:${attempt}`;
}

function whatOf(deliveries: readonly StoredDelivery[]): string {
	const names = deliveries.map(({ changeId, replay, failures }) => `${changeId}:${replay}${failures === 0 ? '' : `:again-${failures}`}`);
	return names.length === 1 ? names[0]! : `batch-${createHash('sha256').update(names.join(' ')).digest('base64url').slice(0, 22)}`;
}
