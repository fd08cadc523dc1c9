import type { ContractSubject } from '../support/ContractSubject';
import { NOBODY, only, openFor, refOf } from '../support/World';

/** What was created under our keys can be looked for, where the CRM stores them so that they can be searched. */
export function describeKeySearch(subject: ContractSubject): void {
	describe('our keys', () => {
		const world = openFor(subject);

		if (!subject.searchableKey) {
			it('a CRM that cannot be searched for them says so by lacking the search', () => {
				const { crm } = world;
				expect([crm.findByKey, crm.users.findByKey, crm.tasks.findByKey, crm.history.findByKey]).toEqual(Array(4).fill(undefined));
			});

			it('a write with a key is done all the same', async () => {
				expect((await world.visit({ note: 'keyed' }, { key: 'wf:node:item.0.0' })).values).toMatchObject({ note: 'keyed' });
			});
			return;
		}

		const key = (name: string) => `workflow:node:feed.1.0:item.${name}`;

		it('a record is found at once by its key, as it is now, and in its type only', async () => {
			const visit = await world.visit({ note: 'old' }, { key: key('record') });
			expect(await world.crm.findByKey!('visit', [key('record'), key('never')])).toEqual(new Map([[key('record'), visit]]));
			const changed = only(await world.crm.update('visit', [{ id: visit.id, values: { note: 'new' } }], { key: key('other') }));
			expect(await world.crm.findByKey!('visit', [key('record')])).toEqual(new Map([[key('record'), changed]]));
			expect(await world.crm.findByKey!('clinic', [key('record')])).toEqual(new Map());
			await world.crm.remove([refOf(visit)], NOBODY);
			expect(await world.crm.findByKey!('visit', [key('record')])).toEqual(new Map());
		});

		it('a task and an entry of the history are found by theirs', async () => {
			const task = await world.task({}, { key: key('task') });
			const record = refOf(await world.visit());
			const entry = only(await world.crm.history.create([{ record, text: 'Called.' }], { key: key('entry') }));
			expect(await world.crm.tasks.findByKey!([key('task'), key('entry')])).toEqual(new Map([[key('task'), task]]));
			expect(await world.crm.history.findByKey!([key('entry'), key('task')])).toEqual(new Map([[key('entry'), entry]]));
		});

		it('keys are the same only to the letter, and many can be asked for', async () => {
			const made = await Promise.all(['a', 'A', 'a '].map(async (name) => await world.visit({}, { key: key(name) })));
			const asked = ['a', 'A', 'a ', 'á', ...Array.from({ length: 200 }, (_, index) => `none ${index}`)].map(key);
			const found = await world.crm.findByKey!('visit', asked);
			expect([...found].map(([name, { id }]) => [name, id]).sort()).toEqual(
				['a', 'A', 'a '].map((name, index) => [key(name), made[index]!.id]).sort(),
			);
			expect(await world.crm.findByKey!('visit', [])).toEqual(new Map());
		});

		it('a key is no value of the record', async () => {
			const visit = await world.visit({}, { key: key('hidden') });
			expect(JSON.stringify(visit)).not.toContain(key('hidden'));
			expect((await world.crm.describe('visit')).fields.map(({ name }) => name).sort()).toEqual(Object.keys(visit.values).sort());
		});
	});
}
