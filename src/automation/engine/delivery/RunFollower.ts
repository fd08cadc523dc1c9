import type { StoredDelivery } from '../../../ledger/Ledger';
import type { Change } from '../../../model/change';
import { CrmError } from '../../../model/CrmError';
import type { Connection } from './Connection';
import { deliveryKey } from './deliveryKey';
import type { HeldBecause } from './Held';
import { signOfLife, thisProcess } from './owner';
import { insist } from './insist';
import { waitAfter, type DeliveryOptions } from './options';
import { fateOf, type RunEnd } from './runEnd';
import { startAndWait } from './starts';

/** A change on its way into a run. */
export interface Delivered {
	delivery: StoredDelivery;
	change: Change;
}

/** Starts one run of the workflow and resolves when it has ended, or gone to sleep. */
export type StartRun = (batch: readonly Delivered[], key: string) => Promise<RunEnd>;

/** A delivery in the queue of its trigger. */
export interface QueuedDelivery {
	delivery: StoredDelivery;
	/** Absent where memory was short: read again when its turn comes. */
	change?: Change;
	/** At most this many share its run, because the larger batch that it was in failed. */
	together?: number;
}

/** What becomes of the deliveries of a run; each is told exactly one of these. */
export interface RunOutcomes {
	/** It is over. */
	leave(delivery: StoredDelivery): void;
	/** Somebody else has it, or nobody; see Held. */
	hold(delivery: StoredDelivery, because?: HeldBecause): void;
	/** It waits again, in its old order. */
	putBack(queued: QueuedDelivery): void;
	/** It waits until it is due. */
	putOff(delivery: StoredDelivery): void;
}

/** After this many hand-overs without a run that claimed it a delivery is given up. */
const MOST_ATTEMPTS = 20;

/**
 * Takes deliveries through a run: hands them to n8n, waits for the end, and finds out what that end means for each of
 * them. What happened is written down however long it takes to reach the database.
 */
export class RunFollower {
	private readonly connection: Connection;
	private readonly startRun: StartRun;
	private readonly outcomes: RunOutcomes;
	private readonly report: (error: unknown) => void;
	private readonly options: DeliveryOptions;
	private readonly closing: AbortSignal;

	/** When `closing` says so, nobody waits for the database any more. */
	constructor({
		connection,
		startRun,
		report,
		options,
		closing,
		outcomes,
	}: {
		connection: Connection;
		startRun: StartRun;
		report: (error: unknown) => void;
		options: DeliveryOptions;
		closing: AbortSignal;
		outcomes: RunOutcomes;
	}) {
		this.connection = connection;
		this.startRun = startRun;
		this.report = report;
		this.options = options;
		this.closing = closing;
		this.outcomes = outcomes;
	}

	/**
	 * Puts each group into a run that may be claimed, before n8n hears of it: after a crash we know what may have been
	 * started. Returns those that nobody claimed or finished meanwhile; this process has their runs in hand until `follow`
	 * releases them. Throws when it is over before the ledger was reached.
	 */
	async handOver(groups: ReadonlyArray<readonly string[]>): Promise<Map<string, StoredDelivery>> {
		const hand = { owner: thisProcess, aliveUntil: signOfLife(this.connection.scope) };
		const rows = await this.insist(async () => await this.deliveries.handOver(groups, hand, this.now().toISOString()));
		this.connection.heartbeat.hold([...new Set(rows.flatMap(({ runId }) => runId ?? []))]);
		return new Map(rows.map((row) => [row.id, row]));
	}

	/**
	 * From the hand-over, whose answer `rows` is, until the end of the run is written down and its lease is released.
	 * `runEnded` is called before that, as soon as n8n has said that the run ended.
	 */
	async follow(group: readonly QueuedDelivery[], rows: ReadonlyMap<string, StoredDelivery>, runEnded: () => void): Promise<void> {
		const present: QueuedDelivery[] = [];
		for (const queued of group) {
			const delivery = rows.get(queued.delivery.id);
			// Claimed or ended meanwhile, by a run that was started elsewhere.
			if (delivery === undefined) this.outcomes.hold(queued.delivery);
			else present.push({ ...queued, delivery });
		}
		const [first] = present;
		if (first === undefined) return;
		try {
			const batch = await this.withChanges(present);
			// With those that were set aside the run was dropped, and the others wait again.
			if (batch.length < present.length) for (const queued of batch) this.outcomes.putBack(queued);
			else await this.startAndFollow(batch, runEnded);
		} finally {
			this.connection.heartbeat.release([first.delivery.runId!]);
		}
	}

