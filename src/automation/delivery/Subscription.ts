import type { DeliveryDraft, StoredDelivery, TriggerIdentity } from '../../ledger/Ledger';
import type { Change, Cursor } from '../../model/change';
import { refKey } from '../../model/record';
import { matches, type TriggerFilter } from '../../model/triggerFilter';
import type { Connection } from '../hub';
import type { Scope } from '../Scope';
import { testSeam } from '../testSeam';
import { Dispatcher, type StartRun } from './Dispatcher';
import type { Feed, Follower } from './Feed';

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
	startRun: StartRun;
	/** Told of every problem; listening goes on by itself. */
	report: (error: unknown) => void;
}

/** A chain of workflows that start each other by their changes is cut here: it is an endless loop. */
const MAX_DEPTH = 20;

/** How often the place in the feed is written down while changes pass that start nothing, in milliseconds. */
const SAVE_PLACE_MS = 5000;

/**
 * A trigger node that listens: sees every change, keeps those that match as delivery rows, and has the dispatcher hand
 * them to n8n. Its place in the feed is durable; matching a change a second time after a crash is harmless, because a
 * change has one row per trigger.
 */
export class Subscription implements Follower {
	private readonly scope: Scope;
	private readonly feed: Feed;
	private readonly options: SubscriptionOptions;
	private readonly dispatcher: Dispatcher;
	private place: Cursor | undefined;
	private saved: Cursor | undefined;
	private saveTimer: NodeJS.Timeout | undefined;
	private closed = false;

	private constructor(connection: Connection, options: SubscriptionOptions) {
		this.scope = connection.scope;
		this.feed = connection.feed;
		this.options = options;
		this.dispatcher = new Dispatcher(connection, options.startRun, options.report);
	}

	/** Listens from the moment it resolves: a change made after that is delivered. */
	static async open(connection: Connection, options: SubscriptionOptions): Promise<Subscription> {
		const subscription = new Subscription(connection, options);
		const { scope, feed } = connection;
		const from = await subscription.takePlace();
		await subscription.dispatcher.resume(await scope.ledger.deliveries.open(options.workflowId, options.nodeId));
		feed.follow(subscription, from);
		return subscription;
	}

	/**
	 * Stops listening; what waits is kept in the ledger. The place is written down when it resolves. `runsEnded` resolves
	 * when the runs that were under way have ended and are marked: until then the connection must stay open.
	 */
	async close(): Promise<{ runsEnded: Promise<void> }> {
		this.closed = true;
		this.feed.unfollow(this);
		const runsEnded = this.dispatcher.close();
		clearTimeout(this.saveTimer);
		await this.savePlace().catch(this.options.report);
		return { runsEnded };
	}

	async onChanges(changes: readonly Change[], cursor: Cursor): Promise<void> {
		if (this.closed) return;
		const matched = changes.filter((change) => this.starts(change) && !testSeam.dropsDelivery());
		if (matched.length > 0) {
			const drafts = matched.map((change) => this.draft(change));
			const added = await this.scope.ledger.deliveries.add(drafts, this.scope.clock.now().toISOString());
			const byId = new Map(matched.map((change) => [change.id, change]));
			this.dispatcher.add(added.map((delivery: StoredDelivery) => ({ delivery, change: byId.get(delivery.changeId)! })));
		}
		this.place = cursor;
		this.savePlaceSoon();
	}

	onError(error: unknown): void {
		this.options.report(error);
	}

	private starts(change: Change): boolean {
		const { filter, workflowId, allowOwnChanges } = this.options;
		return matches(change, filter) && (allowOwnChanges || change.origin?.workflow !== workflowId) && (change.origin?.depth ?? 0) < MAX_DEPTH;
	}

	private draft(change: Change): DeliveryDraft {
		const { workflowId, nodeId } = this.options;
		return { workflowId, nodeId, changeId: change.id, replay: 0, recordKey: refKey(change.ref) };
	}

	/** Where to read on from; the row says who reads, and since when. */
	private async takePlace(): Promise<Cursor> {
		const { workflowId, nodeId, workflowName, nodeName, activation, catchUp, filter } = this.options;
		const { subscriptions } = this.scope.ledger;
		const stored = await subscriptions.get(workflowId, nodeId);
		const goesOn = stored !== undefined && (activation === 'resume' || catchUp);
		if (stored !== undefined && !goesOn) await this.forgetOpen();
		const cursor = goesOn ? stored.cursor : await this.scope.crm.head();
		const now = this.scope.clock.now().toISOString();
		const activatedAt = (goesOn && stored.activatedAt) || now;
		await subscriptions.save({ workflowId, nodeId, workflowName, nodeName, cursor, servedAt: now, activatedAt, settings: JSON.stringify({ filter }) });
		this.place = this.saved = cursor;
		return cursor;
	}

	/** Switched on again "from now on": what waited while it was off is not delivered any more, and the row says why. */
	private async forgetOpen(): Promise<void> {
		const { deliveries } = this.scope.ledger;
		const at = this.scope.clock.now().toISOString();
		const open = await deliveries.open(this.options.workflowId, this.options.nodeId);
		const waiting = open.filter(({ state }) => state === 'waiting').map(({ id }) => id);
		await deliveries.finish(waiting, { state: 'failed', at, error: 'The workflow was switched off before this change was delivered.' });
	}

	private savePlaceSoon(): void {
		if (this.saveTimer || this.closed) return;
		this.saveTimer = setTimeout(() => {
			this.saveTimer = undefined;
			this.savePlace().catch(this.options.report);
		}, SAVE_PLACE_MS);
		this.saveTimer.unref();
	}

	private async savePlace(): Promise<void> {
		const { place } = this;
		if (place === undefined || place === this.saved) return;
		await this.scope.ledger.subscriptions.moveCursors([this.options], place, this.scope.clock.now().toISOString());
		this.saved = place;
	}
}
