import { later, type Clock } from '../../../model/clock';

/** How long a run that should have ended is waited for, in milliseconds. */
const PATIENCE_MS = 5000;

/**
 * Which runs go on in this process right now. n8n may start two for one hand-over; the one that did not get it ends at
 * once, and its end must not be taken for the end of the other.
 */
export class LocalRuns {
	private readonly running = new Map<string, Promise<undefined>>();
	private readonly clock: Clock;

	constructor(clock: Clock) {
		this.clock = clock;
	}

	/** Call the answer when the run has ended. */
	began(id: string): () => void {
		const { promise, resolve } = Promise.withResolvers<undefined>();
		this.running.set(id, promise);
		return () => {
			if (this.running.get(id) === promise) this.running.delete(id);
			resolve(undefined);
		};
	}

	has(id: string): boolean {
		return this.running.has(id);
	}

	/** Resolves when it does not run here any more, or after a while: not every n8n says when a run has ended. */
	async over(id: string): Promise<void> {
		const run = this.running.get(id);
		if (run === undefined) return;
		const patience = Promise.withResolvers<undefined>();
		const cancel = later(this.clock, PATIENCE_MS, () => patience.resolve(undefined));
		await Promise.race([run, patience.promise]);
		cancel();
		this.forget(id);
	}

	/** A run that went to sleep does not say so. */
	forget(id: string): void {
		this.running.delete(id);
	}
}
