import type { Selectable } from 'kysely';
import type { ChangeTable } from './tables';

/**
 * In which order changes become visible, and where one is in it. A database with one writer has the order of its
 * numbers; with several, a later number can be committed earlier, and a place is more than a number.
 */
export interface FeedOrder {
	/** The place after the last change so far. */
	head(): Promise<string>;
	/** Undefined, unknown or pruned place: `reset`, and the oldest changes there are. */
	after(place: string | undefined, limit: number): Promise<FeedRows>;
	/** 0: there was never a change. */
	newestId(): Promise<number>;
}

export interface FeedRows {
	rows: Array<Selectable<ChangeTable>>;
	/** Where to go on. */
	place: string;
	reset: boolean;
	/** The count of changes of types, fields, stages and people at that moment, where reading it along costs nothing. */
	referenceVersion?: number;
}
