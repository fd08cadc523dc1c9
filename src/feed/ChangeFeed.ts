import type { Change, ChangeKind, Cursor } from '../model/change';
import type { RecordRef } from '../model/record';

/**
 * The changes of one CRM, in the order in which triggers see them. The built-in CRM fills its feed by triggers of the
 * database; that of a foreign CRM is a table of ours, filled with `append`. `describeFeed` in test/contract is its
 * definition in tests.
 *
 * - Ids and cursors are opaque texts: only the feed that gave them understands them. They are compared for equality, nothing else.
 * - The changes of one record come in the order in which they were made, and a reader never skips one.
 * - Every method may throw a CrmError: `unavailable`, `storage`.
 */
export interface ChangeFeed {
	/** The cursor after the last change so far: a reader that starts there sees what comes from now on. */
	head(): Promise<Cursor>;
	/**
	 * Changes after the cursor, oldest first, at most `limit`. `cursor` in the answer is where to go on. `reset` is
	 * true when the cursor is not of this feed or too old; the answer then starts at the oldest change there is.
	 */
	read(cursor: Cursor, limit: number): Promise<ChangePage>;
	/** Changes by their ids; without those that the feed does not keep (any more). */
	byIds(ids: readonly string[]): Promise<Map<string, Change>>;
	/** The changes of one record that are kept, the newest first; at most `limit` of them. */
	ofRecord(ref: RecordRef, query: ChangeQuery): Promise<Change[]>;
	/** The newest changes first, for samples in the editor. */
	newest(filter: ChangeFilter, limit: number): Promise<Change[]>;
	/**
	 * A cursor from which on all changes since a moment (ISO 8601) can be read, and few before it: an hour more, since
	 * the time of a change may be a little behind those before it.
	 */
	cursorAt(moment: string): Promise<Cursor>;
	/**
	 * How many changes come after the cursor, counted up to `most`, and when the first of them was made (ISO 8601). After
	 * a cursor that is not of this feed come all that are kept.
	 */
	lag(cursor: Cursor, most: number): Promise<{ changes: number; since: string | null }>;
	/**
	 * Calls the listener soon after there may be new changes: at once after a write of this process, within about a
	 * second after one of another. Returns the function that ends it.
	 */
	onChanges(listener: () => void): () => void;
	/**
	 * Adds changes at the end, in this order, and returns their ids: for what the CRM does not capture by itself (found by
	 * asking it again, told by it, a moment that has come). Called inside a transaction of the ledger it joins that one.
	 * Throws invalidValue for the id of a record or user that this feed cannot hold.
	 */
	append(changes: readonly ChangeDraft[]): Promise<string[]>;
	/**
	 * The feed in which a change was made: another one than the present for changes from before it was restored from a
	 * backup. With it a change is named for ever: what was done for it is found again after a restore.
	 */
	feedOf(changeId: string): string;
	/**
	 * Tells every process that has the feed open something that is no change: once the transaction has committed in which it is
	 * called, to this process at once, to others within about a second. One that is not open then hears nothing.
	 */
	signal(signal: FeedSignal): Promise<void>;
	/** Calls the listener at each such signal, and when some may have been missed. Returns the function that ends it. */
	onSignal(signal: FeedSignal, listener: () => void): () => void;
	/** The feed grows with every change: what nobody needs any more can go, always from its beginning. */
	readonly retention: FeedRetention;
}

/** A change that is not in the feed yet; what differs is told by the values before and after. */
export type ChangeDraft = Omit<Change, 'id' | 'changed'>;

/** `replays`: there are deliveries in the ledger that no change announces. `timers`: there are timers, or triggers that want some. */
export const FEED_SIGNALS = ['replays', 'timers'] as const;
export type FeedSignal = (typeof FEED_SIGNALS)[number];

export interface ChangePage {
	changes: Change[];
	cursor: Cursor;
	reset?: boolean;
}

/** ISO 8601, both included. */
export interface ChangeQuery {
	from?: string;
	until?: string;
	limit: number;
}

export interface ChangeFilter {
	types?: readonly string[];
	kinds?: readonly ChangeKind[];
}

export interface FeedRetention {
	/**
	 * Ids of the oldest changes, oldest first, at most `limit`: made before the moment (ISO 8601), and seen by readers at
	 * all of these cursors. None when one of the cursors is not of this feed.
	 */
	seenBefore(before: string, cursors: readonly Cursor[], limit: number): Promise<string[]>;
	/** Deletes all changes up to this one, it included. Cursors before it are then too old: see `ChangePage.reset`. */
	forgetUpTo(id: string): Promise<void>;
}
