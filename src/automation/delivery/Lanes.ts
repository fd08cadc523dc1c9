/**
 * Keeps order within a lane and runs lanes side by side: one lane per record, so that two changes of one record never
 * run at the same time or out of order, while those of different records do. Operations take constant time, except
 * `addFirst`, which is for the rare item that comes back.
 */
export class Lanes<Item> {
	/** Items of a lane in order; the key is present while the lane has items or is busy. */
	private readonly lanes = new Map<string, Item[]>();
	private readonly busy = new Set<string>();
	/** Lanes that have an item and are not busy, in the order they became so. */
	private readonly ready = new Set<string>();
	private count = 0;

	/** Items that wait. */
	get size(): number {
		return this.count;
	}

	add(lane: string, item: Item): void {
		this.itemsOf(lane).push(item);
		this.added(lane);
	}

	/** Puts an item that was taken before back in front of those that came after it. */
	addFirst(lane: string, item: Item): void {
		this.itemsOf(lane).unshift(item);
		this.added(lane);
	}

	/** Takes the next item whose lane is free; the lane is busy until `free`. */
	take(): Item | undefined {
		for (const lane of this.ready) {
			this.ready.delete(lane);
			this.busy.add(lane);
			this.count--;
			return this.lanes.get(lane)!.shift();
		}
		return undefined;
	}

	/** Makes a lane busy without taking an item: what runs in it was started elsewhere. */
	hold(lane: string): void {
		this.busy.add(lane);
		this.ready.delete(lane);
		if (!this.lanes.has(lane)) this.lanes.set(lane, []);
	}

	free(lane: string): void {
		if (!this.busy.delete(lane)) return;
		if (this.lanes.get(lane)?.length) this.ready.add(lane);
		else this.lanes.delete(lane);
	}

	private itemsOf(lane: string): Item[] {
		const items = this.lanes.get(lane) ?? [];
		this.lanes.set(lane, items);
		return items;
	}

	private added(lane: string): void {
		this.count++;
		if (!this.busy.has(lane)) this.ready.add(lane);
	}
}
