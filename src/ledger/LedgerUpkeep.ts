import type { Cursor } from '../model/change';

/** A service of which one process at a time is to run: who has it, and until when. */
export interface StoredLease {
	/** The process that has it; null: it was given back. */
	owner: string | null;
	/** ISO 8601: until when the owner is believed alive. */
	until: string | null;
	/** ISO 8601: when the service last did its whole work. */
	doneAt: string | null;
}

export interface LeaseStore {
	get(name: string): Promise<StoredLease | undefined>;
	/**
	 * Takes it, or puts its end further. `seen` is what `get` gave: false when it is another by now, because somebody else
	 * was faster.
	 */
	take(name: string, seen: StoredLease | undefined, owner: string, until: string): Promise<boolean>;
	/** Notes that the work is done. Does nothing when another process has the lease. */
	markDone(name: string, owner: string, at: string): Promise<void>;
	/** Gives it back. Does nothing when another process has it. */
	release(name: string, owner: string): Promise<void>;
}

/** How far those have read a feed that follow it under a name: reactions. */
export interface FollowerStore {
	/** Undefined: nobody has read under that name. */
	cursorOf(name: string): Promise<Cursor | undefined>;
	/** Instead of what there was. `at`: ISO 8601. */
	save(name: string, cursor: Cursor, at: string): Promise<void>;
	/** Of all of them. */
	cursors(): Promise<Cursor[]>;
}

/** What the ledger needs not keep for ever. Each call does a part of bounded size, in one short transaction. */
export interface LedgerRetention {
	/**
	 * Removes triggers that no process has served since the moment (ISO 8601), what last started them, and the cards of workflows without
	 * any trigger left. Returns how many triggers.
	 */
	forgetSubscriptions(servedBefore: string): Promise<number>;
	/**
	 * Looks at `limit` deliveries after the given one, oldest first; removes those that were finished before the moment,
	 * and those of that age that are open and whose trigger is gone. `next`: where to go on; absent at the end.
	 */
	forgetDeliveries(before: string, after: string | undefined, limit: number): Promise<{ removed: number; next?: string }>;
	/**
	 * Removes effects that were stored before the moment, at most `limit`, and intents and own writes that were left before it.
	 * Returns how many effects.
	 */
	forgetEffects(before: string, limit: number): Promise<number>;
	/** Removes stage visits of records that were deleted before the moment, at most `limit`. Returns how many. */
	forgetStageVisits(goneBefore: string, limit: number): Promise<number>;
	/** Those of the changes that have an open delivery. */
	changesToDeliver(changeIds: readonly string[]): Promise<Set<string>>;
}
