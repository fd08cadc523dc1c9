import type { ChangeFeed } from '../../../src/feed/ChangeFeed';
import { changedFields, type Change, type Cursor } from '../../../src/model/change';
import { refKey, type RecordRef, type Values } from '../../../src/model/record';

/** No feed gives this one out: reading from it starts at the oldest change. */
export const NO_CURSOR: Cursor = '';

/** All changes after the cursor. */
export async function changesSince(feed: ChangeFeed, cursor: Cursor, pageSize = 500): Promise<Change[]> {
	const found: Change[] = [];
	let from = cursor;
	for (;;) {
		const page = await feed.read(from, pageSize);
		if (page.changes.length === 0) return found;
		found.push(...page.changes);
		from = page.cursor;
	}
}

/** The changes that the work makes, oldest first. */
export async function changesOf(feed: ChangeFeed, work: () => Promise<unknown>): Promise<Change[]> {
	const cursor = await feed.head();
	await work();
	return await changesSince(feed, cursor);
}

export function changesTo(ref: RecordRef, changes: readonly Change[]): Change[] {
	return changes.filter((change) => refKey(change.ref) === refKey(ref));
}

/**
 * The values of every record, by `type/id`, after these changes to what was there at the start. Throws where a change does
 * not follow from the one before: something was lost, doubled, or came out of order.
 */
export function replay(changes: readonly Change[], atStart: ReadonlyMap<string, Values> = new Map()): Map<string, Values> {
	const state = new Map(atStart);
	for (const change of changes) {
		const key = refKey(change.ref);
		const problem = problemOf(change, state.get(key));
		if (problem !== undefined) throw new Error(`Change ${change.id} (${change.kind} ${key}): ${problem}`);
		if (change.after === undefined) state.delete(key);
		else state.set(key, change.after);
	}
	return state;
}

function problemOf(change: Change, present: Values | undefined): string | undefined {
	if (change.kind === 'created') {
		if (present !== undefined) return 'it is there already';
		if (change.before !== undefined) return 'a new record has values before';
		return change.after === undefined ? 'a new record has no values' : undefined;
	}
	if (present === undefined) return 'it is not there';
	if (change.before !== undefined && changedFields(present, change.before).length > 0) {
		return `the values before differ in ${changedFields(present, change.before).join(', ')}`;
	}
	if (change.kind === 'deleted') return change.after === undefined ? undefined : 'a deleted record has values after';
	if (change.after === undefined) return 'an updated record has no values after';
	const differing = changedFields(present, change.after).sort();
	return String(differing) === String([...change.changed].sort())
		? undefined
		: `changed is ${change.changed.join()}, not ${differing.join()}`;
}
