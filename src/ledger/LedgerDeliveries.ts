import type { TriggerIdentity } from './Ledger';

/**
 * Moves: waiting → inFlight → claimed → done | failed. `inFlight`: a process hands it to n8n, or will in a moment; no run
 * has claimed it yet. What it takes in hand as it is written starts there.
 * `claimed`: a run works on it; if its owner dies or gives no sign of life, it goes back to waiting. A run that failed may
 * go back to waiting too, until it is due again. `failed` is set aside: nothing delivers it again by itself.
 *
 * From the hand-over to the end a delivery is in a run, and what is said of it is said of that run: see LedgerRuns.
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
	/** The first so many of the drafts, at most, are in flight at once, at their first attempt; the others wait. */
	most: number;
	/** So many go into one run. Only whole runs are taken in hand. */
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
	/** Back to waiting, whoever has them. `error`: why the run failed that they were in. */
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
