import type { ReplayTaker } from '../../delivery/ReplayTaker';
import type { Scope } from '../../Scope';
import type { Chore, ChoreContext } from '../Chore';

/**
 * Replays are put into the ledger by the process that runs the operation, for example a worker. The process whose trigger listens
 * takes them here, whether it leads or not. It looks when a signal of the feed says that there are some, and when a trigger
 * opens.
 */
export class TakeReplays implements Chore {
	readonly name = 'replays';
	readonly doneBy = 'everyone';
	private readonly scope: Scope;
	private readonly takers = new Set<ReplayTaker>();
	private stopListening: (() => void) | undefined;
	private next: Date | null = null;

	constructor(scope: Scope) {
		this.scope = scope;
	}

	/** Until the answer is called. */
	add(taker: ReplayTaker): () => void {
		this.takers.add(taker);
		return () => this.takers.delete(taker);
	}

	/** What came before one listened is looked for at once. */
	async begin({ wake }: ChoreContext): Promise<void> {
		this.stopListening = this.scope.feed.onSignal('replays', wake);
		this.next = this.scope.clock.now();
	}

	due(): Date | null {
		return this.next;
	}

	async work(): Promise<void> {
		this.next = null;
		for (const { workflowId, nodeId } of await this.scope.ledger.deliveries.replaysWaiting()) {
			for (const taker of this.takers) {
				if (taker.workflowId === workflowId && taker.nodeId === nodeId) await taker.onReplays().catch((error) => taker.onError(error));
			}
		}
	}

	async end(): Promise<void> {
		this.stopListening?.();
		this.stopListening = undefined;
		this.next = null;
	}
}
