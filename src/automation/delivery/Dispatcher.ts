import type { StoredDelivery } from '../../ledger/Ledger';
import type { Change } from '../../model/change';
import { CrmError } from '../../model/CrmError';
import type { Connection } from '../hub';
import type { Scope } from '../Scope';
import { deliveryKey } from './deliveryKey';
import { leaseFrom, type Heartbeat } from './Heartbeat';
import { Lanes } from './Lanes';
import { isGone, thisProcess } from './owner';

/**
 * How the start of a run ended. `waiting`: it went to sleep, its end is not reported. `refused`: n8n has an
 * execution with this key already.
 */
export type RunEnd = { status: 'success' | 'waiting' | 'refused' } | { status: 'error'; message: string };

/** Starts one run of the workflow and resolves when it has ended, or gone to sleep. */
export type StartRun = (delivery: StoredDelivery, change: Change, key: string) => Promise<RunEnd>;

export interface DispatcherOptions {
	/** Runs of this trigger at the same time. */
	parallel: number;
	/** After that time a run no longer holds its record and its place; in milliseconds. */
	runLimitMs: number;
}

export const DEFAULT_DISPATCHER_OPTIONS: DispatcherOptions = { parallel: 20, runLimitMs: 15 * 60_000 };

/** How often deliveries that another run or process holds are looked at, in milliseconds. */
const HELD_CHECK_MS = 1000;
/** After so many hand-overs without a run that claimed it a delivery is given up. */
const MOST_ATTEMPTS = 20;
/** Changes kept in memory for deliveries that wait; the others are read again when their turn comes. */
const KEPT_CHANGES = 1000;

interface Entry {
	delivery: StoredDelivery;
	change?: Change;
}

/**
 * Hands the deliveries of one trigger to n8n: those of one record in order, different records side by side.
 *
 * A delivery here is waiting (in its lane) → in flight (n8n has it) → over; or held → over, or back to waiting, in front
 * of the later changes of its record. Held: a run that this object did not start has it, until that ends or its owner
 * dies; or n8n started no run that claimed it, until the next look.
 */
export class Dispatcher {
	private readonly scope: Scope;
	private readonly heartbeat: Heartbeat;
	private readonly startRun: StartRun;
	private readonly report: (error: unknown) => void;
	private readonly options: DispatcherOptions;
	private readonly lanes = new Lanes<Entry>();
	private readonly held = new Map<string, StoredDelivery>();
	/** Those of the held that no run has. */
	private readonly unstarted = new Set<string>();
	private readonly known = new Set<string>();
	private running = 0;
	private kept = 0;
	private pumping = false;
	private closed = false;
	private drained: (() => void) | undefined;
	private heldCheck: NodeJS.Timeout | undefined;

	constructor({ scope, heartbeat }: Connection, startRun: StartRun, report: (error: unknown) => void, options: DispatcherOptions = DEFAULT_DISPATCHER_OPTIONS) {
		this.scope = scope;
		this.heartbeat = heartbeat;
		this.startRun = startRun;
		this.report = report;
		this.options = options;
	}

	/** Takes up what an earlier process, or an earlier version of the workflow, left open. */
	async resume(open: readonly StoredDelivery[]): Promise<void> {
		const now = this.scope.clock.now();
		const orphaned = open.filter((delivery) => delivery.state === 'claimed' && isGone(delivery.owner, delivery.leaseUntil, now));
		if (orphaned.length > 0) await this.scope.ledger.deliveries.giveBack(orphaned.map(({ id }) => id));
		for (const delivery of open) {
			if (delivery.state === 'waiting' || isGone(delivery.owner, delivery.leaseUntil, now)) this.enqueue({ delivery });
			else this.hold(delivery);
		}
		this.pump();
	}

	add(entries: ReadonlyArray<{ delivery: StoredDelivery; change: Change }>): void {
		for (const entry of entries) {
			if (this.kept < KEPT_CHANGES) {
				this.kept++;
				this.enqueue(entry);
			} else {
				this.enqueue({ delivery: entry.delivery });
			}
		}
		this.pump();
	}

