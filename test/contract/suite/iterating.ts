import type { RecordQuery } from '../../../src/model/query';
import type { ContractSubject } from '../support/ContractSubject';
import { all, NOBODY, openFor } from '../support/World';

/** Going through thousands of records while others are at work. */
export function describeIterating(subject: ContractSubject): void {
	describe('iterating', () => {
		const world = openFor(subject);
		/** One by one it takes longer. */
		const MANY = subject.capabilities.atomicLists ? 5_000 : 1_000;
		let ids: Set<string>;

		beforeAll(async () => {
			const records = await world.visits(Array.from({ length: MANY }, (_, index) => ({ note: 'many', distance: index % 7 })));
			ids = new Set(records.map((record) => record.id));
		});

		const query: RecordQuery = { conditions: [{ field: 'note', operator: 'is', value: 'many' }] };

		it('gives every one of thousands of records once', async () => {
			const found = (await all(world.crm.find('visit', query))).map((record) => record.id);
			expect(found).toHaveLength(MANY);
			expect(new Set(found)).toEqual(ids);
		});

		it('limit and offset cut a long list as they cut a short one', async () => {
			for (const order of [{}, { orderBy: { field: 'distance' } }]) {
				const cut = async (part: RecordQuery) => (await all(world.crm.find('visit', { ...query, ...order, ...part }))).map(({ id }) => id);
				const whole = await cut({});
				expect(await cut({ offset: 7 })).toEqual(whole.slice(7));
				expect(await cut({ offset: 0.4 * MANY - 1, limit: 0.4 * MANY + 1 })).toEqual(whole.slice(0.4 * MANY - 1, 0.8 * MANY));
			}
		});

		it.each([
			['the newest first', query],
			['sorted by a value that many share', { ...query, orderBy: { field: 'distance' } }],
			['sorted the other way', { ...query, orderBy: { field: 'distance', descending: true } }],
		])('gives every one once while others are made, changed and removed: %s', async (_, order) => {
			const seen: string[] = [];
			const made: string[] = [];
			const removed: string[] = [];
			for await (const record of world.crm.find('visit', order)) {
				if (!made.includes(record.id)) seen.push(record.id);
				if (seen.length % (0.08 * MANY) !== 0) continue;
				const gone = seen[seen.length - 0.04 * MANY]!;
				if (!removed.includes(gone)) {
					removed.push(gone);
					await world.crm.remove([{ type: 'visit', id: gone }], NOBODY);
				}
				made.push(...(await world.visits([{ note: 'many', distance: 3 }])).map(({ id }) => id));
				await world.crm.update('visit', [{ id: record.id, values: { body: `seen ${seen.length}` } }], NOBODY);
			}
			expect(removed.length).toBeGreaterThan(5);
			expect(seen).toHaveLength(ids.size);
			expect(new Set(seen)).toEqual(ids);
			for (const id of removed) ids.delete(id);
			for (const id of made) ids.add(id);
		});

		it('can be left early, and the next one starts anew', async () => {
			const first: string[] = [];
			for await (const record of world.crm.find('visit', query)) {
				first.push(record.id);
				if (first.length === 3) break;
			}
			expect(first).toEqual((await all(world.crm.find('visit', { ...query, limit: 3 }))).map(({ id }) => id));
			await world.visit();
		});

		it('several at once do not disturb each other', async () => {
			const counts = await Promise.all(Array.from({ length: 4 }, async () => (await all(world.crm.find('visit', query))).length));
			expect(counts).toEqual(Array(4).fill(ids.size));
		});
	});
}
