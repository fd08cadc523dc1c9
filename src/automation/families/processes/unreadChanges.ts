import type { Cursor } from '../../../model/change';
import type { Scope } from '../../engine/Scope';

const PAGE = 1000;
/** How many pages are looked through: a trigger that is further behind has not read the newest changes either. */
const MOST_PAGES = 50;

/** Those of the changes that come after the cursor: a reader that has it has not read them. */
export async function unreadChanges(scope: Scope, from: Cursor, wanted: ReadonlySet<string>): Promise<Set<string>> {
	const unread = new Set<string>();
	let cursor = from;
	for (let page = 0; page < MOST_PAGES; page++) {
		const { changes, cursor: next, reset } = await scope.feed.read(cursor, PAGE);
		// The cursor is unknown by now, so it says nothing.
		if (reset) return new Set();
		for (const { id } of changes) if (wanted.has(id)) unread.add(id);
		if (changes.length === 0) break;
		cursor = next;
	}
	return unread;
}
