/** A longer page costs less than a further request. */
const GROWTH = 4;

/**
 * At most `limit` of the items that are kept, in their order: reads as many as it takes. `read` gives the first ones of a list,
 * as many as it is asked for; undefined: all.
 */
export async function upTo<Item>(
	limit: number | undefined,
	read: (limit: number | undefined) => Promise<Item[]>,
	keep: (items: readonly Item[]) => Promise<Item[]>,
): Promise<Item[]> {
	for (let most = limit; ; most = most! * GROWTH) {
		const items = await read(most);
		const kept = await keep(items);
		if (most === undefined || kept.length >= limit! || items.length < most) return kept.slice(0, limit);
	}
}
