import type { StoredLease, TriggerIdentity } from '../../../ledger/Ledger';
import { later } from '../../../model/clock';
import { isGone, thisProcess } from '../delivery/owner';
import { retentionBounds, type RetentionBounds } from './retention';
import type { Scope } from '../Scope';

/** The name of the lease in the ledger. */
export const UPKEEP = 'upkeep';

/** It looks after what is ours, whatever the CRM. */
type UpkeepScope = Pick<Scope, 'feed' | 'ledger' | 'clock'>;

export interface UpkeepOptions {
	/** From the first trigger that opens to the first look, in milliseconds: all triggers should be open by then. */
	firstMs: number;
	/** Between two looks, in milliseconds. */
	everyMs: number;
	/** Between the end of the work and the next time it is done, whichever process does it, in milliseconds. */
	workMs: number;
	/** Rows that one transaction removes, and the pause before the next, in milliseconds: others write in between. */
	batch: number;
	pauseMs: number;
}

/** How often each process says which triggers it serves, in milliseconds. */
export const LOOK_MS = 15 * 60_000;

const DEFAULT_OPTIONS: UpkeepOptions = { firstMs: 10 * 60_000, everyMs: LOOK_MS, workMs: 3600_000, batch: 500, pauseMs: 50 };

/** After a gap of that length, in milliseconds, n8n was off: triggers get one more round to come back. */
const OFF_MS = 24 * 3600_000;

/** How many of each were removed. */
export interface Removed {
	subscriptions: number;
	deliveries: number;
	changes: number;
	effects: number;
}

/**
 * Keeps the feed and the ledger of one connection from growing for ever. It runs in any process that has an open trigger:
 * off → (a trigger opens) waiting → looking → waiting … → (the last one closes) off. At each look it says which triggers
 * this process serves, and does the work when it is due and this process has the lease, or gets it because the process
 * that had it gave it back or is gone.
 *
 * What goes: triggers that nobody has served for the time of retention; deliveries that were finished before it; changes
 * from before it, as long as every trigger that is left has seen them and none waits to be delivered; old effects.
 */
export class Upkeep {
	private readonly scope: UpkeepScope;
	private readonly options: UpkeepOptions;
	/** By name: which, and how often it is open (while a workflow is changed, the old one and the new one are). */
	private readonly served = new Map<string, { trigger: TriggerIdentity; count: number; report: (error: unknown) => void }>();
	private timer: (() => void) | undefined;
	private looking: Promise<unknown> | undefined;
	private closed = false;

	constructor(scope: UpkeepScope, options: Partial<UpkeepOptions> = {}) {
		this.scope = scope;
		this.options = { ...DEFAULT_OPTIONS, ...options };
	}

	/** A trigger is open. `report` is told of problems. Returns the function that says that it is closed. */
	serve({ workflowId, nodeId }: TriggerIdentity, report: (error: unknown) => void): () => void {
		const name = JSON.stringify([workflowId, nodeId]);
		const entry = this.served.get(name) ?? { trigger: { workflowId, nodeId }, count: 0, report };
		this.served.set(name, entry);
		entry.count++;
		entry.report = report;
		if (this.timer === undefined) this.lookAfter(this.options.firstMs);
		let open = true;
		return () => {
			if (!open) return;
			open = false;
			if (--entry.count === 0) this.served.delete(name);
			if (this.served.size === 0) this.sleep();
		};
	}

	/** One look, now. Returns what was removed; undefined: it was not this process's turn, or nothing is due. */
	async look(): Promise<Removed | undefined> {
		const { ledger, clock } = this.scope;
		await ledger.subscriptions.markServed(
			[...this.served.values()].map(({ trigger }) => trigger),
			clock.now().toISOString(),
		);
		const lease = await this.takeLease();
		if (lease === undefined || !this.isDue(lease)) return undefined;
		const bounds = retentionBounds(clock.now());
		const wasOff = lease.doneAt !== null && this.millisecondsSince(lease.doneAt) > OFF_MS;
		const removed =
			bounds === undefined || wasOff ? { subscriptions: 0, deliveries: 0, changes: 0, effects: 0 } : await this.remove(bounds);
		if (!this.closed) await ledger.leases.markDone(UPKEEP, thisProcess, clock.now().toISOString());
		return removed;
	}

