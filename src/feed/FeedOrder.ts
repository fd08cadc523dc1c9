import type { FeedSignal } from './ChangeFeed';

/** Any row of a table of changes. */
export interface NumberedRow {
	id: number;
}

/**
 * In which order changes become visible, and where one is in it. A database with one writer has the order of its
 * numbers; with several, a later number can be committed earlier, and a position is more than a number.
 */
export interface FeedOrder<Row extends NumberedRow> {
	/** The position after the last change so far. */
	head(): Promise<string>;
	/** Undefined, unknown or pruned position: `reset`, and the oldest changes there are. */
	after(position: string | undefined, limit: number): Promise<FeedRows<Row>>;
	/** 0: there was never a change. */
	newestId(): Promise<number>;
	/** Tells the other processes of the signal when the transaction it is called in has committed: see DatabaseWatch. */
	announce(signal: FeedSignal): Promise<void>;
	/** To be called in a transaction that adds changes itself, before it takes numbers for them. */
	prepareAppending(): Promise<void>;
}

export interface FeedRows<Row extends NumberedRow> {
	rows: Row[];
	/** Where to go on. */
	position: string;
	reset: boolean;
	/** What was to be read along, where that costs nothing. */
	along?: number;
}