	/** The feed forgets old changes: such a delivery has nothing to say any more. */
	private async withChanges(batch: readonly QueuedDelivery[]): Promise<Array<QueuedDelivery & Delivered>> {
		const unread = batch.filter(({ change }) => change === undefined).map(({ delivery }) => delivery.changeId);
		const read =
			unread.length === 0 ? new Map<string, Change>() : await this.insist(async () => await this.connection.scope.feed.byIds(unread));
		const found = batch.flatMap((queued) => {
			const change = queued.change ?? read.get(queued.delivery.changeId);
			return change === undefined ? [] : [{ ...queued, change }];
		});
		const kept = new Set(found.map(({ delivery }) => delivery.id));
		const lost = batch.filter(({ delivery }) => !kept.has(delivery.id));
		if (lost.length > 0) await this.setAside(lost, 'The change is no longer kept in the feed.');
		return found;
	}

	private async startAndFollow(batch: ReadonlyArray<QueuedDelivery & Delivered>, runEnded: () => void, attempt?: number): Promise<void> {
		const key = deliveryKey(
			this.connection.scope.ledger.feedId,
			batch.map(({ delivery }) => delivery),
			attempt,
		);
		let end: RunEnd | undefined;
		try {
			end = await startAndWait(this.connection, this.startRun, batch, key);
		} catch (error) {
			const message = error instanceof Error ? error.message : String(error);
			this.report(error);
			return await this.ended(batch, { status: 'error', message }, error instanceof CrmError && error.code === 'unavailable');
		}
		if (end === undefined || end.status !== 'refused') runEnded();
		if (end === undefined) return await this.ended(batch, { status: 'success' }, true);
		if (end.status !== 'refused') await this.ended(batch, end);
		else if (attempt === undefined) await this.startDespiteKey(batch, runEnded);
		else await this.again(batch, 'it did not let the run begin. Why, its list of executions says.');
	}

	/** n8n has run, or is running, this key. Where no run claimed its deliveries, that execution died before it began. */
	private async startDespiteKey(batch: ReadonlyArray<QueuedDelivery & Delivered>, runEnded: () => void): Promise<void> {
		const rows = await this.handOver([batch.map(({ delivery }) => delivery.id)]);
		const free = batch.flatMap((queued) => {
			const delivery = rows.get(queued.delivery.id);
			// The next look finds out whether the process that has it is alive.
			if (delivery === undefined) this.outcomes.hold(queued.delivery);
			return delivery === undefined ? [] : [{ ...queued, delivery }];
		});
		const [first] = free;
		if (first === undefined) return;
		try {
			await this.startAndFollow(free, runEnded, Math.max(...free.map(({ delivery }) => delivery.attempts)));
		} finally {
			this.connection.heartbeat.release([first.delivery.runId!]);
		}
	}

	private async ended(batch: readonly QueuedDelivery[], end: Exclude<RunEnd, { status: 'refused' }>, tryAlways = false): Promise<void> {
		const run = batch[0]!.delivery.runId!;
		if (end.status === 'waiting') this.connection.runs.forget(run);
		else await this.connection.runs.over(run);
		// A run that went well nearly always had its deliveries, and no look at them is needed.
		if (end.status !== 'error' && (await this.finishRun(run, end.status === 'waiting'))) {
			for (const { delivery } of batch) this.outcomes.leave(delivery);
		} else {
			await this.lookAfter(batch, end, tryAlways);
		}
	}

	/** Whether this one row said it of all its deliveries. */
	private async finishRun(run: string, asleep: boolean): Promise<boolean> {
		const at = this.now().toISOString();
		return await this.insist(
			async () => await this.connection.scope.ledger.runs.finish(run, at, { owner: thisProcess, ofAnyOwner: asleep }),
		);
	}

