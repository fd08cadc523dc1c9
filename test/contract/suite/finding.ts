import type { RecordQuery } from '../../../src/model/query';
import type { ContractSubject } from '../support/ContractSubject';
import { expectRefusal } from '../support/refusal';
import { all, NOBODY, openFor } from '../support/World';

/** Searching, sorting and paging. Conditions: see conditions; long iterations: see iterating. */
export function describeFinding(subject: ContractSubject): void {
	describe('finding', () => {
		const world = openFor(subject);
		const titles = async (query?: RecordQuery) => (await all(world.crm.find('visit', query))).map((record) => record.values['title']);
		/** Only the records of one test, by their note. */
		const marked = (note: string): RecordQuery => ({ conditions: [{ field: 'note', operator: 'is', value: note }] });

		it('without a query gives every record of the type and no other', async () => {
			const permits = await world.crm.create(
				'permit',
				['a', 'b'].map((title) => ({ values: { title, number: title } })),
				NOBODY,
			);
			await world.visit();
			const found = await all(world.crm.find('permit'));
			expect(found.map((record) => record.id).sort()).toEqual(permits.map((record) => record.id).sort());
			expect(found).toEqual(expect.arrayContaining(permits));
		});

		it('gives the newest first', async () => {
			for (const title of ['oldest', 'middle', 'newest']) {
				world.clock.advance();
				await world.visit({ title, note: 'aged' });
			}
			expect(await titles(marked('aged'))).toEqual(['newest', 'middle', 'oldest']);
		});

		it('a change of an old record does not make it new', async () => {
			const records = [];
			for (const title of ['old', 'new']) {
				world.clock.advance();
				records.push(await world.visit({ title, note: 'touched' }));
			}
			world.clock.advance();
			await world.crm.update('visit', [{ id: records[0]!.id, values: { distance: 1 } }], NOBODY);
			expect(await titles(marked('touched'))).toEqual(['new', 'old']);
		});

		it('all conditions must hold', async () => {
			await world.visits([
				{ title: 'both', note: 'every', distance: 5 },
				{ title: 'near', note: 'every', distance: 1 },
				{ title: 'other', note: 'none', distance: 5 },
			]);
			expect(await titles({ conditions: [...marked('every').conditions!, { field: 'distance', operator: 'atLeast', value: 5 }] })).toEqual([
				'both',
			]);
		});

		it.each([
			['Latin', 'BUSINESS cards', 'business CARDS'],
			['Polish', 'ZAŻÓŁĆ gęślą', 'zażółć GĘŚLĄ'],
			['Russian', 'Доставка ЦВЕТОВ', 'доставка цветов'],
			['Swedish', 'Ånga över ÖN', 'ånga ÖVER ön'],
		])('searches titles whatever the case of their letters: %s', async (_, title, search) => {
			const record = await world.visit({ title: `<${title}>` });
			expect((await all(world.crm.find('visit', { search }))).map(({ id }) => id)).toEqual([record.id]);
		});

		it.each(['50% off', 'a_b', 'back\\slash', "o'clock", '"quoted"', '[list]', '*star*', '?'])(
			'searches for the characters themselves: %s',
			async (special) => {
				const record = await world.visit({ title: `special ${special}` });
				await world.visit({ title: 'special 500 off a1b backslash oclock quoted l star x' });
				expect(await all(world.crm.find('visit', { search: special }))).toEqual([record]);
				expect(await all(world.crm.find('visit', { conditions: [{ field: 'title', operator: 'contains', value: special }] }))).toEqual([
					record,
				]);
			},
		);

		it('searches only titles, and only within the conditions', async () => {
			await world.visits([
				{ title: 'Harbour east', note: 'search' },
				{ title: 'Harbour west', note: 'else' },
				{ title: 'East', note: 'search', body: 'harbour' },
			]);
			expect(await titles({ ...marked('search'), search: 'harbour' })).toEqual(['Harbour east']);
		});

		it('finds nothing of a deleted record', async () => {
			const record = await world.visit({ title: 'Deleted soon' });
			await world.crm.remove([record], NOBODY);
			expect(await titles({ search: 'deleted soon' })).toEqual([]);
		});

		it.each([
			['number', 'distance', [-5, -0.5, 0, 2, 10, 100]],
			['money', 'price', [0.01, 9.99, 10, 1000]],
			['date', 'day', ['1999-12-31', '2024-02-29', '2026-01-01']],
			['moment', 'startsAt', ['1999-12-31T23:00:00.000Z', '2026-03-01T08:00:00.000Z', '2026-03-01T08:00:00.001Z']],
			['text', 'body', ['alpha', 'beta', 'delta', 'gamma']],
		])('sorts by a %s, both ways', async (_, field, sorted) => {
			const note = `sorted by ${field}`;
			await world.visits([...sorted].reverse().map((value, index) => ({ note, [field]: index % 2 === 0 ? value : null })));
			await world.visits(sorted.map((value, index) => ({ note, [field]: (sorted.length - 1 - index) % 2 === 0 ? null : value })));
			const given = async (descending: boolean) => {
				const found = await all(world.crm.find('visit', { ...marked(note), orderBy: { field, descending } }));
				expect(found).toHaveLength(2 * sorted.length);
				return found.map((record) => record.values[field]).filter((value) => value !== null);
			};
			expect(await given(false)).toEqual(sorted);
			expect(await given(true)).toEqual([...sorted].reverse());
		});

		it('sorts by creation and by the last change too', async () => {
			const records = [];
			for (const title of ['a', 'b', 'c']) {
				world.clock.advance();
				records.push(await world.visit({ title, note: 'times' }));
			}
			world.clock.advance();
			await world.crm.update('visit', [{ id: records[0]!.id, values: { distance: 1 } }], NOBODY);
			expect(await titles({ ...marked('times'), orderBy: { field: 'createdAt' } })).toEqual(['a', 'b', 'c']);
			expect(await titles({ ...marked('times'), orderBy: { field: 'updatedAt', descending: true } })).toEqual(['a', 'c', 'b']);
		});

		it('limit and offset cut the same list', async () => {
			await world.visits(Array.from({ length: 25 }, (_, index) => ({ note: 'paged', distance: index % 4 })));
			for (const order of [{}, { orderBy: { field: 'distance' } }, { orderBy: { field: 'distance', descending: true } }]) {
				const query = { ...marked('paged'), ...order };
				const whole = await titles(query);
				expect(new Set(whole).size).toBe(25);
				expect(await titles({ ...query, limit: 10 })).toEqual(whole.slice(0, 10));
				expect(await titles({ ...query, limit: 10, offset: 20 })).toEqual(whole.slice(20));
				expect(await titles({ ...query, offset: 7 })).toEqual(whole.slice(7));
				expect(await titles({ ...query, limit: 1, offset: 24 })).toEqual(whole.slice(24));
				expect(await titles({ ...query, limit: 5, offset: 25 })).toEqual([]);
				expect(await titles({ ...query, limit: 0 })).toEqual([]);
				expect(await titles({ ...query, limit: 1000 })).toEqual(whole);
			}
		});

		it('a query for an unknown field is refused by name', async () => {
			await expectRefusal(
				all(world.crm.find('visit', { conditions: [{ field: 'notes', operator: 'is', value: 'x' }] })),
				'notFound',
				'notes',
			);
			await expectRefusal(all(world.crm.find('visit', { orderBy: { field: 'notes' } })), 'notFound', 'notes');
			const hostile = 'note" DESC; --';
			await expectRefusal(all(world.crm.find('visit', { orderBy: { field: hostile } })), 'notFound', hostile);
			await expectRefusal(all(world.crm.find('visit', { conditions: [{ field: hostile, operator: 'isEmpty' }] })), 'notFound', hostile);
		});

		it('tasks and users are found as records, by their fields', async () => {
			const user = await world.user({ name: 'Ada Findable' });
			const task = await world.task({ responsibleId: user.id, title: 'Findable task' });
			expect((await all(world.crm.find('task', { search: 'findable TASK' }))).map(({ type, id }) => ({ type, id }))).toEqual([
				{ type: 'task', id: task.id },
			]);
			expect((await all(world.crm.find('user', { search: 'ada findable' }))).map(({ type, id }) => ({ type, id }))).toEqual([
				{ type: 'user', id: user.id },
			]);
			expect(await world.crm.get({ type: 'task', id: task.id })).toMatchObject({ type: 'task', id: task.id, version: task.version });
		});

		it('task, user and project records hold every field their type describes', async () => {
			const user = await world.user();
			const task = await world.task({ responsibleId: user.id });
			for (const ref of [
				{ type: 'user', id: user.id },
				{ type: 'task', id: task.id },
			]) {
				const { fields } = await world.crm.describe(ref.type);
				const record = await world.crm.get(ref);
				expect(Object.keys(record!.values).sort()).toEqual(fields.map((field) => field.name).sort());
			}
		});
	});
}
