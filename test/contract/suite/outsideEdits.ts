import { setTimeout as sleep } from 'node:timers/promises';
import type { ContractSubject } from '../support/ContractSubject';
import { changesOf } from '../support/feed';
import { all, NOBODY, only, openFor, ORIGIN, refOf } from '../support/World';

/** An edit by any other program counts too. */
export function describeOutsideEdits(subject: ContractSubject): void {
	const { valuesBefore, deletions } = subject.capabilities;

	describe('edits by another program', () => {
		const world = openFor(subject);

		it('an edit is in the feed, by nobody and from nowhere, and in the record', async () => {
			const actor = (await world.user()).id;
			const record = await world.visit({ title: 'Before', note: 'kept' }, { actor, origin: ORIGIN });
			const changes = await changesOf(
				world.feed,
				async () => await world.editOutside({ kind: 'retitle', ref: refOf(record), title: "After o'clock" }),
			);
			const { before, ...rest } = only(changes);
			expect(rest).toEqual({
				id: expect.any(String),
				ref: refOf(record),
				kind: 'updated',
				at: expect.any(String),
				changed: ['title'],
				after: { ...record.values, title: "After o'clock" },
			});
			expect(before).toEqual(valuesBefore ? record.values : undefined);
			expect(Number.isNaN(Date.parse(rest.at))).toBe(false);
			expect((await world.crm.get(record))?.values).toEqual(rest.after);
		});

		it('a stage and a field of one’s own making are edited like any other', async () => {
			const record = await world.visit({ distance: 1 });
			const changes = await changesOf(world.feed, async () => {
				await world.editOutside({ kind: 'move', ref: refOf(record), stage: 'visiting:going' });
				await world.editOutside({ kind: 'setNumber', ref: refOf(record), field: 'distance', value: 2.5 });
			});
			expect(changes.map(({ changed, after }) => [changed, after?.['stage'], after?.['distance']])).toEqual([
				[['stage'], 'visiting:going', 1],
				[['distance'], 'visiting:going', 2.5],
			]);
		});

		it('a deletion is in the feed too', async () => {
			const record = await world.visit();
			const changes = await changesOf(world.feed, async () => await world.editOutside({ kind: 'delete', ref: refOf(record) }));
			expect(changes.map(({ kind, ref }) => [kind, ref])).toEqual(deletions ? [['deleted', refOf(record)]] : []);
			expect(await world.crm.get(record)).toBeUndefined();
		});

		it('wakes those who listen', async () => {
			const record = await world.visit();
			let wake: () => void;
			const woken = new Promise<string>((resolve) => (wake = () => resolve('woken')));
			const end = world.feed.onChanges(() => wake());
			await world.editOutside({ kind: 'retitle', ref: refOf(record), title: 'Woken' });
			expect(await Promise.race([woken, sleep(6_000, 'asleep', { ref: false })])).toBe('woken');
			end();
		});

		it('our next write builds on it, under its own name', async () => {
			const record = await world.visit({ note: 'a' });
			await world.editOutside({ kind: 'retitle', ref: refOf(record), title: 'Outside' });
			const changes = await changesOf(
				world.feed,
				async () => await world.crm.update('visit', [{ id: record.id, values: { note: 'b' } }], { origin: ORIGIN }),
			);
			expect(only(changes)).toMatchObject({ changed: ['note'], after: { title: 'Outside', note: 'b' }, origin: ORIGIN });
			expect((await world.crm.update('visit', [{ id: record.id, values: {} }], NOBODY))[0]?.values).toMatchObject({
				title: 'Outside',
				note: 'b',
			});
		});

		it('a title is sorted and found as what it is now', async () => {
			const records = await world.visits(['Äa retitled', 'Bb retitled', 'Üu retitled'].map((title) => ({ title })));
			await world.editOutside({ kind: 'retitle', ref: refOf(records[2]!), title: 'Äb RETITLED' });
			const sorted = await all(world.crm.find('visit', { search: 'retitled', orderBy: { field: 'title' } }));
			expect(sorted.map(({ values }) => values['title'])).toEqual(['Äa retitled', 'Äb RETITLED', 'Bb retitled']);
			expect(await world.crm.match('visit', 'title', ['äb retitled', 'Üu retitled'])).toEqual(new Map([['äb retitled', [records[2]!.id]]]));
		});

		it('a writer who has read before the edit is told, when he names his version', async () => {
			const record = await world.visit();
			await world.editOutside({ kind: 'retitle', ref: refOf(record), title: 'Outside' });
			await expect(
				world.crm.update('visit', [{ id: record.id, values: { note: 'late' }, ifVersion: record.version }], NOBODY),
			).rejects.toMatchObject({ code: 'conflict' });
		});
	});
}