	/** Nothing more is started. Resolves when the runs that are under way have ended and are marked. */
	async close(): Promise<void> {
		this.closed = true;
		clearTimeout(this.heldCheck);
		if (this.running > 0) await new Promise<void>((resolve) => (this.drained = resolve));
	}

	private enqueue(entry: Entry): void {
		if (this.known.has(entry.delivery.id)) return;
		this.known.add(entry.delivery.id);
		this.lanes.add(entry.delivery.recordKey, entry);
	}

	/** Before the later changes of the same record. */
	private enqueueFirst(entry: Entry): void {
		this.known.add(entry.delivery.id);
		this.lanes.addFirst(entry.delivery.recordKey, entry);
	}

	private pump(): void {
		if (this.pumping || this.closed) return;
		const batch: Entry[] = [];
		while (this.running + batch.length < this.options.parallel) {
			const next = this.lanes.take();
			if (!next) break;
			batch.push(next);
		}
		if (batch.length === 0) return;
		this.running += batch.length;
		this.pumping = true;
		void this.start(batch).finally(() => {
			this.pumping = false;
			this.pump();
		});
	}

	/** The rows say "in flight" before n8n hears of them: after a crash we know what may have been started. */
	private async start(batch: readonly Entry[]): Promise<void> {
		let handedOver: Map<string, StoredDelivery>;
		try {
			const rows = await this.scope.ledger.deliveries.markInFlight(batch.map(({ delivery }) => delivery.id), thisProcess, leaseFrom(this.scope));
			handedOver = new Map(rows.map((row) => [row.id, row]));
		} catch (error) {
			this.report(error);
			// Nothing was handed over: try again after a while, in the same order.
			for (const entry of batch) this.putBack(entry);
			if (this.running === 0) this.drained?.();
			await pause(HELD_CHECK_MS);
			return;
		}
		for (const entry of batch) {
			const delivery = handedOver.get(entry.delivery.id);
			if (delivery === undefined) this.leaveToOthers(entry);
			else void this.run({ ...entry, delivery });
		}
	}

	/** Claimed or ended meanwhile, by a run that was started elsewhere. */
	private leaveToOthers(entry: Entry): void {
		if (entry.change) this.kept--;
		this.running--;
		this.hold(entry.delivery);
		if (this.running === 0) this.drained?.();
	}

	private async run(entry: Entry): Promise<void> {
		const { delivery } = entry;
		this.heartbeat.hold();
		try {
			const change = entry.change ?? (await this.scope.crm.change(delivery.changeId));
			if (!change) {
				await this.finish(delivery, 'failed', 'The change is no longer kept in the feed.');
				return;
			}
			const end = await this.startWithin(delivery, change);
			if (end === 'slow') this.hold(delivery);
			else await this.runEnded(delivery, change, end);
		} catch (error) {
			this.report(error);
			await this.notStarted(delivery, error);
		} finally {
			this.heartbeat.release();
			if (entry.change) this.kept--;
			this.running--;
			if (!this.held.has(delivery.id)) this.leave(delivery);
			if (this.running === 0) this.drained?.();
			this.pump();
		}
	}

	private async startWithin(delivery: StoredDelivery, change: Change): Promise<RunEnd | 'slow'> {
		const run = this.startRun(delivery, change, deliveryKey(this.scope.ledger.feedId, delivery));
		let timer: NodeJS.Timeout | undefined;
		const limit = new Promise<'slow'>((resolve) => {
			timer = setTimeout(() => resolve('slow'), this.options.runLimitMs);
			timer.unref();
		});
		const end = await Promise.race([run, limit]);
		clearTimeout(timer);
		if (end === 'slow') void run.then(async (late) => await this.runEnded(delivery, change, late)).catch(this.report);
		return end;
	}

	private async runEnded(delivery: StoredDelivery, change: Change, end: RunEnd): Promise<void> {
		if (end.status === 'refused') {
			await this.afterRefusal(delivery, change);
		} else if (!(await this.wasClaimed(delivery))) {
			await this.again(delivery, end.status === 'error' ? end.message : 'CRM Trigger did not take it.');
		} else if (end.status === 'error') {
			await this.finish(delivery, 'failed', end.message);
		} else {
			await this.finish(delivery, 'done', null);
		}
	}

