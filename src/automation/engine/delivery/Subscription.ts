import type { DeliveryDraft, StoredDelivery, TriggerIdentity } from '../../../ledger/Ledger';
import type { Change, Cursor } from '../../../model/change';
import { later } from '../../../model/clock';
import { CrmError } from '../../../model/CrmError';
import type { ProcessCard } from '../../../model/processCard';
import { refKey } from '../../../model/record';
import { eventOf, type TriggerFilter } from '../../../model/triggers';
import { matches } from '../../../model/triggers/matching';
import type { Scope } from '../Scope';
import { testSeam } from '../testSeam';
import type { Connection } from './Connection';
import { Dispatcher } from './Dispatcher';
import type { Follower } from './FeedReader';
import { guardAgainst, MAX_DEPTH } from './guards';
import type { DeliveryOptions } from './options';
import { admit, type Reentry } from './reentry';
import { thisProcess } from './owner';
import { isEnding } from './processEnd';
import type { ReplayTaker } from './ReplayTaker';
import type { StartRun } from './RunFollower';

/**
 * Why the trigger starts to listen. `fresh`: a person switched the workflow on: from now on. `resume`: n8n started, or
 * the workflow was changed while it was on: from where it stood, nothing is lost.
 */
export type Activation = 'fresh' | 'resume';

export interface SubscriptionOptions extends TriggerIdentity {
	/** As a person called them. */
	workflowName: string;
	nodeName: string;
	filter: TriggerFilter;
	activation: Activation;
	/** With `fresh`: deliver what happened while the workflow was off, too. */
	catchUp: boolean;
	/** Let a workflow start itself by its own changes. */
	allowOwnChanges: boolean;
	/** How often one record may start it. */
	reentry: Reentry;
	delivery: DeliveryOptions;
	/** For lists of processes. */
	card?: ProcessCard;
	startRun: StartRun;
	/** Told of every problem; listening continues by itself. */
	report: (error: unknown) => void;
}

/** What the ledger keeps of a trigger as JSON, so that anybody can say why it starts or does not. */
export type TriggerSettings = Pick<SubscriptionOptions, 'filter' | 'allowOwnChanges' | 'reentry' | 'delivery' | 'card'>;

/** How often the cursor is written down while changes pass that start nothing, in milliseconds. */
const SAVE_PLACE_MS = 5000;

/**
 * A trigger node that listens: sees every change, keeps those that match as delivery rows, and has the dispatcher hand
 * them to n8n. Its cursor is durable; matching a change a second time after a crash is harmless, because a
 * change has one row per trigger.
 */
export class Subscription implements Follower, ReplayTaker {
	private readonly connection: Connection;
	private readonly scope: Scope;
	private readonly options: SubscriptionOptions;
	private readonly dispatcher: Dispatcher;
	private cursor: Cursor | undefined;
	private saved: Cursor | undefined;
	private saveTimer: (() => void) | undefined;
	private stopReplays: (() => void) | undefined;
	private stopService = (): boolean => false;
	private closed = false;
	/** What it is doing with the ledger: one thing after the other. */
	private busy: Promise<unknown> = Promise.resolve();
	/** Storing deliveries failed: some may be in the ledger all the same, when only the answer was lost. */
	private unsure = false;

	private constructor(connection: Connection, options: SubscriptionOptions) {
		this.connection = connection;
		this.scope = connection.scope;
		this.options = options;
		this.dispatcher = new Dispatcher(connection, options.startRun, (error) => this.onError(error), options.delivery);
	}

	/** Listens from the moment it resolves: a change made after that is delivered. */
	static async open(connection: Connection, options: SubscriptionOptions): Promise<Subscription> {
		const subscription = new Subscription(connection, options);
		const from = await subscription.startingCursor();
		await subscription.tellTimers();
		await subscription.onReplays();
		connection.reader.follow(subscription, from);
		subscription.stopReplays = connection.replays.add(subscription);
		subscription.stopService = connection.service.serve(options, (error) => subscription.onError(error));
		return subscription;
	}

	get workflowId(): string {
		return this.options.workflowId;
	}

	get nodeId(): string {
		return this.options.nodeId;
	}

	/**
	 * Stops listening; what waits is kept in the ledger. The cursor, and that nobody serves it, are written down when it resolves.
	 * `runsEnded` resolves when the runs that were under way have ended and are marked: until then the connection must stay open.
	 */
	async close(): Promise<{ runsEnded: Promise<void> }> {
		this.closed = true;
		this.connection.reader.unfollow(this);
		this.stopReplays?.();
		const wasLast = this.stopService();
		const { runsEnded } = await this.dispatcher.close(this.busy);
		this.saveTimer?.();
		await this.saveCursor().catch((error) => this.onError(error));
		if (wasLast) await this.leave().catch((error) => this.onError(error));
		return { runsEnded };
	}

	async onChanges(changes: readonly Change[], cursor: Cursor): Promise<void> {
		await this.inTurn(async () => await this.take(changes, cursor));
	}

	/** Also what an earlier process, or an earlier version of the workflow, left open. */
	async onReplays(): Promise<void> {
		await this.inTurn(async () => {
			if (!this.closed) await this.resume();
		});
	}

	private async resume(): Promise<void> {
		await this.dispatcher.resume(await this.scope.ledger.deliveries.open(this.workflowId, this.nodeId));
		this.unsure = false;
	}

	/** A delivery that is just being written must not be taken for one that somebody left open. */
	private async inTurn(work: () => Promise<void>): Promise<void> {
		const turn = this.busy.then(work);
		this.busy = turn.catch(() => undefined);
		await turn;
	}

