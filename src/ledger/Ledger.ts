import type { ProjectTemplate, ProjectTemplateDraft } from '../model/projectTemplate';
import type { Cursor } from '../model/change';

/**
 * The package's own durable state: what must be remembered for any CRM. With the built-in CRM it lives in the
 * same database, and writes of the port inside `transaction` join it.
 */
export interface Ledger {
	/** Names this store; part of every delivery's key. A restored backup gets a new one. */
	readonly feedId: string;
	/**
	 * Runs the work in one transaction: all of it, or nothing when it throws. A call inside another joins that one.
	 * The work must await everything it starts, and must not wait for anything outside the database. It may be run more
	 * than once: a database with several writers can undo one for the sake of another.
	 */
	transaction<T>(work: () => Promise<T>): Promise<T>;
	readonly effects: EffectStore;
	readonly subscriptions: SubscriptionStore;
	readonly deliveries: DeliveryStore;
	readonly templates: TemplateStore;
	readonly plans: PlanStore;
}

/** A step that was done. */
export interface StoredEffect {
	/** See design: workflow, action node, change, replay, ordinal. */
	key: string;
	/** Hash of the operation and its target. */
	fingerprint: string;
	/** JSON: what the step returned. */
	result: string;
	/** ISO 8601, UTC. */
	at: string;
}

export interface EffectStore {
	find(keys: readonly string[]): Promise<Map<string, StoredEffect>>;
	/** Throws conflict when a key is taken: another run did the same step at the same moment. */
	store(effects: readonly StoredEffect[]): Promise<void>;
}

/** One active trigger node. */
export interface StoredSubscription {
	workflowId: string;
	nodeId: string;
	/** Everything matched before this place has its delivery row. */
	cursor: Cursor;
	/** ISO 8601: when a process last served it. */
	servedAt: string;
}

export interface SubscriptionStore {
	get(workflowId: string, nodeId: string): Promise<StoredSubscription | undefined>;
	save(subscription: StoredSubscription): Promise<void>;
	/** Moves the cursors of many subscriptions to one place. */
	moveCursors(subscriptions: ReadonlyArray<{ workflowId: string; nodeId: string }>, cursor: Cursor, servedAt: string): Promise<void>;
	remove(workflowId: string, nodeId: string): Promise<void>;
}

/**
 * Moves: waiting → inFlight → claimed → done | failed. `inFlight`: handed to n8n, no run has claimed it yet.
 * `claimed`: a run works on it; if its owner dies or its lease runs out, it goes back to waiting.
 */
export type DeliveryState = 'waiting' | 'inFlight' | 'claimed' | 'done' | 'failed';

export interface StoredDelivery {
	id: string;
	workflowId: string;
	nodeId: string;
	changeId: string;
	/** 0 for the delivery of the change itself, 1, 2 … for replays. */
	replay: number;
	/** `deal/12`: deliveries of one record go in order. */
	recordKey: string;
	state: DeliveryState;
	/** Process that emitted or claimed it. */
	owner: string | null;
	/** ISO 8601: until when the owner is believed alive. */
	leaseUntil: string | null;
	/** How often it was handed to n8n. */
	attempts: number;
	/** ISO 8601. */
	createdAt: string;
	finishedAt: string | null;
	/** Why it failed. */
	error: string | null;
}

export type DeliveryDraft = Pick<StoredDelivery, 'workflowId' | 'nodeId' | 'changeId' | 'replay' | 'recordKey'>;

export interface DeliveryStore {
	/**
	 * Writes rows in state `waiting` for those that have none yet (workflow, node, change, replay), and returns what
	 * was new: matching a change twice is harmless.
	 */
	add(drafts: readonly DeliveryDraft[], at: string): Promise<StoredDelivery[]>;
	get(id: string): Promise<StoredDelivery | undefined>;
	/** Not yet done or failed, oldest first. */
	open(workflowId: string, nodeId: string): Promise<StoredDelivery[]>;
	/** waiting | inFlight (again) → inFlight; counts the attempt. Returns those that moved, in no order. */
	markInFlight(ids: readonly string[], owner: string, leaseUntil: string): Promise<StoredDelivery[]>;
	/**
	 * inFlight → claimed by this owner. False: another run has it, or it is finished, or it is not at the given attempt
	 * any more: it was handed to n8n again, and this run is a late one of before.
	 */
	claim(id: string, owner: string, leaseUntil: string, attempt?: number): Promise<boolean>;
	/** Puts the lease of all that this owner holds further. */
	renew(owner: string, leaseUntil: string): Promise<void>;
	/** Ends it; does nothing when it has ended. */
	finish(id: string, state: 'done' | 'failed', at: string, error: string | null): Promise<void>;
	/** Back to waiting. */
	giveBack(ids: readonly string[]): Promise<void>;
}

export interface TemplateStore {
	/** The newest version of each, by name. */
	list(): Promise<ProjectTemplate[]>;
	/** The newest version, or the given one. */
	get(id: string, version?: number): Promise<ProjectTemplate | undefined>;
	/** A name that exists gets the next version, unless nothing changed: then the present one is returned. */
	save(draft: ProjectTemplateDraft, at: string): Promise<ProjectTemplate>;
}

/** What the tasks of running projects wait for; a CRM has no place for that. JSON by project id. */
export interface PlanStore {
	save(plans: ReadonlyMap<string, string>): Promise<void>;
	/** Without those that have none. */
	find(projectIds: readonly string[]): Promise<Map<string, string>>;
}
