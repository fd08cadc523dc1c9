/** Another value: another process has committed something since. Costs microseconds. */
export type CommitMarker = () => unknown;

/** How this process notices what other processes write. */
export interface DatabaseWatch {
	commitMarker: CommitMarker;
	/** Calls `changed` soon after another process may have made the feed longer, until the returned function is called. */
	begin(changed: () => void): () => void;
	/** Ends all watching, and gives back what it needed. */
	close(): Promise<void>;
}
