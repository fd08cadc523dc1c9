import type { TriggerIdentity } from './Ledger';

/**
 * One change on its way to one trigger. From the hand-over to the end it is in a run, and most of its columns are those of that
 * run: see LedgerRuns.
 *
 * ## waiting
 * No run has it. A process that hands it to n8n leads to *inFlight*; after a run that failed, not before `dueAt`.
 *
 * ## inFlight
 * A process has handed it to n8n, or will in a moment, and no run has claimed it yet. A delivery that a process takes in hand as it
 * is written begins here. A claim leads to *claimed*; a hand-over that nobody claims leads back to *waiting*.
 *
 * ## claimed
 * A run works on it. Its end leads to *done* or *failed*, or back to *waiting* where it is tried again. When its owner dies or
 * gives no sign of life, it is *waiting* again.
 *
 * ## done
 * A run has ended with it, or went into a wait.
 *
 * ## failed
 * Set aside: only a replay delivers the change again.
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
	/** The run that it is in, or was in last and that had begun; null: there was none. */
	runId: string | null;
	/** Process that has its run in hand: it handed it to n8n, or claimed it. Null while it waits. */
	owner: string | null;
	/** ISO 8601: until when the owner is believed alive. */
	aliveUntil: string | null;
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

/** A process that hands deliveries to n8n. */
export interface Hand {
	owner: string;
	/** ISO 8601. */
	aliveUntil: string;
}

/** A process that takes deliveries in hand as they are written. */
export interface InHand extends Hand {
	/** How many of the drafts, from the first on, are in flight at once at most, at their first attempt; the others wait. */
	most: number;
	/** How many go into one run. Only whole runs are taken in hand. */
	together: number;
}

/** How deliveries ended. */
export interface DeliveryEnd {
	state: 'done' | 'failed';
	/** ISO 8601. */
	at: string;
	error: string | null;
}

/**
 * Deliveries never leave a run that has not begun one by one: where some of them go elsewhere, that run is dropped, and
 * the others wait again. So the claim of a run is all or nothing, and one row.
 */
export interface DeliveryStore {
	/**
	 * Writes rows for those that have none yet (workflow, node, change, replay), and returns what was new, in the order of
	 * the drafts: matching a change twice is harmless. They wait, unless somebody takes them in hand: then they are in
	 * runs that may be claimed.
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
	/**
	 * waiting | inFlight (again) → inFlight, each group (of one trigger) in a run of its own; counts the attempt. Returns
	 * those that moved, in no order.
	 */
	handOver(groups: ReadonlyArray<readonly string[]>, hand: Hand, at: string): Promise<StoredDelivery[]>;
	/** Ends them; does nothing for those that have ended. */
	finish(ids: readonly string[], end: DeliveryEnd): Promise<void>;
	/** After a run that failed at that moment: back to waiting until `dueAt`, with the failure counted. */
	retryAt(ids: readonly string[], dueAt: string, error: string, at: string): Promise<void>;
	/**
	 * Back to waiting, with all that are in the same runs, what nobody has any more. Returns the ids of these; nothing
	 * happens to those that are not as they were read: in that state, in that run, of that owner.
	 */
	takeBack(deliveries: ReadonlyArray<Pick<StoredDelivery, 'id' | 'state' | 'attempts' | 'owner' | 'runId'>>, at: string): Promise<string[]>;
	/** Back to waiting, no matter which process has them. `error`: why the run failed that they were in. */
	giveBack(ids: readonly string[], at: string, error?: string): Promise<void>;
}

/** What statistics need to know of a delivery. */
export type RunRow = Pick<
	StoredDelivery,
	'workflowId' | 'workflowVersion' | 'state' | 'failures' | 'createdAt' | 'claimedAt' | 'executionId' | 'error'
> & {
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
