import type { User } from './user';

/**
 * Whose turn it is: the first after the one who had the last turn, in the order of their ids, which stays the same when
 * people are renamed, come and go. `people` are those who can be chosen; undefined when there are none.
 */
export function nextInTurn(people: readonly User[], last: string | undefined): User | undefined {
	const ordered = [...people].sort((a, b) => compareIds(a.id, b.id));
	const after = last === undefined ? undefined : ordered.find(({ id }) => compareIds(id, last) > 0);
	return after ?? ordered[0];
}

/** Ids are numbers, in other CRMs perhaps words. */
function compareIds(a: string, b: string): number {
	return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
