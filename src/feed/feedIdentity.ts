/** By what names a feed goes: see `ChangeFeed.feedOf`. */
export interface FeedIdentity {
	/** The present one. */
	feedId: string;
	/** Those it had before it was restored from a backup, oldest first. */
	formerFeeds: readonly FormerFeed[];
}

export interface FormerFeed {
	feed: string;
	/** The last change that can have been made under that id. */
	until: number;
}
