import type { TriggerIdentity } from '../../../ledger/Ledger';
import { every } from '../../../model/clock';
import type { Scope } from '../Scope';

/** How often replays are looked for, in milliseconds. */
const LOOK_MS = 2000;

/** A trigger that listens. */
export interface ReplayTaker extends TriggerIdentity {
	/** There are replays that wait for this trigger; some of them it may know. */
	onReplays(): Promise<void>;
	onError(error: unknown): void;
}

/**
 * Replays are put into the ledger by whoever runs the operation, such as a worker; the process whose trigger listens
 * finds them here. One small read for all triggers of a connection, while there are any.
 */
export class ReplayWatch {
	private readonly scope: Scope;
	private readonly takers = new Set<ReplayTaker>();
	private stopLooking: (() => void) | undefined;

	constructor(scope: Scope) {
		this.scope = scope;
	}

	/** Until the answer is called. */
	add(taker: ReplayTaker): () => void {
		this.takers.add(taker);
		this.stopLooking ??= every(this.scope.clock, LOOK_MS, () => void this.look());
		return () => {
			this.takers.delete(taker);
			if (this.takers.size === 0) this.stop();
		};
	}

	stop(): void {
		this.stopLooking?.();
		this.stopLooking = undefined;
	}

	/** A look that fails is not reported: the feed reports that the database cannot be reached. */
	private async look(): Promise<void> {
		const waiting = await this.scope.ledger.deliveries.replaysWaiting().catch(() => []);
		for (const { workflowId, nodeId } of waiting) {
			for (const taker of this.takers) {
				if (taker.workflowId === workflowId && taker.nodeId === nodeId) await taker.onReplays().catch((error) => taker.onError(error));
			}
		}
	}
}
