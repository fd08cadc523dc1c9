import { Directory } from '../../../../../src/automation/words/directory/directory';
import { resolveValues } from '../../../../../src/automation/words/values/resolveValues';
import { Office } from '../../office';

let office: Office;

beforeAll(async () => {
	office = await Office.open();
	await office.furnish();
	await office.hire(...Array.from({ length: 35 }, (_, index) => ({ name: `Agent ${index}` })));
	await office.add('company', ...Array.from({ length: 85 }, (_, index) => ({ title: `Company ${index}` })));
});
afterAll(async () => await office.close());

describe('resolving values', () => {
	it('8,800 rows of 10 fields take one look-up per linked field', async () => {
		const rows = Array.from({ length: 8800 }, (_, index) => ({
			title: `Deal ${index}`,
			externalId: `X-${index}`,
			stage: 'Proposal',
			responsible: `agent ${index % 35}`,
			company: `Company ${index % 85}`,
			amount: String(index),
			closeDate: `2026-${String(1 + (index % 12)).padStart(2, '0')}-15`,
			currency: 'usd',
			urgent: 'yes',
			tags: 'Hot one',
		}));
		const matched = jest.spyOn(office.scope.crm, 'match');
		const read = jest.spyOn(office.scope.crm, 'find');
		const description = await office.scope.crm.describe('deal');
		for (let round = 0; round < 2; round++) {
			const values = await resolveValues(new Directory(office.scope), description, rows, 'utc');
			expect(values[8799]).toMatchObject({
				stage: 'sales:proposal',
				pipeline: 'sales',
				amount: 8799,
				currency: 'USD',
				urgent: true,
				tags: ['hot'],
			});
		}
		expect(matched).toHaveBeenCalledTimes(2);
		expect(read).not.toHaveBeenCalled();
	});

	it('a new record leaves empty values out, so that defaults apply; an existing one is emptied', async () => {
		const description = await office.scope.crm.describe('deal');
		const [record] = await office.add('deal', { title: 'Old', amount: 5 });
		const rows = [
			{ title: 'New', amount: '', company: null, urgent: undefined },
			{ amount: '', company: null, urgent: undefined },
		];
		const [created, changed] = await resolveValues(new Directory(office.scope), description, rows, 'utc', [undefined, record]);
		expect(created).toEqual({ title: 'New' });
		expect(changed).toEqual({ amount: null, company: null });
	});

	it('a link to a record of any type is taken as it is stored', async () => {
		const description = await office.scope.crm.describe('task');
		expect(await resolveValues(new Directory(office.scope), description, [{ record: ' deal/12 ' }], 'utc')).toEqual([
			{ record: 'deal/12' },
		]);
	});

	it('names of fields that every object has are unknown fields', async () => {
		const description = await office.scope.crm.describe('deal');
		await expect(resolveValues(new Directory(office.scope), description, [JSON.parse('{"constructor": 1}')], 'utc')).rejects.toThrow(
			'Field "constructor" does not exist',
		);
	});
});
