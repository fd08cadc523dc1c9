import type { StoredDelivery } from '../../../ledger/Ledger';
import type { Heartbeat } from './Heartbeat';

/** Runs that were in hand as their deliveries were written, and are not started yet. This process says of them that it lives. */
export class PlannedRuns {
	private readonly heartbeat: Pick<Heartbeat, 'hold' | 'release'>;
	/** How many deliveries are in each. */
	private readonly counts = new Map<string, number>();

	constructor(heartbeat: Pick<Heartbeat, 'hold' | 'release'>) {
		this.heartbeat = heartbeat;
	}

	/** How many deliveries are in all of them. */
	get size(): number {
		let size = 0;
		for (const count of this.counts.values()) size += count;
		return size;
	}

	has({ runId }: StoredDelivery): boolean {
		return runId !== null && this.counts.has(runId);
	}

	/** One more delivery of the run. */
	add(run: string): void {
		const count = this.counts.get(run) ?? 0;
		if (count === 0) this.heartbeat.hold([run]);
		this.counts.set(run, count + 1);
	}

	/** Its deliveries are handed over in other runs, or not at all. */
	drop(run: string): void {
		if (this.counts.delete(run)) this.heartbeat.release([run]);
	}

	dropAll(): void {
		for (const run of [...this.counts.keys()]) this.drop(run);
	}

	/** Whether the deliveries are exactly one of the runs; then it begins, and who follows it says that it lives. */
	begin(deliveries: readonly StoredDelivery[]): boolean {
		const { runId } = deliveries[0]!;
		if (runId === null || this.counts.get(runId) !== deliveries.length) return false;
		return deliveries.every((delivery) => delivery.runId === runId) && this.counts.delete(runId);
	}
}
