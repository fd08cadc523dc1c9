import type { Hand, StoredDelivery } from '../../../src/ledger/Ledger';

interface Delivery {
	state: 'waiting' | 'inRun' | 'done' | 'failed';
	run: string | null;
	former: string | null;
	attempts: number;
	failures: number;
	dueAt: string | null;
	error: string | null;
	finishedAt: string | null;
}

interface Run extends Hand {
	claimedAt: string | null;
	executionId: string | null;
	endedAt: string | null;
	over: boolean;
}

/** The state machine of deliveries and their runs, written down plainly, to compare a store with. */
export class DeliveryModel {
	private readonly deliveries: Map<string, Delivery>;
	private readonly runs = new Map<string, Run>();

	constructor(ids: readonly string[]) {
		const fresh = {
			state: 'waiting',
			run: null,
			former: null,
			attempts: 0,
			failures: 0,
			dueAt: null,
			error: null,
			finishedAt: null,
		} as const;
		this.deliveries = new Map(ids.map((id) => [id, { ...fresh }]));
	}

	get ids(): string[] {
		return [...this.deliveries.keys()];
	}

	/** Of all that were ever handed over. */
	get runIds(): string[] {
		return [...this.runs.keys()];
	}

	isOpen(id: string): boolean {
		return ['waiting', 'inFlight', 'claimed'].includes(this.stateOf(id));
	}

	mayBeHandedOver(id: string): boolean {
		return ['waiting', 'inFlight'].includes(this.stateOf(id));
	}

	/** Each group in its run, as the store says. */
	handOver(groups: ReadonlyArray<readonly StoredDelivery[]>, hand: Hand): void {
		this.dropRunsOf(groups.flat().map(({ id }) => id));
		for (const { id, runId } of groups.flat()) {
			const delivery = this.deliveries.get(id)!;
			Object.assign(delivery, { state: 'inRun', former: delivery.run, run: runId, dueAt: null, attempts: delivery.attempts + 1 });
		}
		const runs = groups.map((group) => new Set(group.map(({ runId }) => runId!)));
		for (const run of runs) if (run.size > 1) throw new Error('One group is in several runs.');
		for (const [id] of runs) {
			if (id === undefined) continue;
			if (this.runs.has(id)) throw new Error('Two hand-overs are one run.');
			this.runs.set(id, { ...hand, claimedAt: null, executionId: null, endedAt: null, over: false });
		}
	}

	claim(id: string, claim: Hand & { claimedAt: string; executionId: string }): boolean {
		const run = this.runs.get(id)!;
		if (run.over || run.claimedAt !== null) return false;
		Object.assign(run, claim);
		return true;
	}

	renew(owner: string, aliveUntil: string): void {
		for (const run of this.runs.values()) if (run.owner === owner) run.aliveUntil = aliveUntil;
	}

	markEnded(id: string, owner: string, at: string): void {
		const run = this.runs.get(id);
		if (run !== undefined && !run.over && run.claimedAt !== null && run.owner === owner) run.endedAt = at;
	}

	finishRun(id: string, owner: string, at: string): boolean {
		const run = this.runs.get(id);
		if (run === undefined || run.over || run.claimedAt === null || (run.owner !== owner && run.endedAt === null)) return false;
		run.over = true;
		for (const delivery of this.deliveries.values())
			if (delivery.run === id && delivery.state === 'inRun')
				Object.assign(delivery, { state: 'done', finishedAt: at, error: null, dueAt: null });
		return true;
	}

	/** Open ones leave their runs one by one; runs that had not begun are dropped, and the others in them wait. */
	leave(ids: readonly string[], to: (delivery: Delivery) => Partial<Delivery>): void {
		this.dropRunsOf(ids);
		for (const id of ids) {
			const delivery = this.deliveries.get(id)!;
			if (!this.isOpen(id)) continue;
			Object.assign(delivery, to(delivery));
			const { run } = delivery;
			if (run !== null && ![...this.deliveries.values()].some((other) => other.run === run && other.state === 'inRun'))
				this.runs.get(run)!.over = true;
		}
	}

	/** Whether an ended delivery keeps its last owner and its sign of life is left to the store. */
	expected(id: string): Partial<StoredDelivery> {
		const { run, former, attempts, failures, dueAt, error, finishedAt } = this.deliveries.get(id)!;
		const state = this.stateOf(id);
		const [last, before] = [run, former].map((name) => (name === null ? undefined : this.runs.get(name)));
		const begun = (last?.claimedAt ?? null) === null ? before : last;
		return {
			state,
			runId: run,
			attempts,
			failures,
			dueAt,
			error,
			finishedAt,
			claimedAt: begun?.claimedAt ?? null,
			executionId: begun?.executionId ?? null,
			endedAt: state === 'waiting' ? null : (last?.endedAt ?? null),
			...(state === 'waiting' && { owner: null, aliveUntil: null }),
			...((state === 'inFlight' || state === 'claimed') && { owner: last!.owner, aliveUntil: last!.aliveUntil }),
		};
	}

	private stateOf(id: string): StoredDelivery['state'] {
		const { state, run } = this.deliveries.get(id)!;
		if (state !== 'inRun') return state;
		return this.runs.get(run!)!.claimedAt === null ? 'inFlight' : 'claimed';
	}

	private dropRunsOf(ids: readonly string[]): void {
		for (const id of ids) {
			const { state, run } = this.deliveries.get(id)!;
			if (state !== 'inRun' || this.runs.get(run!)!.claimedAt !== null) continue;
			this.runs.get(run!)!.over = true;
			for (const delivery of this.deliveries.values())
				if (delivery.run === run && delivery.state === 'inRun')
					Object.assign(delivery, { state: 'waiting', run: delivery.former, former: null });
		}
	}
}
