import type { ContractSubject } from '../support/ContractSubject';
import { expectRefusal } from '../support/refusal';
import { NOBODY, openFor, refOf } from '../support/World';

/** Looking for what can be brought back. */
export function describeDeletedRecords(subject: ContractSubject): void {
	describe('deleted records', () => {
		const world = openFor(subject);

		if (subject.lacks.includes('restore')) {
			it('there is no list of what cannot be brought back', () => {
				expect(world.crm.findDeleted).toBeUndefined();
			});
			return;
		}

		const titles = async (type: string, query = {}) => (await world.crm.findDeleted!(type, query)).map(({ values }) => values['title']);

		it('they are as they were, the last deleted first, and only of the type', async () => {
			const [first, second, third] = await world.visits([
				{ title: 'First', note: 'x', tags: ['vip'] },
				{ title: 'Second' },
				{ title: 'Third' },
			]);
			const clinic = await world.clinic();
			await world.crm.remove([third!], NOBODY);
			world.clock.advance();
			await world.crm.remove([first!, clinic], NOBODY);
			expect(await titles('visit')).toEqual(['First', 'Third']);
			expect((await world.crm.findDeleted!('visit'))[0]).toEqual({ ...first!, deletedAt: world.clock.text, mergedInto: null });
			expect(await world.crm.get(second!)).toBeDefined();
			await world.crm.restore!([refOf(first!)], NOBODY);
			expect(await titles('visit')).toEqual(['Third']);
		});

		it('are searched by title whatever the case of the letters, and read in pages', async () => {
			const gone = await world.visits(['Łódź 1', 'łódź 2', 'ŁÓDŹ 3', '100% of a_b', '1000 of axb'].map((title) => ({ title })));
			for (const record of gone) await world.crm.remove([record], NOBODY);
			expect(await titles('visit', { search: 'łÓDź' })).toEqual(['ŁÓDŹ 3', 'łódź 2', 'Łódź 1']);
			expect(await titles('visit', { search: 'ŁÓDŹ', limit: 2 })).toEqual(['ŁÓDŹ 3', 'łódź 2']);
			expect(await titles('visit', { search: 'ŁÓDŹ', limit: 2, offset: 2 })).toEqual(['Łódź 1']);
			expect(await titles('visit', { search: '0% OF A_' })).toEqual(['100% of a_b']);
		});

		it('a type that is unknown, or not of records, is refused', async () => {
			await expectRefusal(world.crm.findDeleted!('spaceship'), 'notFound', 'spaceship');
			await expectRefusal(world.crm.findDeleted!('user'), 'unsupported', 'Users');
		});
	});
}
