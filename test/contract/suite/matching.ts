import type { ContractSubject } from '../support/ContractSubject';
import { expectRefusal } from '../support/refusal';
import { all, NOBODY, openFor } from '../support/World';

/** Finding the ids that belong to known values: the ground of upsert and import. */
export function describeMatching(subject: ContractSubject): void {
	describe('matching', () => {
		const world = openFor(subject);
		const plain = (found: Map<string, string[]>) =>
			Object.fromEntries([...found].filter(([, ids]) => ids.length > 0).map(([value, ids]) => [value, [...ids].sort()]));

		it.each(['externalId', 'title', 'email', 'note', 'website'])(
			'gives the ids by %s, and nothing for what no record has',
			async (field) => {
				const value = (name: string) =>
					({ email: `${name}@match.example`, website: `https://${name}.example/` })[field] ?? `match ${name} ${field}`;
				const [one, two, other] = await world.visits(['one', 'two', 'other'].map((name) => ({ [field]: value(name) })));
				expect(plain(await world.crm.match('visit', field, [value('two'), value('none'), value('one')]))).toEqual({
					[value('one')]: [one!.id],
					[value('two')]: [two!.id],
				});
				expect(plain(await world.crm.match('visit', field, [value('other')]))).toEqual({ [value('other')]: [other!.id] });
			},
		);

		it('gives every id where several records share a value', async () => {
			const records = await world.visits([{ title: 'Twin' }, { title: 'Twin' }, { title: 'Single' }]);
			const twins = records.slice(0, 2).map(({ id }) => id);
			expect(plain(await world.crm.match('visit', 'title', ['Twin', 'Twin']))).toEqual({ Twin: twins.sort() });
		});

		it('sees no deleted record, no other type and no former value', async () => {
			const [gone, changed] = await world.visits([{ externalId: 'M-1' }, { externalId: 'M-2' }]);
			await world.crm.create('clinic', [{ values: { title: 'C', externalId: 'M-3' } }], NOBODY);
			await world.crm.remove([gone!], NOBODY);
			await world.crm.update('visit', [{ id: changed!.id, values: { externalId: 'M-4' } }], NOBODY);
			expect(plain(await world.crm.match('visit', 'externalId', ['M-1', 'M-2', 'M-3', 'M-4']))).toEqual({ 'M-4': [changed!.id] });
		});

		it('takes values for what they are', async () => {
			const odd = ["o'Neil", '50%', 'a_b', '{"a":1}', '__proto__', 'constructor', '🙂', '1', '01', '1.0'];
			const records = await world.visits(odd.map((externalId) => ({ externalId })));
			const found = await world.crm.match('visit', 'externalId', odd);
			expect(odd.map((value) => found.get(value))).toEqual(records.map(({ id }) => [id]));
			expect(plain(await world.crm.match('visit', 'externalId', ['%', 'a', '1.00']))).toEqual({});
		});

		it.each([
			['title', 'Łódź  GmbH', ' ŁÓDŹ gmbh'],
			['title', 'Café Match', 'CAFE\u0301 match\u200b'],
			['note', 'One Note', 'one\u00a0NOTE '],
			['email', 'Form@Match.example', ' form@match.EXAMPLE'],
			['email', 'named@match.example', 'Anna Berg <Named@match.example>'],
			['website', 'https://www.form.example/', 'http://FORM.example'],
			['externalId', 'Form-1', ' Form-1\u00a0'],
		])('finds by %s what was written %j for %j, in its normal form', async (field, kept, asked) => {
			const [record] = await world.visits([{ [field]: kept }]);
			expect(record!.values[field]).toBe(kept);
			expect(plain(await world.crm.match('visit', field, [asked]))).toEqual({ [asked]: [record!.id] });
			const found = await all(world.crm.find('visit', { conditions: [{ field, operator: 'is', value: asked }] }));
			expect(found.map(({ id }) => id)).toEqual([record!.id]);
			const other = await all(world.crm.find('visit', { conditions: [{ field, operator: 'isOneOf', value: ['nobody', asked] }] }));
			expect(other.map(({ id }) => id)).toEqual([record!.id]);
		});

		it('keeps what was typed, without what nobody sees', async () => {
			const [record] = await world.visits([{ title: ' Zoe\u0308\u200b ', note: '\ufeffA\u00a0B', email: ' <Zoe@Kept.example>,' }]);
			expect(record!.values).toMatchObject({ title: 'Zoë', note: 'A B', email: 'Zoe@Kept.example' });
		});

		it('tells external ids apart by the case of a letter', async () => {
			const [upper] = await world.visits([{ externalId: 'case-A' }, { externalId: 'case-a' }]);
			expect(plain(await world.crm.match('visit', 'externalId', ['case-A']))).toEqual({ 'case-A': [upper!.id] });
		});

		const many = subject.capabilities.atomicLists ? 3_000 : 300;
		it('takes very many values at once, and none', async () => {
			const records = await world.visits(Array.from({ length: many }, (_, index) => ({ externalId: `bulk-${index}` })));
			const found = await world.crm.match(
				'visit',
				'externalId',
				records.map((_, index) => `bulk-${index * 2}`),
			);
			expect(plain(found)).toEqual(
				Object.fromEntries(records.flatMap(({ id }, index) => (index % 2 === 0 ? [[`bulk-${index}`, [id]]] : []))),
			);
			expect(plain(await world.crm.match('visit', 'externalId', []))).toEqual({});
		});

		it('refuses a field that does not exist, by name', async () => {
			await expectRefusal(world.crm.match('visit', 'notes', ['x']), 'notFound', 'notes');
		});
	});
}
