import { isDeepStrictEqual } from 'node:util';

/** Whether two values are the same when stored: a database may give the keys of an object back in another order. */
export function sameJson(one: unknown, other: unknown): boolean {
	const [a, b] = [JSON.stringify(one), JSON.stringify(other)];
	return a === b || isDeepStrictEqual(JSON.parse(a), JSON.parse(b));
}
