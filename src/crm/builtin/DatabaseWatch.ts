/** Another value: another process has committed something since. Costs microseconds. */
export type CommitMarker = () => unknown;

/** How this process notices what other processes write. */
export interface DatabaseWatch {
	commitMarker: CommitMarker;
	/** Another value: the feed has grown. */
	feedMarker: () => unknown;
}
