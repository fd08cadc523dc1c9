import type { StoredDelivery } from '../../ledger/Ledger';
import type { Change } from '../../model/change';
import { CrmError } from '../../model/CrmError';
import type { Connection } from '../hub';
import { deliveryKey } from './deliveryKey';
import { Held, type HeldEnd } from './Held';
import { leaseFrom } from './Heartbeat';
import { insist } from './insist';
import { Lanes } from './Lanes';
import { mostRuns, mostTogether, waitAfter, type DeliveryOptions } from './options';
import { thisProcess } from './owner';
import { Pace } from './Pace';
import { fateOf, type RunEnd } from './runEnd';

/** A change on its way into a run. */
export interface Delivered {
	delivery: StoredDelivery;
	change: Change;
}

/** Starts one run of the workflow and resolves when it has ended, or gone to sleep. */
export type StartRun = (batch: readonly Delivered[], key: string) => Promise<RunEnd>;

/** After so many hand-overs without a run that claimed it a delivery is given up. */
const MOST_ATTEMPTS = 20;
/** Changes kept in memory for deliveries that wait; the others are read again when their turn comes. */
const KEPT_CHANGES = 1000;

interface Entry {
	delivery: StoredDelivery;
	change?: Change;
	/** At most so many share its run: the larger batch that it was in failed. */
	together?: number;
}

/**
 * Hands the deliveries of one trigger to n8n: those of one record in order, different records side by side.
 *
 * A delivery here is waiting (in its lane) → in a run → over; or held (see Held) → over, or back to waiting, in front
 * of the later changes of its record; or, after a run that failed, put off → waiting. What is in a run or held keeps
 * its lane busy; a run that takes too long does not any more.
 */
export class Dispatcher {
	private readonly connection: Connection;
	private readonly startRun: StartRun;
	private readonly report: (error: unknown) => void;
	private readonly options: DeliveryOptions;
	private readonly lanes = new Lanes<Entry>(({ delivery }) => Number(delivery.id));
	private readonly pace: Pace;
	private readonly held: Held;
	/** Everything this object has, by delivery. */
	private readonly known = new Set<string>();
	/** Those of them that do not keep their lane busy any more. */
	private readonly slow = new Set<string>();
	private readonly putOff = new Map<string, NodeJS.Timeout>();
	private readonly closing = new AbortController();
	private running = 0;
	private kept = 0;
	private pumping = false;
	private drained: (() => void) | undefined;

	constructor(connection: Connection, startRun: StartRun, report: (error: unknown) => void, options: DeliveryOptions) {
		this.connection = connection;
		this.startRun = startRun;
		this.report = report;
		this.options = options;
		this.pace = new Pace(options.mode, connection.scope.clock, () => this.pump());
		this.held = new Held(connection, async (delivery, end) => await this.heldEnded(delivery, end), report);
	}

	/** Takes up what others left or added: an earlier process, an earlier version of the workflow, a replay. */
	async resume(open: readonly StoredDelivery[]): Promise<void> {
		for (const delivery of open) {
			if (this.known.has(delivery.id)) continue;
			if (delivery.state === 'waiting') {
				this.enqueueWhenDue({ delivery });
			} else {
				this.known.add(delivery.id);
				this.lanes.hold(delivery.recordKey);
				const left = delivery.endedAt === null && this.connection.heartbeat.isGone(delivery);
				if (left) await this.heldEnded(delivery, delivery.state === 'claimed' ? 'interrupted' : 'free');
				else this.held.add(delivery);
			}
		}
		this.pump();
	}

	add(batch: readonly Delivered[]): void {
		const mostKept = Math.max(KEPT_CHANGES, 2 * mostTogether(this.options.mode));
		for (const { delivery, change } of batch) {
			if (this.known.has(delivery.id)) continue;
			this.known.add(delivery.id);
			const keeps = this.kept < mostKept;
			if (keeps) this.kept++;
			this.lanes.add(delivery.recordKey, keeps ? { delivery, change } : { delivery });
		}
		this.pump();
	}

	/** Nothing more is started. Resolves when the runs that are under way have ended and are marked. */
	async close(): Promise<void> {
		this.closing.abort();
		this.pace.close();
		this.held.close();
		for (const timer of this.putOff.values()) clearTimeout(timer);
		if (this.running > 0) await new Promise<void>((resolve) => (this.drained = resolve));
	}

	private get deliveries() {
		return this.connection.scope.ledger.deliveries;
	}

	private get closed(): boolean {
		return this.closing.signal.aborted;
	}

	private now(): Date {
		return this.connection.scope.clock.now();
	}

