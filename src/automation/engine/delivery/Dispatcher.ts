import type { InHand, StoredDelivery } from '../../../ledger/Ledger';
import { later, type Clock } from '../../../model/clock';
import type { Connection } from './Connection';
import { signOfLife, thisProcess } from './owner';
import { Held, type HeldEnd } from './Held';
import { Lanes } from './Lanes';
import { mostRuns, mostTogether, startsSoon, waitAfter, type DeliveryOptions } from './options';
import { Pace } from './Pace';
import { PlannedRuns } from './PlannedRuns';
import { RunFollower, type Delivered, type QueuedDelivery, type RunOutcomes, type StartRun } from './RunFollower';

/** Changes kept in memory for deliveries that wait; the others are read again when their turn comes. */
const KEPT_CHANGES = 1000;
/** In large batches more of them, which is still few runs to take over from a process that died. */
const KEPT_IN_BATCHES = 5000;
const KEPT_BATCHES = 10;

/**
 * Hands the deliveries of one trigger to n8n: those of one record in order, different records side by side. Each record has a
 * lane; the next delivery of a lane starts when the lane is free.
 *
 * ## waiting
 * In its lane, until the lane and a run are free: then *in a run*.
 *
 * ## in a run
 * It keeps its lane busy, until its run takes longer than the time limit. Its run ends: over, or *put off* after a failure that
 * is tried again. Somebody else turns out to have it: *held*.
 *
 * ## held
 * A run has it that this object cannot watch, for example on a worker that lived on when n8n was restarted (see `Held`). It keeps
 * its lane busy too. That run ends: over. It is free: *waiting*, before the later changes of its record.
 *
 * ## put off
 * Its run failed, and it is not due yet. Later changes of its record may go first. When it is due: *waiting*.
 */
export class Dispatcher {
	private readonly connection: Connection;
	private readonly runs: RunFollower;
	private readonly report: (error: unknown) => void;
	private readonly options: DeliveryOptions;
	private readonly lanes = new Lanes<QueuedDelivery>(({ delivery }) => Number(delivery.id));
	private readonly pace: Pace;
	private readonly held: Held;
	/** Everything this object has, by delivery. */
	private readonly known = new Set<string>();
	/** Those of them that do not keep their lane busy any more. */
	private readonly slow = new Set<string>();
	private readonly putOff = new Map<string, () => void>();
	private readonly planned: PlannedRuns;
	private readonly closing = new AbortController();
	/** Runs that have not ended and are not late. */
	private running = 0;
	/** Runs that are followed, until their end is written down or they are late. */
	private followed = 0;
	private kept = 0;
	private pumping = false;
	private drained: (() => void) | undefined;

	constructor(connection: Connection, startRun: StartRun, report: (error: unknown) => void, options: DeliveryOptions) {
		this.connection = connection;
		this.report = report;
		this.options = options;
		this.planned = new PlannedRuns(connection.heartbeat);
		this.pace = new Pace(options.mode, connection.scope.clock, () => this.pump());
		this.runs = new RunFollower({ connection, startRun, report, options, closing: this.closing.signal, outcomes: this.outcomes() });
		this.held = new Held({
			connection,
			onEnd: async (deliveries, end) => await this.heldEnded(deliveries, end),
			onLate: (delivery) => {
				this.freeLane(delivery);
				this.pump();
			},
			report,
			limitMs: options.runLimitMs,
		});
	}

	/** Takes up what others left or added: an earlier process, an earlier version of the workflow, a replay. */
	async resume(open: readonly StoredDelivery[]): Promise<void> {
		const free: StoredDelivery[] = [];
		const interrupted: StoredDelivery[] = [];
		for (const delivery of open) {
			if (this.known.has(delivery.id)) continue;
			if (delivery.state === 'waiting') {
				this.enqueueWhenDue({ delivery });
			} else {
				this.known.add(delivery.id);
				this.lanes.hold(delivery.recordKey);
				const left = delivery.endedAt === null && this.connection.heartbeat.isGone(delivery);
				if (!left) this.held.add(delivery);
				else if (delivery.state === 'claimed') interrupted.push(delivery);
				else free.push(delivery);
			}
		}
		if (interrupted.length > 0) await this.heldEnded(interrupted, 'interrupted');
		if (free.length > 0) await this.runs.takeBack(free);
		this.pump();
	}

