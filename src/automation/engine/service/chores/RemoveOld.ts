import type { Scope } from '../../Scope';
import { thisProcess } from '../../delivery/owner';
import type { Chore, ChoreContext } from '../Chore';
import { retentionBounds, type RetentionBounds } from '../retention';
import { SERVICE } from '../Service';

export interface RemoveOldOptions {
	/** From the first trigger that opens to the first time, in milliseconds: all triggers should be open by then. */
	firstMs: number;
	/** Between two times, whichever process does it, in milliseconds. */
	everyMs: number;
	/** Rows that one transaction removes, and the pause before the next, in milliseconds: others write in between. */
	batch: number;
	pauseMs: number;
}

/** Unless a test says otherwise. */
export const DEFAULT_REMOVAL: RemoveOldOptions = { firstMs: 10 * 60_000, everyMs: 3600_000, batch: 500, pauseMs: 50 };

/** After a gap of that length, in milliseconds, n8n was off: triggers get one more round to come back. */
const OFF_MS = 24 * 3600_000;

/** How many of each were removed. */
export interface Removed {
	subscriptions: number;
	deliveries: number;
	changes: number;
	effects: number;
	stageVisits: number;
}

const NOTHING: Removed = { subscriptions: 0, deliveries: 0, changes: 0, effects: 0, stageVisits: 0 };

/**
 * Keeps the feed and the ledger of one connection from growing for ever. What goes: triggers that nobody has served for the
 * time of retention; deliveries that were finished before it; changes from before it, as long as every trigger that is left and
 * every reaction has seen them and none waits to be delivered; old effects; the stage visits of records that were deleted before it.
 */
export class RemoveOld implements Chore {
	readonly name = 'removal of what is old';
	readonly doneBy = 'leader';
	private readonly scope: Pick<Scope, 'feed' | 'ledger' | 'clock'>;
	private readonly options: RemoveOldOptions;
	/** ISO 8601: when it was last done, by whichever process. */
	private doneAt: string | null = null;
	private next: Date | null = null;
	private stop: AbortSignal | undefined;

	constructor(scope: Pick<Scope, 'feed' | 'ledger' | 'clock'>, options: Partial<RemoveOldOptions> = {}) {
		this.scope = scope;
		this.options = { ...DEFAULT_REMOVAL, ...options };
	}

	async begin({ lease, stop }: ChoreContext): Promise<void> {
		this.stop = stop;
		this.doneAt = lease?.doneAt ?? null;
		this.planNext(this.options.firstMs);
	}

	due(): Date | null {
		return this.next;
	}

	async work(): Promise<void> {
		await this.remove();
	}

	/** Now, whether it is due or not. */
	async remove(): Promise<Removed> {
		const { ledger, clock } = this.scope;
		const bounds = retentionBounds(clock.now());
		const wasOff = this.doneAt !== null && Math.abs(clock.now().getTime() - Date.parse(this.doneAt)) > OFF_MS;
		const removed = bounds === undefined || wasOff ? NOTHING : await this.removeBefore(bounds);
		if (this.stopped) return removed;
		this.doneAt = clock.now().toISOString();
		await ledger.leases.markDone(SERVICE, thisProcess, this.doneAt);
		this.planNext(0);
		return removed;
	}

	async end(): Promise<void> {
		this.next = null;
	}

	private get stopped(): boolean {
		return this.stop?.aborted === true;
	}

	/** A clock that was set back does not put it off. */
	private planNext(atLeastMs: number): void {
		const now = this.scope.clock.now().getTime();
		const since = this.doneAt === null ? this.options.everyMs : Math.abs(now - Date.parse(this.doneAt));
		this.next = new Date(now + Math.max(atLeastMs, this.options.everyMs - since));
	}

	private async removeBefore({ changesBefore, effectsBefore }: RetentionBounds): Promise<Removed> {
		const { retention } = this.scope.ledger;
		const subscriptions = await retention.forgetSubscriptions(changesBefore);
		const deliveries = await this.forgetDeliveries(changesBefore);
		const changes = await this.repeat(async () => await this.forgetChanges(changesBefore));
		const effects = await this.repeat(async () => await retention.forgetEffects(effectsBefore, this.options.batch));
		const stageVisits = await this.repeat(async () => await retention.forgetStageVisits(changesBefore, this.options.batch));
		return { subscriptions, deliveries, changes, effects, stageVisits };
	}

	/** As long as a whole batch went. */
	private async repeat(batch: () => Promise<number>): Promise<number> {
		let removed = 0;
		while (!this.stopped) {
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
		while (!this.stopped) {
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
			const subscriptions = (await ledger.subscriptions.list()).map(({ cursor }) => cursor);
			const cursors = [...subscriptions, ...(await ledger.followers.cursors())];
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
		await clock.wait(new Date(clock.now().getTime() + this.options.pauseMs), this.stop).catch(() => undefined);
	}
}