	private pump(): void {
		if (this.pumping || this.closed) return;
		const groups: Entry[][] = [];
		while (this.running + groups.length < mostRuns(this.options.mode) && this.pace.opens(this.lanes.size)) {
			const group = this.lanes.take((taken, next) => this.fits(taken, next));
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

	private fits(taken: readonly Entry[], next: Entry): boolean {
		const most = Math.min(mostTogether(this.options.mode), ...taken.map(({ together }) => together ?? Infinity), next.together ?? Infinity);
		return taken.length < most;
	}

	/** The rows say "in flight" before n8n hears of them: after a crash we know what may have been started. */
	private async start(groups: readonly Entry[][]): Promise<void> {
		const ids = groups.flat().map(({ delivery }) => delivery.id);
		this.connection.heartbeat.hold(ids);
		const handedOver = await this.handOver(ids).catch(() => undefined);
		for (const group of groups) void this.run(group, handedOver);
	}

	/** Those that nobody claimed or finished meanwhile. Throws when this object is closed before the ledger was reached. */
	private async handOver(ids: readonly string[]): Promise<Map<string, StoredDelivery>> {
		const rows = await this.insist(async () => await this.deliveries.markInFlight(ids, thisProcess, leaseFrom(this.connection.scope)));
		return new Map(rows.map((row) => [row.id, row]));
	}

	/** One place among the runs, from the hand-over to the end, or to the time limit. `rows`: see handOver. */
	private async run(group: readonly Entry[], rows: Map<string, StoredDelivery> | undefined): Promise<void> {
		const { heartbeat } = this.connection;
		const done = (rows === undefined ? Promise.resolve() : this.deliver(group, rows)).catch(this.report).finally(() => {
			heartbeat.release(group.map(({ delivery }) => delivery.id));
			for (const { change } of group) if (change) this.kept--;
		});
		if ((await within(done, this.options.runLimitMs)) === 'late') {
			for (const { delivery } of group) this.freeLane(delivery);
		}
		this.running--;
		if (this.running === 0) this.drained?.();
		this.pump();
	}

	private async deliver(group: readonly Entry[], rows: Map<string, StoredDelivery>): Promise<void> {
		const entries: Entry[] = [];
		for (const entry of group) {
			const delivery = rows.get(entry.delivery.id);
			// Claimed or ended meanwhile, by a run that was started elsewhere.
			if (delivery === undefined) this.held.add(entry.delivery);
			else entries.push({ ...entry, delivery });
		}
		const batch = await this.withChanges(entries);
		if (batch.length > 0) await this.startAndFollow(batch);
	}

	/** The feed forgets old changes: such a delivery has nothing to say any more. */
	private async withChanges(entries: readonly Entry[]): Promise<Array<Entry & Delivered>> {
		const unread = entries.filter(({ change }) => change === undefined).map(({ delivery }) => delivery.changeId);
		const read = unread.length === 0 ? new Map<string, Change>() : await this.insist(async () => await this.connection.scope.crm.changesById(unread));
		const found = entries.flatMap((entry) => {
			const change = entry.change ?? read.get(entry.delivery.changeId);
			return change === undefined ? [] : [{ ...entry, change }];
		});
		const kept = new Set(found.map(({ delivery }) => delivery.id));
		const lost = entries.filter(({ delivery }) => !kept.has(delivery.id));
		if (lost.length > 0) await this.setAside(lost, 'The change is no longer kept in the feed.');
		return found;
	}

	private async startAndFollow(batch: ReadonlyArray<Entry & Delivered>, attempt?: number): Promise<void> {
		const key = deliveryKey(this.connection.scope.ledger.feedId, batch.map(({ delivery }) => delivery), attempt);
		let end: RunEnd;
		try {
			end = await this.startRun(batch, key);
		} catch (error) {
			const message = error instanceof Error ? error.message : String(error);
			this.report(error);
			return await this.ended(batch, { status: 'error', message }, error instanceof CrmError && error.code === 'unavailable');
		}
		if (end.status !== 'refused') await this.ended(batch, end);
		else if (attempt === undefined) await this.startDespiteKey(batch);
		else await this.again(batch, 'n8n refused the key.');
	}

	/** n8n has run, or is running, this key. Where no run claimed its deliveries, that execution died before it began. */
	private async startDespiteKey(batch: ReadonlyArray<Entry & Delivered>): Promise<void> {
		const rows = await this.handOver(batch.map(({ delivery }) => delivery.id));
		const free = batch.flatMap((entry) => {
			const delivery = rows.get(entry.delivery.id);
			// The next look finds out whether whoever has it is alive.
			if (delivery === undefined) this.held.add(entry.delivery);
			return delivery === undefined ? [] : [{ ...entry, delivery }];
		});
		if (free.length > 0) await this.startAndFollow(free, Math.max(...free.map(({ delivery }) => delivery.attempts)));
	}

	private async ended(batch: readonly Entry[], end: Exclude<RunEnd, { status: 'refused' }>, tryAlways = false): Promise<void> {
		const ids = batch.map(({ delivery }) => delivery.id);
		if (end.status === 'waiting') this.connection.runs.forget(ids);
		else await this.connection.runs.over(ids);
		const rows = await this.insist(async () => await this.deliveries.getMany(ids));
		const those = (fate: ReturnType<typeof fateOf>) => batch.filter(({ delivery }) => fateOf(rows.get(delivery.id), end) === fate);
		for (const { delivery } of those('over')) this.leave(delivery);
		for (const { delivery } of those('elsewhere')) this.held.add(rows.get(delivery.id)!);
		await this.again(those('unclaimed'), end.status === 'error' ? end.message : 'CRM Trigger did not take it.', tryAlways);
		const own = those('ended');
		if (own.length === 0) return;
		if (end.status === 'error') await this.failed(own, end.message);
		else await this.finish(own, 'done', null);
	}

	/** Nothing has happened for them yet: the next look hands them over again, a limited number of times. */
	private async again(batch: readonly Entry[], reason: string, always = false): Promise<void> {
		const givenUp = batch.filter(({ delivery }) => delivery.attempts >= MOST_ATTEMPTS && !always);
		for (const entry of batch) if (!givenUp.includes(entry)) this.held.add(entry.delivery, true);
		if (givenUp.length > 0) await this.setAside(givenUp, `n8n did not start the run after ${MOST_ATTEMPTS} attempts: ${reason}`);
	}

	/** Of a batch that fails, halves are run, and so on, until the change that is to blame is alone. */
	private async failed(batch: readonly Entry[], message: string): Promise<void> {
		const [entry] = batch;
		if (batch.length > 1) {
			await this.insist(async () => await this.deliveries.giveBack(batch.map(({ delivery }) => delivery.id)));
			const together = Math.ceil(batch.length / 2);
			for (const { delivery } of batch) this.leave(delivery);
			for (const { delivery } of batch) this.enqueue({ delivery, together });
		} else if (entry !== undefined && entry.delivery.failures < this.options.retries) {
			await this.retry(entry.delivery, message);
		} else {
			await this.setAside(batch, message);
		}
	}

	private async retry(delivery: StoredDelivery, message: string): Promise<void> {
		const failures = delivery.failures + 1;
		const dueAt = new Date(this.now().getTime() + waitAfter(failures, this.options)).toISOString();
		await this.insist(async () => await this.deliveries.retryAt([delivery.id], dueAt, message));
		this.leave(delivery);
		this.enqueueWhenDue({ delivery: { ...delivery, failures, dueAt } });
	}

	private async setAside(entries: readonly Entry[], message: string): Promise<void> {
		await this.finish(entries, 'failed', message);
		const again = this.options.retries > 0 ? ` after ${this.options.retries + 1} runs` : '';
		this.report(new Error(`${entries.length === 1 ? 'A change' : `${entries.length} changes`} of ${entries.map(({ delivery }) => delivery.recordKey).slice(0, 5).join(', ')} set aside${again}: ${message}`));
	}

	private async finish(entries: readonly Entry[], state: 'done' | 'failed', error: string | null): Promise<void> {
		const at = this.now().toISOString();
		await this.insist(async () => await this.deliveries.finish(entries.map(({ delivery }) => delivery.id), { state, at, error }));
		for (const { delivery } of entries) this.leave(delivery);
	}

	/** What somebody else had, or no run took. Its lane is busy until here. */
	private async heldEnded(delivery: StoredDelivery, end: HeldEnd): Promise<void> {
		if (end === 'over') {
			this.leave(delivery);
		} else if (end === 'ended') {
			await this.finish([{ delivery }], 'done', null);
		} else if (end === 'interrupted' && this.options.leaveInterrupted) {
			await this.setAside([{ delivery }], 'The run was cut off when n8n, or a worker of it, stopped. It was left alone, as the trigger says.');
		} else {
			await this.deliveries.giveBack([delivery.id]);
			this.leave(delivery);
			this.enqueue({ delivery });
		}
		this.pump();
	}

	private enqueue(entry: Entry): void {
		this.known.add(entry.delivery.id);
		this.lanes.add(entry.delivery.recordKey, entry);
	}

	private enqueueWhenDue(entry: Entry): void {
		const { id, dueAt, failures } = entry.delivery;
		// Never longer than a run that just failed would wait, even if the clock was set back since.
		const wait = dueAt === null ? 0 : Math.min(new Date(dueAt).getTime() - this.now().getTime(), waitAfter(failures, this.options));
		if (wait <= 0) return this.enqueue(entry);
		this.known.add(id);
		const timer = setTimeout(() => {
			this.putOff.delete(id);
			this.enqueue(entry);
			this.pump();
		}, wait).unref();
		this.putOff.set(id, timer);
	}

	private leave(delivery: StoredDelivery): void {
		this.known.delete(delivery.id);
		if (!this.slow.delete(delivery.id)) this.lanes.free(delivery.recordKey);
	}

	/** The run goes on and is still followed, but nothing waits for it any more. */
	private freeLane(delivery: StoredDelivery): void {
		if (!this.known.has(delivery.id)) return;
		this.slow.add(delivery.id);
		this.lanes.free(delivery.recordKey);
	}

	private async insist<T>(work: () => Promise<T>): Promise<T> {
		return await insist(work, this.report, this.closing.signal);
	}
}

async function within(done: Promise<void>, limitMs: number): Promise<'done' | 'late'> {
	let timer: NodeJS.Timeout | undefined;
	const limit = new Promise<'late'>((resolve) => {
		timer = setTimeout(() => resolve('late'), limitMs).unref();
	});
	const end = await Promise.race([done.then(() => 'done' as const), limit]);
	clearTimeout(timer);
	return end;
}
