import type { ChangeFeed } from '../../../feed/ChangeFeed';
import type { Change } from '../../../model/change';
import type { Access } from './Access';

/** Changes of records out of reach are left out; those of a record that is named are refused with it. */
export function guardFeed(feed: ChangeFeed, access: Access): ChangeFeed {
	const sees = ({ ref, before, after }: Change): boolean => {
		const reach = access.reach('see', ref.type);
		return reach === 'all' || (reach === 'own' && access.isOwn({ ...ref, values: after ?? before ?? {} }));
	};
	return {
		head: async () => await feed.head(),
		async read(cursor, limit) {
			const page = await feed.read(cursor, limit);
			return { ...page, changes: page.changes.filter(sees) };
		},
		byIds: async (ids) => new Map([...(await feed.byIds(ids))].filter(([, change]) => sees(change))),
		async ofRecord(ref, query) {
			await access.requireRecords('see', [ref]);
			return (await feed.ofRecord(ref, query)).filter(sees);
		},
		newest: async (filter, limit) => (await feed.newest(filter, limit)).filter(sees),
		cursorAt: async (moment) => await feed.cursorAt(moment),
		lag: async (cursor, most) => await feed.lag(cursor, most),
		onChanges: (listener) => feed.onChanges(listener),
		append: async (changes) => await feed.append(changes),
		feedOf: (changeId) => feed.feedOf(changeId),
		retention: feed.retention,
	};
}
