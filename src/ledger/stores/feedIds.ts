import type { FeedIdentity, FormerFeed } from '../../feed/feedIdentity';

/** The name of the row of `ledger_meta` that holds the feed id. */
export const FEED_ID = 'feedId';

/** The name of the row that says which ids the feed had before it was restored from a backup: JSON of `FormerFeed`, oldest first. */
export const FORMER_FEEDS = 'formerFeeds';

/** The name of the row that says in the place of which feeds it was put by a restore: a JSON list. */
export const REPLACED_FEEDS = 'replacedFeeds';

/** The names of all rows that say something of the feed. */
export const FEED_ROWS: readonly string[] = [FEED_ID, FORMER_FEEDS, REPLACED_FEEDS];

/** What rows of `ledger_meta` say of the feed; undefined: nothing. */
export function feedIdentityOf(rows: ReadonlyArray<{ name: string; value: string }>): FeedIdentity | undefined {
	const values = new Map(rows.map(({ name, value }) => [name, value]));
	const list = (name: string): unknown => JSON.parse(values.get(name) ?? '[]');
	const feedId = values.get(FEED_ID);
	return feedId === undefined
		? undefined
		: { feedId, formerFeeds: list(FORMER_FEEDS) as FormerFeed[], replacedFeeds: list(REPLACED_FEEDS) as string[] };
}