	/**
	 * Which of the next deliveries this process takes in hand as they are written, which saves marking each of them later:
	 * those that start soon, and whose change is kept until then. Not behind others that wait: they would be mixed with
	 * them in one run.
	 */
	inHand(): InHand | undefined {
		if (this.closed || !startsSoon(this.options.mode) || this.lanes.size > this.planned.size) return undefined;
		const most = Math.max(0, this.mostKept - this.kept);
		return { owner: thisProcess, aliveUntil: signOfLife(this.connection.scope), most, together: mostTogether(this.options.mode) };
	}

	add(batch: readonly Delivered[]): void {
		for (const { delivery, change } of batch) {
			this.known.add(delivery.id);
			if (delivery.state === 'inFlight') this.planned.add(delivery.runId!);
			const keeps = delivery.state === 'inFlight' || this.kept < this.mostKept;
			if (keeps) this.kept++;
			this.lanes.add(delivery.recordKey, { delivery, ...(keeps && { change }) });
		}
		this.pump();
	}

	/**
	 * Nothing more is started; what was in hand for that waits again in the ledger, once `added`, which is adding to it, is
	 * over. `runsEnded` resolves when the runs that are under way have ended and are marked.
	 */
	async close(added: Promise<unknown>): Promise<{ runsEnded: Promise<void> }> {
		this.closing.abort();
		this.pace.close();
		this.held.close();
		for (const cancel of this.putOff.values()) cancel();
		await added;
		await this.letGo().catch(this.report);
		const runsEnded = this.followed > 0 ? new Promise<void>((resolve) => (this.drained = resolve)) : Promise.resolve();
		return { runsEnded };
	}

	private async letGo(): Promise<void> {
		const ids = [...this.lanes.waiting()].filter(({ delivery }) => this.planned.has(delivery)).map(({ delivery }) => delivery.id);
		this.planned.dropAll();
		const { ledger, clock } = this.connection.scope;
		await ledger.deliveries.giveBack(ids, clock.now().toISOString());
	}

	private get mostKept(): number {
		const together = mostTogether(this.options.mode);
		return Math.max(KEPT_CHANGES, 2 * together, Math.min(KEPT_BATCHES * together, KEPT_IN_BATCHES));
	}

	private get closed(): boolean {
		return this.closing.signal.aborted;
	}

	private pump(): void {
		if (this.pumping || this.closed) return;
		const groups: QueuedDelivery[][] = [];
		while (this.running + groups.length < mostRuns(this.options.mode) && this.pace.opens(this.lanes.size)) {
			const group = this.lanes.take(this.roomOfARun());
			if (group.length === 0) break;
			this.pace.took();
			groups.push(group);
		}
		if (groups.length === 0) return;
		this.running += groups.length;
		this.pumping = true;
		void this.start(groups).finally(() => {
			this.pumping = false;
			this.pump();
		});
	}

	/** Says of one after the other whether it fits into a run with those before it. */
	private roomOfARun(): (taken: number, next: QueuedDelivery) => boolean {
		let most = mostTogether(this.options.mode);
		return (taken, { together = most }) => {
			if (taken >= Math.min(most, together)) return false;
			most = Math.min(most, together);
			return true;
		};
	}

	private async start(groups: ReadonlyArray<readonly QueuedDelivery[]>): Promise<void> {
		const asPlanned = groups.filter((group) => this.planned.begin(group.map(({ delivery }) => delivery)));
		const others = groups.filter((group) => !asPlanned.includes(group)).map((group) => group.map(({ delivery }) => delivery));
		for (const { runId } of others.flat()) if (runId !== null) this.planned.drop(runId);
		const ids = others.map((group) => group.map(({ id }) => id));
		const handedOver = ids.length === 0 ? new Map<string, StoredDelivery>() : await this.runs.handOver(ids).catch(() => undefined);
		const inHand = new Map(asPlanned.flat().map(({ delivery }) => [delivery.id, delivery]));
		for (const group of groups) void this.run(group, asPlanned.includes(group) ? inHand : handedOver);
	}

