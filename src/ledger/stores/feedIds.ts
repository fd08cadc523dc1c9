/** The name of the row of `ledger_meta` that holds the feed id. */
export const FEED_ID = 'feedId';

/** The name of the row that says which ids the feed had before it was restored from a backup: JSON, oldest first. */
export const FORMER_FEEDS = 'formerFeeds';

export interface FormerFeed {
	feed: string;
	/** The last change that can have been made under that id. */
	until: number;
}

/** The id of the feed in which a change was made. */
export function feedOfChange(changeId: string, former: readonly FormerFeed[], present: string): string {
	const number = Number(changeId);
	return former.find(({ until }) => number <= until)?.feed ?? present;
}
