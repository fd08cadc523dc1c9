import { fieldHint } from '../../../../../src/automation/words/forms/listHints';
import { listDeletedRecords, listRecords } from '../../../../../src/automation/words/forms/lists';
import { Office, refOf } from '../../office';

let office: Office;
beforeAll(async () => {
	office = await Office.open();
});
afterAll(async () => await office.close());

test('beside the title of a record stand its company, its stage and its person, those that it has', async () => {
	const [ann] = await office.hire({ name: 'Ann' });
	const [acme] = await office.add('company', { title: 'Acme' });
	const [, , gone] = await office.add(
		'deal',
		{ title: 'Chairs', company: acme!.id, responsible: ann!.id, stage: 'sales:proposal' },
		{ title: 'Tables' },
		{ title: 'Lamps', company: acme!.id },
	);
	await office.add('contact', { title: 'Nora', company: acme!.id, email: 'nora@acme.example' });
	const shown = async (type: string) =>
		(await listRecords(office.scope, type, {})).options.map(({ name, description }) => [name, description]);
	expect(await shown('deal')).toEqual([
		['Lamps', 'Acme · New'],
		['Tables', 'New'],
		['Chairs', 'Acme · Proposal · Ann'],
	]);
	expect(await shown('contact')).toEqual([['Nora', 'Acme · nora@acme.example']]);
	expect(await shown('company')).toEqual([['Acme', undefined]]);
	await office.scope.crm.remove([refOf(gone!)], {});
	expect((await listDeletedRecords(office.scope, 'deal', {})).options).toEqual([
		{ name: 'Lamps', value: gone!.id, description: expect.stringMatching(/^Acme · New · deleted \d{4}-/) },
	]);
});

test('the name in expressions stands beside the label of a field only where it says more', () => {
	expect(fieldHint({ name: 'closeDate', label: 'Close date' })).toBeUndefined();
	expect(fieldHint({ name: 'e-mail', label: 'Email' })).toBeUndefined();
	expect(fieldHint({ name: 'title', label: 'Name' })).toBe('title');
	expect(fieldHint({ name: 'amount', label: 'Amount', help: 'Without tax' })).toBe('Without tax');
});

test('a contact and a company have a name, a deal has a title', async () => {
	const labels = async (type: string) => (await office.scope.crm.describe(type)).fields.find(({ name }) => name === 'title')!.label;
	expect([await labels('contact'), await labels('company'), await labels('deal'), await labels('lead')]).toEqual([
		'Name',
		'Name',
		'Title',
		'Title',
	]);
});
