import type { FeedSignal } from './ChangeFeed';

/** Another value: another process has committed something since. Costs microseconds. */
export type CommitMarker = () => unknown;

/** What another process may have done: made the feed longer, or given a signal. */
export type Noticed = 'changes' | FeedSignal;

/** How this process notices what other processes write. */
export interface DatabaseWatch {
	commitMarker: CommitMarker;
	/** Calls `noticed` soon after another process may have done that, until the returned function is called. */
	begin(noticed: (what: Noticed) => void): () => void;
	/** Ends all watching, and gives back what it needed. */
	close(): Promise<void>;
}
