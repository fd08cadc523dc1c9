import type { Values } from '../model/record';

/** A record of a foreign CRM as it was last seen. */
export interface StoredSnapshot {
	id: string;
	version: string;
	/** ISO 8601: when the CRM says that it was last changed. */
	updatedAt: string;
	values: Values;
	/** ISO 8601: when it was seen. */
	seenAt: string;
}

/** How far a record type has been polled. */
export interface PollPosition {
	/** ISO 8601: changes up to this moment have been seen; null: no record yet. */
	changedUntil: string | null;
	/** False: what there was at the beginning is still being noted. */
	complete: boolean;
	/** Another number after each move. */
	revision: number;
}

/**
 * What is known of the records of a CRM that does not tell what they were before. Snapshots are written only in a transaction
 * that moves the position of their type: so what was read of them holds as long as that move succeeds.
 */
export interface SnapshotStore {
	/** Undefined: the type was never polled. */
	positionOf(type: string): Promise<PollPosition | undefined>;
	/**
	 * `seen` is what `positionOf`, or the last move, gave. Undefined when it is another by now, because somebody else was
	 * faster: nothing is changed then. Of transactions that move from the same position one succeeds.
	 */
	movePosition(
		type: string,
		seen: PollPosition | undefined,
		to: Pick<PollPosition, 'changedUntil' | 'complete'>,
	): Promise<PollPosition | undefined>;
	/** By id; without those that were never seen. */
	find(type: string, ids: readonly string[]): Promise<Map<string, StoredSnapshot>>;
	/** Replaces what there was. Each id once. Must be called inside a transaction. */
	save(type: string, snapshots: readonly StoredSnapshot[]): Promise<void>;
	remove(type: string, ids: readonly string[]): Promise<void>;
	/** Ids after the given one, in an order that stays the same; at most `limit`. */
	ids(type: string, after: string | undefined, limit: number): Promise<string[]>;
}
