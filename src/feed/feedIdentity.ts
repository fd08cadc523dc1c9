/** By what names a feed goes: see `ChangeFeed.feedOf`. */
export interface FeedIdentity {
	/** The present one. */
	feedId: string;
	/** Those it had before it was restored from a backup, oldest first. */
	formerFeeds: readonly FormerFeed[];
	/** Of the databases in whose place a backup was put, each time the one that was there. */
	replacedFeeds: readonly string[];
}

/** All ids by which somebody may know the feed, the present one first: whoever knows one of them may go on with it. */
export function knownFeeds({ feedId, formerFeeds, replacedFeeds }: FeedIdentity): string[] {
	return [feedId, ...formerFeeds.map(({ feed }) => feed), ...replacedFeeds];
}

export interface FormerFeed {
	feed: string;
	/** The last change that can have been made under that id. */
	until: number;
}
