import type { ProjectTemplate, ProjectTemplateDraft } from '../model/projectTemplate';
import type { Cursor } from '../model/change';
import type { ProcessCard } from '../model/processCard';
import type { LeaseStore, LedgerRetention } from './LedgerUpkeep';

export type { LeaseStore, LedgerRetention, StoredLease } from './LedgerUpkeep';

/**
 * The package's own durable state: what must be remembered for any CRM. With the built-in CRM it lives in the
 * same database, and writes of the port inside `transaction` join it.
 */
export interface Ledger {
	/** Names this store; part of every delivery's key. A restored backup gets a new one. */
	readonly feedId: string;
	/**
	 * The feed in which a change was made: another one for changes from before the database was restored from a backup.
	 * With it a change is named for ever: what was done for it is found again after a restore.
	 */
	feedOf(changeId: string): string;
	/**
	 * Runs the work in one transaction: all of it, or nothing when it throws. A call inside another joins that one.
	 * The work must await everything it starts, and must not wait for anything outside the database. It may be run more
	 * than once: a database with several writers can undo one for the sake of another.
	 */
	transaction<T>(work: () => Promise<T>): Promise<T>;
	readonly effects: EffectStore;
	readonly subscriptions: SubscriptionStore;
	readonly deliveries: DeliveryStore;
	readonly reports: DeliveryReports;
	readonly entries: EntryStore;
	readonly workflowVersions: WorkflowVersionStore;
	readonly templates: TemplateStore;
	readonly plans: PlanStore;
	readonly rotations: RotationStore;
	readonly processCards: ProcessCardStore;
	readonly leases: LeaseStore;
	readonly retention: LedgerRetention;
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

/** A trigger node of a workflow. */
export interface TriggerIdentity {
	workflowId: string;
	nodeId: string;
}

/** One active trigger node. */
export interface StoredSubscription extends TriggerIdentity {
	/** Everything matched before this place has its delivery row. */
	cursor: Cursor;
	/** ISO 8601: when a process last served it. */
	servedAt: string;
	/** As a person called them; for lists and reports. */
	workflowName: string;
	nodeName: string;
	/** JSON: what it listens for and how it delivers, as it was when it was last opened. */
	settings: string;
	/** ISO 8601: when it was last switched on "from now on"; what happened before is not delivered. */
	activatedAt: string;
	/** The last problem while listening, and when: ISO 8601. */
	lastError: string | null;
	lastErrorAt: string | null;
}

export interface SubscriptionStore {
	get(workflowId: string, nodeId: string): Promise<StoredSubscription | undefined>;
	/** All, by the names of workflow and node. */
	list(): Promise<StoredSubscription[]>;
	/** Writes everything but the last problem, which stays. */
	save(subscription: Omit<StoredSubscription, 'lastError' | 'lastErrorAt'>): Promise<void>;
	/** Moves the cursors of many subscriptions to one place. */
	moveCursors(subscriptions: readonly TriggerIdentity[], cursor: Cursor, servedAt: string): Promise<void>;
	/** Remembers a problem; does nothing for one that is not there. */
	noteError(subscription: TriggerIdentity, error: string, at: string): Promise<void>;
	/** Says that a process serves them, without moving their cursors. */
	markServed(subscriptions: readonly TriggerIdentity[], servedAt: string): Promise<void>;
	remove(workflowId: string, nodeId: string): Promise<void>;
}

/**
 * Moves: waiting → inFlight → claimed → done | failed. `inFlight`: a process hands it to n8n, or will in a moment; no run
 * has claimed it yet. What it takes in hand as it is written starts there.
 * `claimed`: a run works on it; if its owner dies or its lease runs out, it goes back to waiting. A run that failed may
 * go back to waiting too, until it is due again. `failed` is set aside: nothing delivers it again by itself.
 */
export type DeliveryState = 'waiting' | 'inFlight' | 'claimed' | 'done' | 'failed';

export interface StoredDelivery extends TriggerIdentity {
	id: string;
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
	/** How often a process took it in hand for n8n. */
	attempts: number;
	/** How often its run failed. */
	failures: number;
	/** ISO 8601: it waits until then, after a run that failed. */
	dueAt: string | null;
	/** ISO 8601. */
	createdAt: string;
	/** ISO 8601: when its last run began. */
	claimedAt: string | null;
	/** ISO 8601: when the process of its run saw that end; how it ended is known to the process that started it. */
	endedAt: string | null;
	finishedAt: string | null;
	/** Why its last run failed. */
	error: string | null;
	/** n8n's number of its last run, and the version of the workflow that ran. */
	executionId: string | null;
	workflowVersion: string | null;
}

export type DeliveryDraft = Pick<StoredDelivery, 'workflowId' | 'nodeId' | 'changeId' | 'replay' | 'recordKey'>;

/** A delivery that was handed to n8n, and which time that was. */
export interface HandOver {
	id: string;
	attempts: number;
	/** An owner that is gone, whose claim of this same hand-over is taken over. */
	from?: string;
	/** Only while it is in the hands of this owner. */
	handedBy?: string;
}

/** A process that takes deliveries in hand as they are written. */
export interface InHand {
	owner: string;
	/** ISO 8601. */
	leaseUntil: string;
	/** The first so many of the drafts are in flight at once, at their first attempt; the others wait. */
	most: number;
}

/** The run that takes deliveries. */
export interface Claim {
	owner: string;
	/** ISO 8601. */
	leaseUntil: string;
	/** ISO 8601: now. */
	at: string;
	executionId: string | null;
	workflowVersion: string | null;
}

/** How deliveries ended. */
export interface DeliveryEnd {
	state: 'done' | 'failed';
	/** ISO 8601. */
	at: string;
	error: string | null;
}

export interface DeliveryStore {
	/**
	 * Writes rows for those that have none yet (workflow, node, change, replay), and returns what was new, in the order of
	 * the drafts: matching a change twice is harmless. They wait, unless somebody takes them in hand.
	 */
	add(drafts: readonly DeliveryDraft[], at: string, inHand?: InHand): Promise<StoredDelivery[]>;
	/**
	 * Writes rows in state `waiting` that deliver these changes to a trigger once more, whatever was delivered before.
	 * Returns the number of the replay: of each trigger 1, 2, 3 …
	 */
	addReplay(trigger: TriggerIdentity, changes: ReadonlyArray<Pick<DeliveryDraft, 'changeId' | 'recordKey'>>, at: string): Promise<number>;
	get(id: string): Promise<StoredDelivery | undefined>;
	/** By id; without those that are not there. */
	getMany(ids: readonly string[]): Promise<Map<string, StoredDelivery>>;
	/** Not yet done or failed, oldest first. */
	open(workflowId: string, nodeId: string): Promise<StoredDelivery[]>;
	/** Triggers that have replays which wait: another process may have added them. */
	replaysWaiting(): Promise<TriggerIdentity[]>;
	/** waiting | inFlight (again) → inFlight; counts the attempt. Returns those that moved, in no order. */
	markInFlight(ids: readonly string[], owner: string, leaseUntil: string): Promise<StoredDelivery[]>;
	/**
	 * inFlight → claimed by this run. Returns the ids it got. Not among them: those that another run has (unless it is
	 * named as gone by `from`), that are finished, or that are not at the given attempt any more: they were handed to
	 * n8n again, and this run is a late one of before.
	 */
	claim(handOvers: readonly HandOver[], claim: Claim): Promise<string[]>;
	/** Puts the lease of those that this owner holds further. */
	renew(ids: readonly string[], owner: string, leaseUntil: string): Promise<void>;
	/**
	 * The run of these hand-overs has ended, which this owner had; they stay claimed until somebody finishes them. Does
	 * nothing for those that were handed over again since, be it to the same owner: another run has them.
	 */
	markEnded(handOvers: readonly HandOver[], owner: string, at: string): Promise<void>;
	/** This owner lets go of claims, as if it were gone; does nothing for those that it does not have (any more). */
	letGo(handOvers: readonly HandOver[], owner: string): Promise<void>;
	/** Ends them; does nothing for those that have ended. */
	finish(ids: readonly string[], end: DeliveryEnd): Promise<void>;
	/**
	 * Ends those whose run has ended: this owner claimed them, or whoever did has said that its run ended; with
	 * `whoeverClaimed` the claim alone is enough. Returns the ids that it ended.
	 */
	finishRun(ids: readonly string[], end: DeliveryEnd, by: { owner: string; whoeverClaimed: boolean }): Promise<string[]>;
	/** After a run that failed: back to waiting until `dueAt`, with the failure counted. */
	retryAt(ids: readonly string[], dueAt: string, error: string): Promise<void>;
	/** Back to waiting. */
	giveBack(ids: readonly string[]): Promise<void>;
}

/** What statistics need to know of a delivery. */
export type RunRow = Pick<StoredDelivery, 'workflowId' | 'workflowVersion' | 'state' | 'failures' | 'createdAt' | 'claimedAt' | 'executionId' | 'error'> & {
	/** When the run was seen to end, or the delivery was finished. */
	endedAt: string | null;
};

/** Deliveries written in this time: ISO 8601, `until` not included. */
export interface RunQuery {
	workflowId?: string;
	from: string;
	until: string;
}

/** Looks at deliveries for people: not for every change, so it may read much. */
export interface DeliveryReports {
	/** Those of these changes, the replays after the first. */
	ofChanges(trigger: TriggerIdentity, changeIds: readonly string[]): Promise<StoredDelivery[]>;
	/** Oldest first. */
	runs(query: RunQuery): AsyncIterable<RunRow>;
	/** How many there are of each trigger that has some, now (ISO 8601); of those set aside the ones since a moment. */
	tallies(now: string, setAsideSince: string): Promise<DeliveryTally[]>;
}

/** Deliveries of one trigger, counted. */
export interface DeliveryTally extends TriggerIdentity {
	/** Those that wait for the time of their next attempt are among them. */
	waiting: number;
	inFlight: number;
	/** Claimed: a run works on them. */
	running: number;
	/** ISO 8601: when the oldest was made that waits and is due, or is in flight. */
	oldestDue: string | null;
	/** Failed, after they were handed to n8n. */
	setAside: number;
	/** Of the last one set aside. */
	lastError: { error: string; at: string } | null;
}

/** That a record has started a trigger. */
export interface StoredEntry {
	recordKey: string;
	/** The change that did. */
	changeId: string;
	/** ISO 8601: when that change was made. */
	at: string;
}

/** Which records have started a trigger that starts once per record, per stage visit, or with a cool-down. */
export interface EntryStore {
	/** By record key. */
	find(trigger: TriggerIdentity, recordKeys: readonly string[]): Promise<Map<string, StoredEntry>>;
	/** Replaces what was there for these records. */
	save(trigger: TriggerIdentity, entries: readonly StoredEntry[]): Promise<void>;
	forget(trigger: TriggerIdentity, recordKeys: readonly string[]): Promise<void>;
}

/** What a workflow was like when it ran. */
export interface StoredWorkflowVersion {
	workflowId: string;
	/** Names its content: equal content, equal fingerprint. */
	fingerprint: string;
	/** 1, 2, 3 … per workflow, in the order in which they first ran. */
	number: number;
	/** ISO 8601. */
	firstRunAt: string;
}

/** n8n tells a run of queue mode no version of its workflow, so they are numbered here. */
export interface WorkflowVersionStore {
	/** The number of the version with this content; a new one gets the next. Cheap for what was asked before. */
	numberOf(workflowId: string, fingerprint: string, at: string): Promise<number>;
	/** Oldest first. */
	list(workflowId: string): Promise<StoredWorkflowVersion[]>;
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

/** Whose turn it was last, where people get work in turn. */
export interface RotationStore {
	/**
	 * The id of the user who had the last turn of that rotation; undefined when nobody had one. Of the transactions that
	 * ask for one rotation, each waits here until the one before has ended. Must be called inside a transaction.
	 */
	last(name: string): Promise<string | undefined>;
	/** Must be called inside the transaction that asked. `at`: ISO 8601. */
	save(name: string, userId: string, at: string): Promise<void>;
}

/** What was said of workflows outside of them; kept as long as a trigger of the workflow is. */
export interface ProcessCardStore {
	/** By the id of the workflow. */
	all(): Promise<Map<string, ProcessCard>>;
	/** Instead of what there was. `at`: ISO 8601. */
	save(workflowId: string, card: ProcessCard, at: string): Promise<void>;
}
