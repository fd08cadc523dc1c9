/** The name of the row of `ledger_meta` that holds the feed id. */
export const FEED_ID = 'feedId';

/** The name of the row that says which ids the feed had before it was restored from a backup: JSON of `FormerFeed`, oldest first. */
export const FORMER_FEEDS = 'formerFeeds';