	private async lookAfter(
		batch: readonly QueuedDelivery[],
		end: Exclude<RunEnd, { status: 'refused' }>,
		tryAlways: boolean,
	): Promise<void> {
		const rows = await this.insist(async () => await this.deliveries.getMany(batch.map(({ delivery }) => delivery.id)));
		const those = (fate: ReturnType<typeof fateOf>) => batch.filter(({ delivery }) => fateOf(rows.get(delivery.id), end) === fate);
		for (const { delivery } of those('over')) this.outcomes.leave(delivery);
		// What n8n says in a word that nobody knows proves nothing about a run elsewhere: its own process says when it has ended.
		const because = end.status === 'unknown' ? 'taken' : 'toldEnded';
		for (const { delivery } of those('elsewhere')) this.outcomes.hold(rows.get(delivery.id)!, because);
		await this.again(those('unclaimed'), end.status === 'error' ? end.message : 'CRM Trigger did not take it.', tryAlways);
		const own = those('ended');
		if (own.length === 0) return;
		if (end.status === 'error') await this.failed(own, end.message);
		else await this.finish(own, 'done', null);
	}

	/** Nothing has happened for them yet: the next look hands them over again, a limited number of times. */
	private async again(batch: readonly QueuedDelivery[], reason: string, always = false): Promise<void> {
		const givenUp = batch.filter(({ delivery }) => delivery.attempts >= MOST_ATTEMPTS && !always);
		for (const queued of batch) if (!givenUp.includes(queued)) this.outcomes.hold(queued.delivery, 'unstarted');
		if (givenUp.length > 0) await this.setAside(givenUp, `n8n did not start the run after ${MOST_ATTEMPTS} attempts: ${reason}`);
	}

	/** Of a batch that fails, halves are run, and so on, until the change that is to blame is alone. */
	private async failed(batch: readonly QueuedDelivery[], message: string): Promise<void> {
		const [queued] = batch;
		if (batch.length > 1) {
			await this.giveBack(batch, Math.ceil(batch.length / 2), message);
		} else if (queued !== undefined && queued.delivery.failures < this.options.retries) {
			await this.retry(queued.delivery, message);
		} else {
			await this.setAside(batch, message);
		}
	}

	/** No run has them any more: they wait again. */
	private async giveBack(batch: readonly QueuedDelivery[], together: number, message: string): Promise<void> {
		const ids = batch.map(({ delivery }) => delivery.id);
		await this.insist(async () => await this.deliveries.giveBack(ids, this.now().toISOString(), message));
		for (const { delivery } of batch) this.outcomes.putBack({ delivery, together });
	}

	/** Nobody has these any more, and they wait again; those that somebody took since they were read are held. */
	async takeBack(deliveries: readonly StoredDelivery[]): Promise<void> {
		const taken = new Set(await this.insist(async () => await this.deliveries.takeBack(deliveries, this.now().toISOString())));
		for (const delivery of deliveries) {
			if (taken.has(delivery.id)) this.outcomes.putBack({ delivery });
			else this.outcomes.hold(delivery);
		}
	}

	private async retry(delivery: StoredDelivery, message: string): Promise<void> {
		const failures = delivery.failures + 1;
		const now = this.now();
		const dueAt = new Date(now.getTime() + waitAfter(failures, this.options)).toISOString();
		await this.insist(async () => await this.deliveries.retryAt([delivery.id], dueAt, message, now.toISOString()));
		this.outcomes.putOff({ ...delivery, failures, dueAt });
	}

	/** They failed, and nothing runs them again by itself. */
	async setAside(batch: readonly QueuedDelivery[], message: string): Promise<void> {
		await this.finish(batch, 'failed', message);
		const runs = this.options.retries > 0 ? ` after ${this.options.retries + 1} runs` : '';
		for (const { delivery } of batch) this.report(new Error(`A change of ${delivery.recordKey} set aside${runs}: ${message}`));
	}

	async finish(batch: readonly QueuedDelivery[], state: 'done' | 'failed', error: string | null): Promise<void> {
		const at = this.now().toISOString();
		await this.insist(
			async () =>
				await this.deliveries.finish(
					batch.map(({ delivery }) => delivery.id),
					{ state, at, error },
				),
		);
		for (const { delivery } of batch) this.outcomes.leave(delivery);
	}

	private now(): Date {
		return this.connection.scope.clock.now();
	}

	private get deliveries() {
		return this.connection.scope.ledger.deliveries;
	}

	private async insist<T>(work: () => Promise<T>): Promise<T> {
		return await insist(this.connection.scope.clock, work, this.report, this.closing);
	}
}