	private async take(changes: readonly Change[], cursor: Cursor): Promise<void> {
		if (this.closed) return;
		const matched = new Set(changes.filter((change) => this.starts(change) && !testSeam.dropsDelivery()));
		if (this.unsure) await this.resume();
		const added = await this.store(changes, matched).catch((error: unknown) => {
			this.unsure = true;
			throw error;
		});
		if (added.length > 0) {
			const byId = new Map([...matched].map((change) => [change.id, change]));
			this.dispatcher.add(added.map((delivery) => ({ delivery, change: byId.get(delivery.changeId)! })));
		}
		this.cursor = cursor;
		this.saveCursorSoon();
	}

	onError(error: unknown): void {
		this.options.report(error);
		const message = error instanceof Error ? error.message : String(error);
		// Best effort: where the database cannot be reached, n8n's log says so.
		void this.scope.ledger.subscriptions.noteError(this.options, message, this.scope.clock.now().toISOString()).catch(() => undefined);
	}

	/** Rows for those that are new and whose record may start the workflow (again). */
	private async store(changes: readonly Change[], matched: ReadonlySet<Change>): Promise<StoredDelivery[]> {
		const { ledger, clock } = this.scope;
		const { reentry } = this.options;
		if (matched.size === 0 && reentry.kind !== 'oncePerStageVisit') return [];
		const add = async (admitted: readonly Change[]) =>
			admitted.length === 0
				? []
				: await ledger.deliveries.add(
						admitted.map((change) => this.draft(change)),
						clock.now().toISOString(),
						this.dispatcher.inHand(),
					);
		if (reentry.kind === 'always') return await add([...matched]);
		const ofType = changes.filter(({ ref }) => ref.type === this.options.filter.recordType);
		return await ledger.transaction(async () => await add(await admit(ledger.lastStarts, this.options, reentry, ofType, matched)));
	}

	private starts(change: Change): boolean {
		if (!matches(change, this.options.filter)) return false;
		const guard = guardAgainst(change, this.options);
		if (guard !== 'loop') return guard === undefined;
		this.onError(
			new CrmError(
				'loop',
				`A chain of ${MAX_DEPTH} workflows that start each other by their changes was stopped at ${refKey(change.ref)}.`,
				'Look at the workflows that change this type of record: two of them undo each other. Add a condition to one of their triggers.',
			),
		);
		return false;
	}

	private draft(change: Change): DeliveryDraft {
		return { workflowId: this.workflowId, nodeId: this.nodeId, changeId: change.id, replay: 0, recordKey: refKey(change.ref) };
	}

	/** Where to read on from; the row says who reads, and since when. */
	private async startingCursor(): Promise<Cursor> {
		const { workflowId, nodeId, workflowName, nodeName, activation, catchUp, filter, allowOwnChanges, reentry, delivery, card } =
			this.options;
		const { subscriptions } = this.scope.ledger;
		const stored = await subscriptions.get(workflowId, nodeId);
		const goesOn = stored !== undefined && (activation === 'resume' || catchUp);
		if (stored !== undefined && !goesOn) await this.forgetOpen();
		const cursor = goesOn ? stored.cursor : await this.scope.feed.head();
		const now = this.scope.clock.now().toISOString();
		const activatedAt = (goesOn && stored.activatedAt) || now;
		const settings: TriggerSettings = { filter, allowOwnChanges, reentry, delivery, card };
		await subscriptions.save({
			workflowId,
			nodeId,
			workflowName,
			nodeName,
			cursor,
			servedAt: now,
			activatedAt,
			settings: JSON.stringify(settings),
			servedBy: thisProcess,
		});
		this.cursor = this.saved = cursor;
		return cursor;
	}

	/**
	 * Switched on again "from now on": what waited while it was off is not delivered any more, and the row says why.
	 * Replays stay: a person asked for them.
	 */
	private async forgetOpen(): Promise<void> {
		const { deliveries } = this.scope.ledger;
		const at = this.scope.clock.now().toISOString();
		const open = await deliveries.open(this.workflowId, this.nodeId);
		const waiting = open.filter(({ state, replay }) => state === 'waiting' && replay === 0).map(({ id }) => id);
		await deliveries.finish(waiting, { state: 'failed', at, error: 'The workflow was switched off before this change was delivered.' });
	}

	/** The process that leads keeps its timers. */
	private async tellTimers(): Promise<void> {
		if (eventOf(this.options.filter.event).timing !== undefined) await this.scope.feed.signal('timers');
	}

	private async leave(): Promise<void> {
		const { workflowId, nodeId } = this;
		const at = this.scope.clock.now().toISOString();
		await this.scope.ledger.subscriptions.leave({ workflowId, nodeId, servedBy: thisProcess }, isEnding() ? 'ended' : 'off', at);
		await this.tellTimers();
	}

	private saveCursorSoon(): void {
		if (this.saveTimer || this.closed) return;
		this.saveTimer = later(this.scope.clock, SAVE_PLACE_MS, () => {
			this.saveTimer = undefined;
			this.saveCursor().catch((error) => this.onError(error));
		});
	}

	private async saveCursor(): Promise<void> {
		const { cursor } = this;
		if (cursor === undefined || cursor === this.saved) return;
		await this.scope.ledger.subscriptions.moveCursors([this.options], cursor, this.scope.clock.now().toISOString());
		this.saved = cursor;
	}
}
