/**
 * Keeps order within a lane and runs lanes side by side: one lane per record, so that two changes of one record never
 * run at the same time or out of order, while those of different records do. Operations take constant time, except
 * adding the rare item that comes back, which goes in front of those that came after it.
 */
export class Lanes<Item> {
	/** Items of a lane in order; the key is present while the lane has items or is busy. */
	private readonly lanes = new Map<string, Item[]>();
	/** How many items that were taken from a lane, or hold it, are not over yet. */
	private readonly busy = new Map<string, number>();
	/** Lanes that have an item and are not busy, in the order they became so. */
	private readonly ready = new Set<string>();
	private readonly number: (item: Item) => number;
	private count = 0;

	/** `number`: orders the items of a lane. */
	constructor(number: (item: Item) => number) {
		this.number = number;
	}

	/** Items that wait. */
	get size(): number {
		return this.count;
	}

	/** Those that wait, lane by lane. */
	*waiting(): Generator<Item> {
		for (const items of this.lanes.values()) yield* items;
	}

	add(lane: string, item: Item): void {
		const items = this.lanes.get(lane) ?? [];
		this.lanes.set(lane, items);
		let index = items.length;
		while (index > 0 && this.number(items[index - 1]!) > this.number(item)) index--;
		items.splice(index, 0, item);
		this.count++;
		if (!this.busy.has(lane)) this.ready.add(lane);
	}

	/**
	 * Takes what may run together: of each free lane the items that come first, in order, as long as `accepts` lets one
	 * more in; it is told how many there are. A lane is busy until `free` was called for each of its items.
	 */
	take(accepts: (taken: number, next: Item) => boolean): Item[] {
		const group: Item[] = [];
		for (const lane of this.ready) {
			const items = this.lanes.get(lane)!;
			let taken = 0;
			while (items.length > 0 && accepts(group.length, items[0]!)) {
				group.push(items.shift()!);
				taken++;
			}
			if (taken > 0) {
				this.ready.delete(lane);
				this.busy.set(lane, taken);
				this.count -= taken;
			}
			if (items.length > 0) break;
		}
		return group;
	}

	/** Makes a lane busy without taking an item: what runs in it was started elsewhere. */
	hold(lane: string): void {
		this.busy.set(lane, (this.busy.get(lane) ?? 0) + 1);
		this.ready.delete(lane);
		if (!this.lanes.has(lane)) this.lanes.set(lane, []);
	}

	free(lane: string): void {
		const now = this.busy.get(lane);
		if (now === undefined) return;
		const left = now - 1;
		if (left > 0) {
			this.busy.set(lane, left);
			return;
		}
		this.busy.delete(lane);
		if (this.lanes.get(lane)?.length) this.ready.add(lane);
		else this.lanes.delete(lane);
	}
}
