import { later, type Clock } from '../../../model/clock';

/** Waits so long for a run that should have ended; in milliseconds. */
const PATIENCE_MS = 5000;

/**
 * Which deliveries are being run in this process right now. n8n may start two runs for one hand-over; the one that did
 * not get the delivery ends at once, and its end must not be taken for the end of the other.
 */
export class LocalRuns {
	private readonly running = new Map<string, Promise<undefined>>();
	private readonly clock: Clock;

	constructor(clock: Clock) {
		this.clock = clock;
	}

	/** Call the answer when the run has ended. */
	began(ids: readonly string[]): () => void {
		const { promise, resolve } = Promise.withResolvers<undefined>();
		for (const id of ids) this.running.set(id, promise);
		return () => {
			for (const id of ids) if (this.running.get(id) === promise) this.running.delete(id);
			resolve(undefined);
		};
	}

	has(id: string): boolean {
		return this.running.has(id);
	}

	/** Resolves when none of these runs here any more, or after a while: not every n8n says when a run has ended. */
	async over(ids: readonly string[]): Promise<void> {
		const runs = new Set(ids.map((id) => this.running.get(id)).filter((run) => run !== undefined));
		if (runs.size === 0) return;
		const patience = Promise.withResolvers<undefined>();
		const cancel = later(this.clock, PATIENCE_MS, () => patience.resolve(undefined));
		await Promise.race([Promise.all(runs), patience.promise]);
		cancel();
		this.forget(ids);
	}

	/** A run that went to sleep does not say so. */
	forget(ids: readonly string[]): void {
		for (const id of ids) this.running.delete(id);
	}
}
