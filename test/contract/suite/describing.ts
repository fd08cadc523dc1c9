import { SYSTEM_FIELDS } from '../../../src/model/record';
import type { ContractSubject, OptionalPart } from '../support/ContractSubject';
import { expectRefusal } from '../support/refusal';
import { CARE, FOLLOW_UP, TEST_SCHEMA, VISITING } from '../support/schema';
import { NOBODY, openFor } from '../support/World';

/** What a CRM says of itself: its abilities, record types, fields and pipelines. */
export function describeDescribing(subject: ContractSubject): void {
	describe('describing', () => {
		const world = openFor(subject);
		const lacks = (part: OptionalPart) => subject.lacks.includes(part);
		const own = [
			'task',
			'user',
			...(subject.capabilities.sharesLedger ? ['project'] : []),
			...(lacks('activities') ? [] : ['activity']),
			...(lacks('documents') ? [] : ['document']),
		];

		it('a CRM says what it can do, and lacks exactly what it does not say', () => {
			const { crm } = world;
			expect(crm.capabilities).toEqual(subject.capabilities);
			const members = {
				restore: crm.restore,
				relink: crm.relink,
				schema: crm.schema,
				activities: crm.activities,
				documents: crm.documents,
				comments: crm.comments,
				changeUsers: crm.users.create && crm.users.update,
			};
			const lacking = Object.entries(members).flatMap(([name, member]) => (member === undefined ? [name] : []));
			expect(lacking.sort()).toEqual([...subject.lacks].sort());
		});

		it('what the CRM keeps itself are record types, the last ones, and not edited as records', async () => {
			const types = await world.crm.recordTypes();
			expect(types.slice(-own.length).map(({ name, editable }) => ({ name, editable }))).toEqual(
				own.map((name) => ({ name, editable: false })),
			);
			expect(types.slice(0, -own.length).filter((type) => !type.editable)).toEqual([]);
			expect(new Set(types.map((type) => type.name)).size).toBe(types.length);
		});

		it('every record type is described with labels and distinct fields', async () => {
			for (const type of await world.crm.recordTypes()) {
				const description = await world.crm.describe(type.name);
				expect(description).toMatchObject(type);
				const names = description.fields.map((field) => field.name);
				expect(new Set(names).size).toBe(names.length);
				expect(names.length).toBeGreaterThan(0);
				expect([type.label, type.pluralLabel, ...description.fields.map((field) => field.label)]).not.toContain('');
			}
		});

		it('every type with records of its own has the system fields, marked as such', async () => {
			const types = (await world.crm.recordTypes()).filter((type) => type.editable);
			expect(types.length).toBeGreaterThanOrEqual(3);
			for (const type of types) {
				const { fields } = await world.crm.describe(type.name);
				expect(fields.filter((field) => field.system).map((field) => field.name)).toEqual(expect.arrayContaining([...SYSTEM_FIELDS]));
				const kinds = Object.fromEntries(fields.map((field) => [field.name, field.kind]));
				expect(kinds).toMatchObject({ pipeline: 'pipeline', stage: 'stage', responsible: 'user' });
			}
		});

		it('custom fields are described as they were defined, in that order', async () => {
			const { fields } = await world.crm.describe('visit');
			expect(fields.filter((field) => !field.system)).toEqual(
				TEST_SCHEMA.fields['visit']!.map((field) => expect.objectContaining({ ...field, system: false })),
			);
		});

		it('pipelines come in the order in which they were made, their stages in theirs', async () => {
			expect((await world.crm.describe('visit')).pipelines).toEqual([VISITING, FOLLOW_UP]);
			expect((await world.crm.describe('clinic')).pipelines).toEqual([CARE]);
			expect((await world.crm.describe('permit')).pipelines).toEqual([]);
		});

		it('an unknown record type is refused by every method that names one', async () => {
			const { crm } = world;
			const unknown = 'spaceship';
			const ref = { type: unknown, id: '1' };
			await expectRefusal(crm.describe(unknown), 'notFound', unknown);
			await expectRefusal(crm.get(ref), 'notFound', unknown);
			await expectRefusal(crm.find(unknown)[Symbol.asyncIterator]().next(), 'notFound', unknown);
			await expectRefusal(crm.match(unknown, 'title', ['x']), 'notFound', unknown);
			await expectRefusal(crm.create(unknown, [{ values: { title: 'x' } }], NOBODY), 'notFound', unknown);
			await expectRefusal(crm.update(unknown, [{ id: '1', values: { title: 'x' } }], NOBODY), 'notFound', unknown);
			await expectRefusal(crm.remove([ref], NOBODY), 'notFound', unknown);
		});

		it('a mistyped record type is answered with the right one', async () => {
			await expect(world.crm.describe('clinik')).rejects.toMatchObject({ remedy: expect.stringContaining('clinic') });
		});

		it.each(own)('a %s is not made, changed or removed with the record operations', async (type) => {
			const { crm } = world;
			const user = await world.user();
			await expectRefusal(crm.create(type, [{ values: { title: 'x' } }], NOBODY), 'unsupported');
			await expectRefusal(crm.update(type, [{ id: user.id, values: { title: 'x' } }], NOBODY), 'unsupported');
			await expectRefusal(crm.remove([{ type, id: user.id }], NOBODY), 'unsupported');
			expect(await crm.users.get(user.id)).toEqual(user);
		});
	});
}
