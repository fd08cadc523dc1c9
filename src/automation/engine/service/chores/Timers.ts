import { TRIGGER_TIMERS, type StoredTimer } from '../../../../ledger/Ledger';
import type { Change, Cursor } from '../../../../model/change';
import type { FeedReader } from '../../delivery/FeedReader';
import { concernsAll } from '../../effects/outage';
import type { Scope } from '../../Scope';
import type { Chore, ChoreContext } from '../Chore';
import { FollowedFeed } from '../FollowedFeed';
import { armTrigger, disarmTrigger } from '../timers/armTriggers';
import { fireTrigger } from '../timers/fireTriggers';
import { concernsTimer, planChanges, type PlannedTimers } from '../timers/planChanges';
import { timedTriggers, type TimedTrigger } from '../timers/TimedTrigger';
import type { LoadTimerHandlers, TimerHandler } from '../timers/TimerHandler';

const FOLLOWER = 'timers';
/** As many due timers are taken together. */
const TOGETHER = 2000;
/** Those whose work failed wait so long, so that they do not hold up the others; in milliseconds. */
const PUT_OFF_MS = 5 * 60_000;

/**
 * Everything that waits for a moment, in the process that leads. Timers are rows of the ledger: nothing is lost when a process ends,
 * and however many wait, one look into an index tells when the next is due. Nothing is polled meanwhile.
 *
 * In each turn: triggers that were switched on, off or set otherwise; then the changes of the feed that set, move or end timers, in
 * one transaction with the place up to which the feed was read; then the timers that are due.
 */
export class Timers implements Chore {
	readonly name = 'timers';
	readonly doneBy = 'leader';
	private readonly scope: Scope;
	private readonly load: LoadTimerHandlers;
	private readonly followed: FollowedFeed;
	private handlers: readonly TimerHandler[] = [];
	private triggers: readonly TimedTrigger[] = [];
	private context: ChoreContext | undefined;
	private stopListening: (() => void) | undefined;
	/** Triggers may have come, gone or changed. */
	private stale = false;
	/** Timers may have been set by others. */
	private asked = false;
	private next: Date | null = null;

	constructor(scope: Scope, reader: Pick<FeedReader, 'follow' | 'unfollow'>, load: LoadTimerHandlers) {
		this.scope = scope;
		this.load = load;
		this.followed = new FollowedFeed(FOLLOWER, scope, reader, (change) => this.triggers.some((trigger) => concernsTimer(trigger, change)));
	}

	/** The triggers are known before the first change is seen. */
	async begin(context: ChoreContext): Promise<void> {
		this.context = context;
		this.handlers = await this.load();
		this.triggers = await timedTriggers(this.scope.ledger);
		this.stale = this.asked = true;
		this.stopListening = this.scope.feed.onSignal('timers', () => {
			this.stale = this.asked = true;
			context.wake();
		});
		await this.followed.begin(context);
	}

	due(): Date | null {
		if (this.stale || this.asked) return this.scope.clock.now();
		const moments = [this.followed.due(), this.next].filter((moment) => moment !== null).map((moment) => moment.getTime());
		return moments.length === 0 ? null : new Date(Math.min(...moments));
	}

	async work(): Promise<void> {
		if (this.stale) await this.look();
		this.asked = false;
		await this.followed.work(async (changes, cursor) => await this.plan(changes, cursor));
		await this.fire();
		const next = await this.scope.ledger.timers.nextDue();
		this.next = next === null ? null : new Date(next);
	}

	async end(): Promise<void> {
		this.stopListening?.();
		this.stopListening = undefined;
		await this.followed.end();
		this.context = undefined;
		this.next = null;
		this.stale = this.asked = false;
	}

	private get stop(): AbortSignal {
		return this.context!.stop;
	}

	/** One that cannot be armed does not hold up the others; it is tried again with the next turn that is asked for. */
	private async look(): Promise<void> {
		this.triggers = await timedTriggers(this.scope.ledger);
		this.stale = false;
		for (const trigger of this.triggers) {
			if (this.stop.aborted) return;
			try {
				if (trigger.isOn) await armTrigger(this.scope, trigger, this.stop);
				else await disarmTrigger(this.scope, trigger, this.stop);
			} catch (error) {
				if (concernsAll(error)) {
					this.stale = true;
					throw error;
				}
				this.context?.report(error);
			}
		}
	}

	private async plan(changes: readonly Change[], cursor: Cursor): Promise<void> {
		const { ledger, clock } = this.scope;
		const plans: Array<PlannedTimers & { owner: string }> = [];
		for (const trigger of this.triggers) {
			const own = changes.filter((change) => concernsTimer(trigger, change));
			if (own.length > 0) plans.push({ owner: trigger.owner, ...(await planChanges(this.scope, trigger, own)) });
		}
		await ledger.transaction(async () => {
			for (const { owner, saved, removed } of plans) {
				await ledger.timers.save(saved);
				await ledger.timers.remove(owner, removed);
			}
			await ledger.followers.save(FOLLOWER, cursor, clock.now().toISOString());
		});
	}

	private async fire(): Promise<void> {
		while (!this.stop.aborted) {
			const now = this.scope.clock.now().toISOString();
			const due = await this.scope.ledger.timers.due(now, TOGETHER);
			if (due.length === 0) return;
			for (const [owner, timers] of Map.groupBy(due, (timer) => timer.owner)) await this.fireOwner(owner, timers);
		}
	}

	private async fireOwner(owner: string, due: readonly StoredTimer[]): Promise<void> {
		try {
			if (owner.startsWith(TRIGGER_TIMERS)) return await this.fireOfTrigger(owner, due);
			const handler = this.handlers.find(({ prefix }) => owner.startsWith(prefix));
			// Set by a newer version of the package: they wait for it.
			if (handler === undefined) return await this.putOff(due);
			await handler.fire(this.scope, due, (error) => this.context?.report(error));
		} catch (error) {
			if (concernsAll(error)) throw error;
			this.context?.report(error);
			await this.putOff(due);
		}
	}

	/** A trigger that is known no more has no use for its timers. */
	private async fireOfTrigger(owner: string, due: readonly StoredTimer[]): Promise<void> {
		const trigger = this.triggers.find((each) => each.owner === owner);
		if (trigger?.isOn === true) return await fireTrigger(this.scope, trigger, due);
		await this.scope.ledger.timers.remove(
			owner,
			due.map(({ subject }) => subject),
		);
	}

	private async putOff(due: readonly StoredTimer[]): Promise<void> {
		const dueAt = new Date(this.scope.clock.now().getTime() + PUT_OFF_MS).toISOString();
		await this.scope.ledger.timers.save(due.map((timer) => ({ ...timer, dueAt })));
	}
}