	/** n8n could not start or finish the run, or the change could not be read. */
	private async notStarted(delivery: StoredDelivery, error: unknown): Promise<void> {
		const message = error instanceof Error ? error.message : String(error);
		const claimed = await this.wasClaimed(delivery).catch(() => false);
		if (claimed) await this.finish(delivery, 'failed', message);
		else await this.again(delivery, message, error instanceof CrmError && error.code === 'unavailable');
	}

	/** A run that never claimed its delivery has done nothing, whatever its end was. */
	private async wasClaimed({ id }: StoredDelivery): Promise<boolean> {
		return (await this.scope.ledger.deliveries.get(id))?.state !== 'inFlight';
	}

	/** Nothing has happened for it yet: the next look hands it over again, a limited number of times. */
	private async again(delivery: StoredDelivery, reason: string, always = false): Promise<void> {
		if (delivery.attempts >= MOST_ATTEMPTS && !always) {
			await this.finish(delivery, 'failed', `n8n did not start the run after ${delivery.attempts} attempts: ${reason}`);
			return;
		}
		this.unstarted.add(delivery.id);
		this.hold(delivery);
	}

	/** n8n has run, or is running, this key. Unless a run claimed it, that execution died before it began. */
	private async afterRefusal(delivery: StoredDelivery, change: Change): Promise<void> {
		const now = await this.scope.ledger.deliveries.get(delivery.id);
		if (!now || now.state === 'done' || now.state === 'failed') return;
		if (now.state === 'claimed' && !isGone(now.owner, now.leaseUntil, this.scope.clock.now())) {
			this.hold(now);
			return;
		}
		const [handedOver] = await this.scope.ledger.deliveries.markInFlight([delivery.id], thisProcess, leaseFrom(this.scope));
		if (handedOver === undefined) return this.hold(delivery);
		const end = await this.startRun(handedOver, change, deliveryKey(this.scope.ledger.feedId, handedOver, handedOver.attempts));
		if (end.status === 'refused') await this.again(handedOver, 'n8n refused the key.');
		else await this.runEnded(handedOver, change, end);
	}

	private async finish(delivery: StoredDelivery, state: 'done' | 'failed', error: string | null): Promise<void> {
		try {
			await this.scope.ledger.deliveries.finish([delivery.id], { state, at: this.scope.clock.now().toISOString(), error });
		} catch (failure) {
			this.report(failure);
		}
	}

	private leave(delivery: StoredDelivery): void {
		this.known.delete(delivery.id);
		this.lanes.free(delivery.recordKey);
	}

	private putBack(entry: Entry): void {
		this.running--;
		this.leave(entry.delivery);
		this.enqueueFirst(entry);
	}

	/** A run that this object cannot watch has it: look from time to time whether that is over. */
	private hold(delivery: StoredDelivery): void {
		this.held.set(delivery.id, delivery);
		this.known.add(delivery.id);
		this.lanes.hold(delivery.recordKey);
		if (this.heldCheck || this.closed) return;
		this.heldCheck = setTimeout(() => {
			this.heldCheck = undefined;
			void this.checkHeld().catch(this.report);
		}, HELD_CHECK_MS);
		this.heldCheck.unref();
	}

	private async checkHeld(): Promise<void> {
		try {
			for (const delivery of [...this.held.values()]) if (!this.closed) await this.check(delivery);
		} finally {
			const [next] = this.held.values();
			if (next) this.hold(next);
			this.pump();
		}
	}

	private async check(delivery: StoredDelivery): Promise<void> {
		const { deliveries } = this.scope.ledger;
		const present = await deliveries.get(delivery.id);
		const over = !present || present.state === 'done' || present.state === 'failed';
		const free = !over && (this.unstarted.has(delivery.id) || isGone(present.owner, present.leaseUntil, this.scope.clock.now()));
		if (!over && !free) return;
		if (free) await deliveries.giveBack([delivery.id]);
		this.held.delete(delivery.id);
		this.unstarted.delete(delivery.id);
		this.leave(delivery);
		if (free) this.enqueueFirst({ delivery: present });
	}
}

async function pause(milliseconds: number): Promise<void> {
	await new Promise<void>((resolve) => {
		setTimeout(resolve, milliseconds).unref();
	});
}
