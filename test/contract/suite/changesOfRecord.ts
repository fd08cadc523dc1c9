import type { Change } from '../../../src/model/change';
import type { FeedSubject } from '../support/FeedSubject';
import { changesSince } from '../support/feed';
import { openStoreFor } from '../support/StoreWorld';
import { only } from '../support/World';

/** What happened to one record, and what happened since a moment. */
export function describeChangesOfRecord(subject: FeedSubject): void {
	describe('the changes of one record', () => {
		const world = openStoreFor(subject);
		const newVisits = async (count: number) => await world.store.records.create('visit', count);
		const newVisit = async () => only(await newVisits(1));
		const HOUR = 3_600_000;
		const ids = (changes: readonly Change[]) => changes.map(({ id }) => id);

		it('are found newest first, and are those the feed has', async () => {
			const cursor = await world.feed.head();
			const [one, other] = await newVisits(2);
			for (const note of ['a', 'b']) await world.store.records.note([one!, other!], note);
			await world.store.records.remove([one!]);
			const feed = (await changesSince(world.feed, cursor)).filter(({ ref }) => ref.id === one!.id);
			expect(feed.map(({ kind }) => kind)).toEqual(['created', 'updated', 'updated', 'deleted']);
			expect(await world.feed.ofRecord(one!, { limit: 10 })).toEqual([...feed].reverse());
			expect(ids(await world.feed.ofRecord(one!, { limit: 2 }))).toEqual(ids(feed).reverse().slice(0, 2));
		});

		it('a task is not taken for a record with the same number, nor a type for another', async () => {
			const visit = await newVisit();
			const changes = async (type: string, id: string) => (await world.feed.ofRecord({ type, id }, { limit: 10 })).length;
			expect([await changes('visit', visit.id), await changes('task', visit.id), await changes('clinic', visit.id)]).toEqual([1, 0, 0]);
			expect([await changes('visit', 'x'), await changes('visit', "1' or '1'='1"), await changes('no such type', '1')]).toEqual([0, 0, 0]);
		});

		it('from and until limit the time, both included', async () => {
			const visit = await newVisit();
			const times = [world.clock.text];
			for (const note of ['1', '2', '3']) {
				world.clock.advance(HOUR);
				times.push(world.clock.text);
				await world.store.records.note([visit], note);
			}
			const between = async (from?: string, until?: string) =>
				(await world.feed.ofRecord(visit, { from, until, limit: 10 })).map(({ at }) => times.indexOf(at));
			expect(await between(times[1], times[2])).toEqual([2, 1]);
			expect(await between(times[3])).toEqual([3]);
			expect(await between(undefined, times[0])).toEqual([0]);
		});

		it('reading from the cursor of a moment misses nothing since then, and reads little before', async () => {
			const times: string[] = [];
			for (let day = 0; day < 40; day++) {
				world.clock.advance(24 * HOUR);
				times.push(world.clock.text);
				await newVisits(2);
			}
			for (const day of [0, 1, 17, 38, 39]) {
				const changes = await changesSince(world.feed, await world.feed.cursorAt(times[day]!));
				expect(changes.map(({ at }) => at)).toEqual(times.slice(day).flatMap((at) => [at, at]));
			}
		});

		it('a moment before all changes is the beginning, one to come is the end', async () => {
			const visit = await newVisit();
			const past = await changesSince(world.feed, await world.feed.cursorAt('1999-01-01T00:00:00.000Z'));
			expect(past.length).toBeGreaterThan(1);
			expect(ids(past).at(-1)).toBe(ids(await world.feed.ofRecord(visit, { limit: 1 }))[0]);
			const future = await world.feed.cursorAt('2999-01-01T00:00:00.000Z');
			expect(await changesSince(world.feed, future)).toEqual([]);
			const next = await newVisit();
			expect((await changesSince(world.feed, future)).map(({ ref }) => ref.id)).toEqual([next.id]);
		});

		it('a change whose time is a little behind the others is not missed', async () => {
			const before = world.clock.text;
			world.clock.advance(HOUR / 2);
			await newVisit();
			world.clock.advance(-HOUR / 2);
			const late = await newVisit();
			world.clock.advance(HOUR);
			await newVisit();
			const changes = await changesSince(world.feed, await world.feed.cursorAt(before));
			expect(changes.map(({ ref }) => ref.id)).toContain(late.id);
		});
	});
}
