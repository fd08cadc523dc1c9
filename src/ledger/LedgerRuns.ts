import type { TriggerIdentity } from './Ledger';

/**
 * A run of a workflow for one or many deliveries, from the moment it is handed to n8n.
 *
 * ## inFlight
 * A process has handed it to n8n, or will in a moment, and gives signs of life for it. Its deliveries do not change. A claim leads
 * to *claimed*. When its deliveries are handed over again or given back, the row is deleted, and a late run finds nothing to
 * claim.
 *
 * ## claimed
 * A run in n8n has it and works. Its process gives signs of life, and says when the run has ended (`endedAt`). When that
 * process is gone, another run of the same hand-over may take it over. The process that knows how it ended finishes it.
 *
 * ## done, failed, givenBack
 * It is over. `givenBack`: it was cut off or let go, and its deliveries wait for another run.
 */
export type RunState = 'inFlight' | 'claimed' | RunOutcome;

export type RunOutcome = 'done' | 'failed' | 'givenBack';

export interface StoredRun extends TriggerIdentity {
	/** Ids sort in the order in which runs were handed over, if the clocks of the processes agree. */
	id: string;
	state: RunState;
	/** Process that handed it to n8n or claimed it; null: it was let go. */
	owner: string | null;
	/** ISO 8601: until when the owner is believed alive. */
	aliveUntil: string | null;
	/** ISO 8601. */
	handedAt: string;
	/** ISO 8601: when it began. */
	claimedAt: string | null;
	/** ISO 8601: when the process of the run saw it end. */
	endedAt: string | null;
	finishedAt: string | null;
}

/** Which run is claimed, and of whom. */
export interface RunClaim {
	id: string;
	/** An owner that is gone, whose claim is taken over. */
	from?: string;
	/** Only while it is in the hands of this owner. */
	handedBy?: string;
}

/** The run in n8n that claims. */
export interface Claimer {
	owner: string;
	/** ISO 8601. */
	aliveUntil: string;
	/** ISO 8601: now. */
	at: string;
	/** n8n's number of the execution. */
	executionId: string | null;
	workflowVersion: string | null;
}

/** What the ledger shows of those who run what is handed over. */
export interface WorkersSeen {
	/** Claimed and not over, of any trigger. */
	claimed: StoredRun[];
	/** Of all that were ever claimed the one that was handed over last. */
	lastClaimed: StoredRun | undefined;
}

export interface RunStore {
	get(id: string): Promise<StoredRun | undefined>;
	/** By id; without those that are not there. */
	getMany(ids: readonly string[]): Promise<Map<string, StoredRun>>;
	workersSeen(): Promise<WorkersSeen>;
	/**
	 * inFlight → claimed, with all its deliveries. False: another run has it (unless that one is named as gone by
	 * `from`), it is over, or its deliveries were handed to n8n again, and this is a late run of the hand-over before.
	 */
	claim(run: RunClaim, claimer: Claimer): Promise<boolean>;
	/** A sign of life of this owner, for those of these runs that it has. */
	renew(ids: readonly string[], owner: string, aliveUntil: string): Promise<void>;
	/** It has ended, says the owner that claimed it; it stays claimed until somebody finishes it. */
	markEnded(id: string, owner: string, at: string): Promise<void>;
	/** This owner lets go of its claim, as if it were gone; does nothing where it does not have it (any more). */
	letGo(id: string, owner: string): Promise<void>;
	/**
	 * claimed → done, with all its deliveries, when it has ended: this owner claimed it, or the one that claimed it has said that
	 * it ended; with `ofAnyOwner` a claim of any owner is enough. False: nothing was done.
	 */
	finish(id: string, at: string, by: { owner: string; ofAnyOwner: boolean }): Promise<boolean>;
}