	/** One slot among the runs, from the hand-over to the end, or to the time limit. `rows`: see RunFollower.handOver. */
	private async run(group: readonly QueuedDelivery[], rows: Map<string, StoredDelivery> | undefined): Promise<void> {
		const runEnded = Promise.withResolvers<undefined>();
		this.followed++;
		const done = (rows === undefined ? Promise.resolve() : this.runs.follow(group, rows, () => runEnded.resolve(undefined)))
			.catch(this.report)
			.finally(() => {
				for (const { change } of group) if (change) this.kept--;
				runEnded.resolve(undefined);
				// Also what was handed back while the run was late.
				this.pump();
			});
		// The next run does not wait until the end of this one is written down; the next one of the same record does.
		const late = (await within(runEnded.promise, this.options.runLimitMs, this.connection.scope.clock)) === 'late';
		this.running--;
		if (late) for (const { delivery } of group) this.freeLane(delivery);
		this.pump();
		if (!late) await done;
		this.followed--;
		if (this.followed === 0) this.drained?.();
	}

	private outcomes(): RunOutcomes {
		return {
			leave: (delivery) => this.leave(delivery),
			hold: (delivery, because) => this.held.add(delivery, because),
			putBack: (queued) => {
				this.leave(queued.delivery);
				this.enqueue(queued);
			},
			putOff: (delivery) => {
				this.leave(delivery);
				this.enqueueWhenDue({ delivery });
			},
		};
	}

	/** What somebody else had, or no run took. Their lanes are busy until here. */
	private async heldEnded(deliveries: readonly StoredDelivery[], end: HeldEnd): Promise<void> {
		const batch = deliveries.map((delivery) => ({ delivery }));
		if (end === 'over') {
			for (const delivery of deliveries) this.leave(delivery);
		} else if (end === 'ended') {
			await this.runs.finish(batch, 'done', null);
		} else if (end === 'interrupted' && this.options.leaveInterrupted) {
			await this.runs.setAside(batch, 'The run was cut off when n8n, or a worker of it, stopped. It was left alone, as the trigger says.');
		} else {
			await this.runs.takeBack(deliveries);
		}
		this.pump();
	}

	private enqueue(queued: QueuedDelivery): void {
		this.known.add(queued.delivery.id);
		this.lanes.add(queued.delivery.recordKey, queued);
	}

	private enqueueWhenDue(queued: QueuedDelivery): void {
		const { id, dueAt, failures } = queued.delivery;
		// Never longer than a run that just failed would wait, even if the clock was set back since.
		const wait =
			dueAt === null
				? 0
				: Math.min(new Date(dueAt).getTime() - this.connection.scope.clock.now().getTime(), waitAfter(failures, this.options));
		if (wait <= 0) return this.enqueue(queued);
		this.known.add(id);
		const cancel = later(this.connection.scope.clock, wait, () => {
			this.putOff.delete(id);
			this.enqueue(queued);
			this.pump();
		});
		this.putOff.set(id, cancel);
	}

	private leave(delivery: StoredDelivery): void {
		this.known.delete(delivery.id);
		if (!this.slow.delete(delivery.id)) this.lanes.free(delivery.recordKey);
	}

	/** The run is still followed, but nothing waits for it any more. */
	private freeLane(delivery: StoredDelivery): void {
		if (!this.known.has(delivery.id) || this.slow.has(delivery.id)) return;
		this.slow.add(delivery.id);
		this.lanes.free(delivery.recordKey);
	}
}

async function within(done: Promise<unknown>, limitMs: number, clock: Clock): Promise<'done' | 'late'> {
	const limit = Promise.withResolvers<'late'>();
	const cancel = later(clock, limitMs, () => limit.resolve('late'));
	const end = await Promise.race([done.then(() => 'done' as const), limit.promise]);
	cancel();
	return end;
}
