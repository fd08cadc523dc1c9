import type { Change } from '../../../src/model/change';
import type { ContractSubject } from '../support/ContractSubject';
import { changesSince, NO_CURSOR } from '../support/feed';
import { NOBODY, only, openFor } from '../support/World';

/** Reading the feed: cursors, pages, samples. */
export function describeFeedReading(subject: ContractSubject): void {
	describe('reading the feed', () => {
		const world = openFor(subject);
		const ids = (changes: readonly Change[]) => changes.map((change) => change.id);
		const places = (changes: readonly Change[]) => changes.map(({ ref, kind }) => `${kind} ${ref.id}`);

		it('head is the place after the last change: from there on only new ones are seen', async () => {
			await world.visits([{}, {}]);
			const head = await world.crm.head();
			expect(await world.crm.changes(head, 10)).toEqual({ changes: [], cursor: expect.any(String) });
			const record = await world.visit();
			expect(places((await world.crm.changes(head, 10)).changes)).toEqual([`created ${record.id}`]);
		});

		it('a reader who is at the end goes on from the cursor it was given', async () => {
			const { cursor } = await world.crm.changes(await world.crm.head(), 10);
			const record = await world.visit();
			const next = await world.crm.changes(cursor, 10);
			expect(places(next.changes)).toEqual([`created ${record.id}`]);
			expect((await world.crm.changes(next.cursor, 10)).changes).toEqual([]);
		});

		it('changes come oldest first, those of one call in its order, each with an id of its own', async () => {
			const cursor = await world.crm.head();
			const records = await world.visits([{}, {}, {}]);
			await world.crm.update(
				'visit',
				[...records].reverse().map(({ id }) => ({ id, values: { note: 'x' } })),
				NOBODY,
			);
			const changes = await changesSince(world.crm, cursor);
			const created = records.map(({ id }) => `created ${id}`);
			const updated = [...records].reverse().map(({ id }) => `updated ${id}`);
			expect(places(changes)).toEqual([...created, ...updated]);
			expect(new Set(ids(changes)).size).toBe(6);
		});

		it('a cursor stays where it is: reading twice from it gives the same', async () => {
			const cursor = await world.crm.head();
			await world.visits([{}, {}]);
			const first = await world.crm.changes(cursor, 10);
			expect(await world.crm.changes(cursor, 10)).toEqual(first);
		});

		it('pages of any size make the same feed, without gap or repetition', async () => {
			const cursor = await world.crm.head();
			await world.visits(Array.from({ length: 40 }, () => ({})));
			const whole = await changesSince(world.crm, cursor, 1000);
			expect(whole).toHaveLength(40);
			for (const size of [1, 7, 40, 41]) expect(ids(await changesSince(world.crm, cursor, size))).toEqual(ids(whole));
			expect((await world.crm.changes(cursor, 7)).changes).toHaveLength(7);
		});

		it.each(['', 'not a cursor', '{}', '-1', '999999999999', "'; DROP TABLE change; --"])(
			'the cursor "%s" is of no feed: it starts at the oldest change and says so',
			async (foreign) => {
				await world.visit();
				const page = await world.crm.changes(foreign, 2);
				expect(page.reset).toBe(true);
				expect(ids(page.changes)).toEqual(ids((await changesSince(world.crm, NO_CURSOR)).slice(0, 2)));
				expect((await world.crm.changes(page.cursor, 2)).reset ?? false).toBe(false);
			},
		);

		it('a cursor of another CRM is known as foreign', async () => {
			const other = await subject.openFresh();
			try {
				await world.visit();
				expect((await world.crm.changes(await other.backend.crm.head(), 1)).reset).toBe(true);
				expect((await other.backend.crm.changes(await world.crm.head(), 1)).reset).toBe(true);
			} finally {
				await other.discard();
			}
		});

		it('it is known how many changes come after a cursor, counted up to a limit, and since when', async () => {
			const cursor = await world.crm.head();
			expect(await world.crm.lag(cursor, 100)).toEqual({ changes: 0, since: null });
			const since = world.clock.advance();
			await world.visits([{}, {}]);
			world.clock.advance();
			await world.visits([{}]);
			expect(await world.crm.lag(cursor, 100)).toEqual({ changes: 3, since });
			expect(await world.crm.lag(cursor, 2)).toEqual({ changes: 2, since });
			const { cursor: further } = await world.crm.changes(cursor, 2);
			expect(await world.crm.lag(further, 100)).toEqual({ changes: 1, since: world.clock.text });
			const all = (await changesSince(world.crm, NO_CURSOR)).length;
			expect((await world.crm.lag('not a cursor', 100_000)).changes).toBe(all);
		});

		it('a cursor holds over a restart', async () => {
			const cursor = await world.crm.head();
			const record = await world.visit({ note: 'before the restart' });
			await world.reopen();
			const page = await world.crm.changes(cursor, 10);
			expect(page.reset ?? false).toBe(false);
			expect(places(page.changes)).toEqual([`created ${record.id}`]);
			const after = await world.visit();
			expect(places((await world.crm.changes(page.cursor, 10)).changes)).toEqual([`created ${after.id}`]);
		});

		it('another connection reads the same feed by the same cursors', async () => {
			const other = await world.openAnother();
			const cursor = await world.crm.head();
			expect(await other.crm.head()).toBe(cursor);
			await world.visits([{ note: 'x' }, {}]);
			await other.crm.create('clinic', [{ values: { title: 'By the other' } }], NOBODY);
			const changes = await changesSince(world.crm, cursor);
			expect(changes).toHaveLength(3);
			expect(await changesSince(other.crm, cursor)).toEqual(changes);
		});

		it('a change is found by its id, and by no other', async () => {
			const cursor = await world.crm.head();
			await world.visits([{ note: 'a' }, { note: 'b' }]);
			const changes = await changesSince(world.crm, cursor);
			for (const change of changes) expect((await world.crm.changesById([change.id])).get(change.id)).toEqual(change);
			for (const unknown of ['', '0', '-1', '999999999', 'nothing', "' OR 1=1 --"])
				expect((await world.crm.changesById([unknown])).size).toBe(0);
		});

		it('recent changes come newest first, at most as many as wanted', async () => {
			const cursor = await world.crm.head();
			await world.visits([{}, {}, {}, {}]);
			const newestFirst = ids(await changesSince(world.crm, cursor)).reverse();
			expect(ids(await world.crm.recentChanges({}, 4))).toEqual(newestFirst);
			expect(ids(await world.crm.recentChanges({}, 2))).toEqual(newestFirst.slice(0, 2));
		});

		it('recent changes are chosen by type and kind', async () => {
			const visit = await world.visit();
			const clinic = await world.clinic();
			await world.crm.update('visit', [{ id: visit.id, values: { note: 'x' } }], NOBODY);
			await world.crm.update('clinic', [{ id: clinic.id, values: { title: 'Renamed' } }], NOBODY);
			const newest = async (filter: Parameters<typeof world.crm.recentChanges>[0]) =>
				only(places(await world.crm.recentChanges(filter, 1)));
			expect(await newest({ types: ['visit'] })).toBe(`updated ${visit.id}`);
			expect(await newest({ kinds: ['created'] })).toBe(`created ${clinic.id}`);
			expect(await newest({ types: ['visit'], kinds: ['created'] })).toBe(`created ${visit.id}`);
			expect(await newest({ types: ['visit', 'clinic'], kinds: ['created', 'updated'] })).toBe(`updated ${clinic.id}`);
			expect(await world.crm.recentChanges({ types: ['permit'] }, 5)).toEqual([]);
		});

		it('looking at samples moves no cursor', async () => {
			const cursor = await world.crm.head();
			await world.visit();
			const before = await changesSince(world.crm, cursor);
			await world.crm.recentChanges({}, 10);
			await world.crm.changesById([before[0]!.id]);
			expect(await changesSince(world.crm, cursor)).toEqual(before);
		});
	});
}