	/** Resolves when nothing runs any more and the lease is given back. */
	async close(): Promise<void> {
		this.closed = true;
		this.sleep();
		await this.looking;
		await this.scope.ledger.leases.release(UPKEEP, thisProcess).catch(() => undefined);
	}

	private lookAfter(milliseconds: number): void {
		this.timer?.();
		this.timer = later(this.scope.clock, milliseconds, () => {
			this.looking = this.look()
				.catch((error: unknown) => this.report(error))
				.finally(() => {
					this.looking = undefined;
					if (this.timer !== undefined) this.lookAfter(this.options.everyMs);
				});
		});
	}

	private sleep(): void {
		this.timer?.();
		this.timer = undefined;
	}

	private report(error: unknown): void {
		const [first] = this.served.values();
		first?.report(error);
	}

	/** The lease as it was, when this process has it now. It lasts over the next look, which puts it further. */
	private async takeLease(): Promise<StoredLease | undefined> {
		const { leases } = this.scope.ledger;
		const now = this.scope.clock.now();
		const seen = await leases.get(UPKEEP);
		if (seen !== undefined && seen.owner !== thisProcess && !isGone({ owner: seen.owner, leaseUntil: seen.until }, now)) return undefined;
		const until = new Date(now.getTime() + 2 * this.options.everyMs).toISOString();
		if (!(await leases.take(UPKEEP, seen, thisProcess, until))) return undefined;
		return seen ?? { owner: null, until: null, doneAt: null };
	}

	/** A little early counts: timers are not exact. */
	private isDue({ doneAt }: StoredLease): boolean {
		return doneAt === null || this.millisecondsSince(doneAt) >= this.options.workMs * 0.9;
	}

	/** A clock that was set back does not put the work off. */
	private millisecondsSince(moment: string): number {
		return Math.abs(this.scope.clock.now().getTime() - Date.parse(moment));
	}

	private async remove({ changesBefore, effectsBefore }: RetentionBounds): Promise<Removed> {
		const { retention } = this.scope.ledger;
		const subscriptions = await retention.forgetSubscriptions(changesBefore);
		const deliveries = await this.forgetDeliveries(changesBefore);
		const changes = await this.repeat(async () => await this.forgetChanges(changesBefore));
		const effects = await this.repeat(async () => await retention.forgetEffects(effectsBefore, this.options.batch));
		return { subscriptions, deliveries, changes, effects };
	}

	/** As long as a whole batch went. */
	private async repeat(batch: () => Promise<number>): Promise<number> {
		let removed = 0;
		while (!this.closed) {
			const count = await batch();
			removed += count;
			if (count < this.options.batch) break;
			await this.pause();
		}
		return removed;
	}

	private async forgetDeliveries(before: string): Promise<number> {
		let removed = 0;
		let after: string | undefined;
		while (!this.closed) {
			const step = await this.scope.ledger.retention.forgetDeliveries(before, after, this.options.batch);
			removed += step.removed;
			if (step.next === undefined) break;
			after = step.next;
			await this.pause();
		}
		return removed;
	}

	/** Which changes can go is asked in the same transaction: a trigger that opens meanwhile is not cut off. */
	private async forgetChanges(before: string): Promise<number> {
		const { feed, ledger } = this.scope;
		return await ledger.transaction(async () => {
			const cursors = (await ledger.subscriptions.list()).map(({ cursor }) => cursor);
			const seen = await feed.retention.seenBefore(before, cursors, this.options.batch);
			const waiting = await ledger.retention.changesToDeliver(seen);
			const firstWaiting = seen.findIndex((id) => waiting.has(id));
			const over = firstWaiting < 0 ? seen : seen.slice(0, firstWaiting);
			const last = over.at(-1);
			if (last !== undefined) await feed.retention.forgetUpTo(last);
			return over.length;
		});
	}

	private async pause(): Promise<void> {
		const { clock } = this.scope;
		await clock.wait(new Date(clock.now().getTime() + this.options.pauseMs));
	}
}
