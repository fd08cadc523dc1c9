import type { ContractSubject } from '../support/ContractSubject';
import { expectRefusal } from '../support/refusal';
import { NOBODY, openFor } from '../support/World';

/** Into which section of a record a document goes. */
export function describeFilingRules(subject: ContractSubject): void {
	describe('filing rules', () => {
		const world = openFor(subject);
		const store = () => world.companions.filingRules;

		it('are kept in their order and replaced as a whole', async () => {
			const rules = [
				{ namePattern: '*.pdf', recordType: 'visit', section: 'B' },
				{ kind: 'letter', mediaType: 'text/*', section: 'A' },
				{ section: 'Rest' },
			];
			expect(await store().save(rules, NOBODY)).toEqual(rules);
			await world.reopen();
			expect(await store().find()).toEqual(rules);
			await expectRefusal(store().save([{ recordType: 'spaceship', section: 'A' }], NOBODY), 'notFound', 'spaceship');
			await expectRefusal(store().save([{ section: 'A' }, { section: 'B' }], NOBODY), 'invalidValue', 'rule 1');
			expect(await store().find()).toEqual(rules);
			await store().save([], NOBODY);
			expect(await store().find()).toEqual([]);
		});
	});
}
