import type { HistoryQuery } from '../../../src/crm/Crm';
import { countHistory } from '../../../src/automation/engine/counts';
import type { ContractSubject } from '../support/ContractSubject';
import { expectRefusal } from '../support/refusal';
import { NOBODY, only, openFor, ORIGIN, refOf } from '../support/World';

/** The history of records. */
export function describeHistory(subject: ContractSubject): void {
	describe('history', () => {
		const world = openFor(subject);
		const texts = async (query: HistoryQuery) => (await world.crm.history.find(query)).map((entry) => entry.text);

		it('an entry of which only text and record are given is information by the system', async () => {
			const record = refOf(await world.visit());
			const at = world.clock.advance();
			const entry = only(await world.crm.history.create([{ record, text: 'Called.' }], NOBODY));
			expect(entry).toEqual({ id: expect.any(String), type: 'information', text: 'Called.', record, userId: null, at, origin: null });
			expect(await world.crm.history.find({ record })).toEqual([entry]);
		});

		it('every part of an entry is kept, also over a restart', async () => {
			const record = refOf(await world.clinic());
			const userId = (await world.user()).id;
			const text = 'Zażółć 🙂 “quoted”; DROP TABLE history\n'.repeat(2_500);
			const entry = only(await world.crm.history.create([{ record, text, type: 'ownType', userId }], { origin: ORIGIN }));
			expect(entry).toMatchObject({ text, type: 'ownType', userId, record, origin: ORIGIN });
			await world.reopen();
			expect(await world.crm.history.find({ record })).toEqual([entry]);
		});

		it('added entries come back in the order of the drafts', async () => {
			const record = refOf(await world.visit());
			const drafts = Array.from({ length: 100 }, (_, index) => ({ record, text: `entry ${100 - index}` }));
			const entries = await world.crm.history.create(drafts, NOBODY);
			expect(entries.map((entry) => entry.text)).toEqual(drafts.map((draft) => draft.text));
			expect(await world.crm.history.create([], NOBODY)).toEqual([]);
		});

		it('is listed newest first, at most as many as wanted', async () => {
			const record = refOf(await world.visit());
			for (const text of ['oldest', 'middle', 'newest']) {
				world.clock.advance();
				await world.crm.history.create([{ record, text }], NOBODY);
			}
			expect(await texts({ record })).toEqual(['newest', 'middle', 'oldest']);
			expect(await texts({ record, limit: 1 })).toEqual(['newest']);
		});

		it('is listed by record, type and user', async () => {
			const [one, two] = [refOf(await world.visit()), refOf(await world.visit())];
			const userId = (await world.user()).id;
			await world.crm.history.create(
				[
					{ record: one, text: 'a', type: 'call', userId },
					{ record: one, text: 'b', type: 'violation' },
					{ record: one, text: 'c' },
					{ record: two, text: 'd', type: 'call', userId },
				],
				NOBODY,
			);
			expect((await texts({ record: one })).sort()).toEqual(['a', 'b', 'c']);
			expect((await texts({ record: one, types: ['call', 'violation'] })).sort()).toEqual(['a', 'b']);
			expect((await texts({ userId })).sort()).toEqual(['a', 'd']);
			expect(await texts({ userId, record: two, types: ['call'] })).toEqual(['d']);
			expect(await texts({ record: one, types: [] })).toEqual([]);
			expect(await texts({ record: { type: 'permit', id: one.id } })).toEqual([]);
		});

		it('is listed by time, both ends included', async () => {
			const record = refOf(await world.visit());
			const times: string[] = [];
			for (const text of ['1', '2', '3', '4']) {
				times.push(world.clock.advance());
				await world.crm.history.create([{ record, text }], NOBODY);
			}
			const [, second, third] = times as [string, string, string];
			expect(await texts({ record, from: second, until: third })).toEqual(['3', '2']);
			expect(await texts({ record, from: third })).toEqual(['4', '3']);
			expect(await texts({ record, until: second })).toEqual(['2', '1']);
			expect(await texts({ record, from: third, until: second })).toEqual([]);
		});

		it('is counted per user and type, with the first and the last moment, and by the same filters', async () => {
			const [one, two] = [refOf(await world.visit()), refOf(await world.visit())];
			const [ada, bo] = [(await world.user()).id, (await world.user()).id];
			const times: string[] = [];
			const drafts = [
				{ record: one, text: 'a', type: 'violation', userId: ada },
				{ record: two, text: 'b', type: 'violation', userId: ada },
				{ record: one, text: 'c', type: 'call', userId: ada },
				{ record: one, text: 'd', type: 'violation', userId: bo },
				{ record: one, text: 'e', type: 'violation' },
			];
			for (const draft of drafts) {
				times.push(world.clock.advance());
				await world.crm.history.create([draft], NOBODY);
			}
			const since = times[0]!;
			const counts = async (query: HistoryQuery) =>
				new Map(
					(await countHistory(world.crm.history, { from: since, ...query })).map(({ userId, type, count }) => [`${userId} ${type}`, count]),
				);
			expect(await counts({})).toEqual(
				new Map([
					[`${ada} violation`, 2],
					[`${ada} call`, 1],
					[`${bo} violation`, 1],
					['null violation', 1],
				]),
			);
			expect(await counts({ record: one, types: ['violation'] })).toEqual(
				new Map([
					[`${ada} violation`, 1],
					[`${bo} violation`, 1],
					['null violation', 1],
				]),
			);
			expect(await counts({ userId: ada, until: times[1] })).toEqual(new Map([[`${ada} violation`, 2]]));
			expect(await countHistory(world.crm.history, { userId: ada, types: ['violation'] })).toEqual([
				{ userId: ada, type: 'violation', count: 2, firstAt: times[0], lastAt: times[1] },
			]);
			expect(await counts({ types: [] })).toEqual(new Map());
		});

		it.each([
			['unknown record', { record: { type: 'visit', id: '987654321' } }, 'notFound', '987654321'],
			['unknown record type', { record: { type: 'spaceship', id: '1' } }, 'notFound', 'spaceship'],
			['unknown user', { userId: '987654321' }, 'notFound', '987654321'],
		] as const)('an entry of an %s is refused, and then none is added', async (_, bad, code, naming) => {
			const record = refOf(await world.visit());
			const drafts = [
				{ record, text: 'before' },
				{ record, text: 'bad', ...bad },
				{ record, text: 'after' },
			];
			await expectRefusal(world.crm.history.create(drafts, NOBODY), code, naming);
			expect(await texts({ record })).toEqual([]);
		});
	});
}
