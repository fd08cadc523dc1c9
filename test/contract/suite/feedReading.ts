import type { Change } from '../../../src/model/change';
import type { FeedSubject } from '../support/FeedSubject';
import { changesSince, NO_CURSOR } from '../support/feed';
import { openStoreFor } from '../support/StoreWorld';
import { only } from '../support/World';

/** Reading the feed: cursors, pages, samples. */
export function describeFeedReading(subject: FeedSubject): void {
	describe('reading the feed', () => {
		const world = openStoreFor(subject);
		const visits = async (count: number) => await world.store.records.create('visit', count);
		const visit = async () => only(await visits(1));
		const ids = (changes: readonly Change[]) => changes.map((change) => change.id);
		const told = (changes: readonly Change[]) => changes.map(({ ref, kind }) => `${kind} ${ref.id}`);

		it('head is the cursor after the last change: from there on only new ones are seen', async () => {
			await visits(2);
			const head = await world.feed.head();
			expect(await world.feed.read(head, 10)).toEqual({ changes: [], cursor: expect.any(String) });
			const record = await visit();
			expect(told((await world.feed.read(head, 10)).changes)).toEqual([`created ${record.id}`]);
		});

		it('a reader that is at the end continues from the cursor it was given', async () => {
			const { cursor } = await world.feed.read(await world.feed.head(), 10);
			const record = await visit();
			const next = await world.feed.read(cursor, 10);
			expect(told(next.changes)).toEqual([`created ${record.id}`]);
			expect((await world.feed.read(next.cursor, 10)).changes).toEqual([]);
		});

		it('changes come oldest first, those of one call in its order, each with an id of its own', async () => {
			const cursor = await world.feed.head();
			const records = await visits(3);
			await world.store.records.note([...records].reverse(), 'x');
			const changes = await changesSince(world.feed, cursor);
			const created = records.map(({ id }) => `created ${id}`);
			const updated = [...records].reverse().map(({ id }) => `updated ${id}`);
			expect(told(changes)).toEqual([...created, ...updated]);
			expect(new Set(ids(changes)).size).toBe(6);
		});

		it('a cursor stays where it is: reading twice from it gives the same', async () => {
			const cursor = await world.feed.head();
			await visits(2);
			const first = await world.feed.read(cursor, 10);
			expect(await world.feed.read(cursor, 10)).toEqual(first);
		});

		it('pages of any size make the same feed, without gap or repetition', async () => {
			const cursor = await world.feed.head();
			await visits(40);
			const whole = await changesSince(world.feed, cursor, 1000);
			expect(whole).toHaveLength(40);
			for (const size of [1, 7, 40, 41]) expect(ids(await changesSince(world.feed, cursor, size))).toEqual(ids(whole));
			expect((await world.feed.read(cursor, 7)).changes).toHaveLength(7);
		});

		it.each(['', 'not a cursor', '{}', '-1', '999999999999', "'; DROP TABLE change; --"])(
			'the cursor "%s" is of no feed: it starts at the oldest change and says so',
			async (foreign) => {
				await visit();
				const page = await world.feed.read(foreign, 2);
				expect(page.reset).toBe(true);
				expect(ids(page.changes)).toEqual(ids((await changesSince(world.feed, NO_CURSOR)).slice(0, 2)));
				expect((await world.feed.read(page.cursor, 2)).reset ?? false).toBe(false);
			},
		);

		it('a cursor of another CRM is known as foreign', async () => {
			const other = await subject.openFresh();
			try {
				await visit();
				expect((await world.feed.read(await other.backend.feed.head(), 1)).reset).toBe(true);
				expect((await other.backend.feed.read(await world.feed.head(), 1)).reset).toBe(true);
			} finally {
				await other.discard();
			}
		});

		it('it is known how many changes come after a cursor, counted up to a limit, and since when', async () => {
			const cursor = await world.feed.head();
			expect(await world.feed.lag(cursor, 100)).toEqual({ changes: 0, since: null });
			const since = world.clock.advance();
			await visits(2);
			world.clock.advance();
			await visits(1);
			expect(await world.feed.lag(cursor, 100)).toEqual({ changes: 3, since });
			expect(await world.feed.lag(cursor, 2)).toEqual({ changes: 2, since });
			const { cursor: further } = await world.feed.read(cursor, 2);
			expect(await world.feed.lag(further, 100)).toEqual({ changes: 1, since: world.clock.text });
			const all = (await changesSince(world.feed, NO_CURSOR)).length;
			expect((await world.feed.lag('not a cursor', 100_000)).changes).toBe(all);
		});

		it('a cursor holds over a restart', async () => {
			const cursor = await world.feed.head();
			const record = await visit();
			await world.reopen();
			const page = await world.feed.read(cursor, 10);
			expect(page.reset ?? false).toBe(false);
			expect(told(page.changes)).toEqual([`created ${record.id}`]);
			const after = await visit();
			expect(told((await world.feed.read(page.cursor, 10)).changes)).toEqual([`created ${after.id}`]);
		});

		it('another connection reads the same feed by the same cursors', async () => {
			const other = await world.openAnother();
			const cursor = await world.feed.head();
			expect(await other.feed.head()).toBe(cursor);
			await visits(2);
			await other.records.create('clinic', 1);
			const changes = await changesSince(world.feed, cursor);
			expect(changes).toHaveLength(3);
			expect(await changesSince(other.feed, cursor)).toEqual(changes);
		});

		it('a change is found by its id, and by no other', async () => {
			const cursor = await world.feed.head();
			await visits(2);
			const changes = await changesSince(world.feed, cursor);
			for (const change of changes) expect((await world.feed.byIds([change.id])).get(change.id)).toEqual(change);
			for (const unknown of ['', '0', '-1', '999999999', 'nothing', "' OR 1=1 --"])
				expect((await world.feed.byIds([unknown])).size).toBe(0);
		});

		it('recent changes come newest first, at most as many as wanted', async () => {
			const cursor = await world.feed.head();
			await visits(4);
			const newestFirst = ids(await changesSince(world.feed, cursor)).reverse();
			expect(ids(await world.feed.newest({}, 4))).toEqual(newestFirst);
			expect(ids(await world.feed.newest({}, 2))).toEqual(newestFirst.slice(0, 2));
		});

		it('recent changes are chosen by type and kind', async () => {
			const seen = await visit();
			const clinic = only(await world.store.records.create('clinic', 1));
			await world.store.records.note([seen], 'x');
			await world.store.records.note([clinic], 'Renamed');
			const newest = async (filter: Parameters<typeof world.feed.newest>[0]) => only(told(await world.feed.newest(filter, 1)));
			expect(await newest({ types: ['visit'] })).toBe(`updated ${seen.id}`);
			expect(await newest({ kinds: ['created'] })).toBe(`created ${clinic.id}`);
			expect(await newest({ types: ['visit'], kinds: ['created'] })).toBe(`created ${seen.id}`);
			expect(await newest({ types: ['visit', 'clinic'], kinds: ['created', 'updated'] })).toBe(`updated ${clinic.id}`);
			expect(await world.feed.newest({ types: ['permit'] }, 5)).toEqual([]);
		});

		it('looking at samples moves no cursor', async () => {
			const cursor = await world.feed.head();
			await visit();
			const before = await changesSince(world.feed, cursor);
			await world.feed.newest({}, 10);
			await world.feed.byIds([before[0]!.id]);
			expect(await changesSince(world.feed, cursor)).toEqual(before);
		});
	});
}
