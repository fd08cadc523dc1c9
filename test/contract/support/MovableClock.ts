import type { Clock } from '../../../src/model/clock';

/** A clock that stays where it is until it is moved. A wait for a moment ends when the clock has been moved there. */
export class MovableClock implements Clock {
	private moment: number;
	private readonly waiting = new Set<{ until: number; resolve: () => void }>();

	constructor(start = '2026-03-02T09:00:00.000Z') {
		this.moment = Date.parse(start);
	}

	now(): Date {
		return new Date(this.moment);
	}

	/** ISO 8601, UTC. */
	get text(): string {
		return this.now().toISOString();
	}

	/** Moves it on and returns the new moment, ISO 8601 in UTC. */
	advance(milliseconds = 1000): string {
		this.moveTo(new Date(this.moment + milliseconds));
		return this.text;
	}

	/** Also back. */
	moveTo(moment: Date): void {
		this.moment = moment.getTime();
		for (const waiting of [...this.waiting].sort((a, b) => a.until - b.until)) {
			if (waiting.until > this.moment) continue;
			this.waiting.delete(waiting);
			waiting.resolve();
		}
	}

	/** The moments that are waited for, the next first; ISO 8601, UTC. */
	get waits(): string[] {
		return [...this.waiting].map(({ until }) => new Date(until).toISOString()).sort();
	}

	async wait(until: Date, signal?: AbortSignal): Promise<void> {
		signal?.throwIfAborted();
		if (until.getTime() <= this.moment) return;
		await new Promise<void>((resolve, reject) => {
			const waiting = { until: until.getTime(), resolve };
			this.waiting.add(waiting);
			signal?.addEventListener('abort', () => {
				if (this.waiting.delete(waiting)) reject(signal.reason as Error);
			});
		});
	}
}
