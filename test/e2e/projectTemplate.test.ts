import type { Browser } from 'playwright-core';
import { openBrowser, openWorkflow } from '../host/browser';
import { sharedClient, sharedN8n } from '../host/sharedN8n';
import { Company } from './support/Company';
import { Person } from './support/Person';

/** Most clicks and texts that drawing up the template may take, from the empty canvas to the saved template. */
const MOST_ACTIONS = 35;

const PARAMETERS = `Delivery address: address, required
Delivery date: date, required
Price range: required
- up to 500
- 500 to 1,000
- over 1,000
Text on the card: long text`;

const TASKS = `Buy flowers for [Price range]
Write the card: [Text on the card]
Make the bouquet
- after: Buy flowers for [Price range]
- after: Write the card: [Text on the card]
Deliver to [Delivery address]
- after: Make the bouquet`;

let browser: Browser;
let company: Company;
let person: Person;
const workflows: string[] = [];
const { url } = sharedN8n();

beforeAll(async () => {
	company = await Company.open();
	browser = await openBrowser();
	person = await Person.at(browser, url);
});

afterAll(async () => {
	await browser?.close();
	const client = await sharedClient();
	const known = new Set((await client.listWorkflows()).map(({ id }) => id));
	for (const id of workflows) if (known.has(id)) await client.deleteWorkflow(id);
	await company?.close();
});

async function openSave(): Promise<void> {
	await openWorkflow(person.page, url);
	await person.startByHand();
	await person.addNextStep('crm', 'CRM Setup', 'Save a project template');
	workflows.push(/workflow\/(\w+)/.exec(person.page.url())![1]!);
}

/** The demo company has one that is called otherwise. */
const NAME = 'Flower delivery by bike';

const saved = async () => (await company.scope.ledger.templates.list()).find(({ name }) => name === NAME);

test(`the template of a flower delivery is drawn up and saved in at most ${MOST_ACTIONS} clicks and texts, at the first attempt`, async () => {
	await openSave();
	await person.write('Template Name', NAME);
	await person.write('Parameters', PARAMETERS);
	await person.write('Tasks', TASKS);
	await person.execute();
	expect(person.clicks + person.keystrokeGroups).toBeLessThanOrEqual(MOST_ACTIONS);

	expect(await saved()).toMatchObject({
		version: 1,
		parameters: [
			{ name: 'deliveryAddress', label: 'Delivery address', kind: 'address', required: true },
			{ name: 'deliveryDate', label: 'Delivery date', kind: 'date', required: true },
			{ name: 'priceRange', label: 'Price range', kind: 'choice', choices: ['up to 500', '500 to 1,000', 'over 1,000'] },
			{ name: 'textOnTheCard', label: 'Text on the card', kind: 'text', required: false },
		],
		stages: [{ name: 'All Tasks' }],
		tasks: [
			{ title: 'Buy flowers for {{priceRange}}' },
			{ title: 'Write the card: {{textOnTheCard}}' },
			{ title: 'Make the bouquet', after: ['buy-flowers-for', 'write-the-card'] },
			{ title: 'Deliver to {{deliveryAddress}}', after: ['make-the-bouquet'] },
		],
	});
});

test('a saved template is loaded into the form, changed and saved as its next version', async () => {
	await openSave();
	await person.choose('Define', 'By Changing a Saved One');
	await person.chooseEntry('Project Template', NAME);
	await person.finds('Task 4');
	expect(await person.shown('Task 4')).toBe('Deliver to [Delivery address] | after: Make the bouquet');
	expect(await person.shown('Parameter 3')).toBe('Price range: required | up to 500 | 500 to 1,000 | over 1,000');
	await person.write('New Task', 'Call the customer | after: Deliver to [Delivery address]');
	await person.execute();
	expect(await saved()).toMatchObject({
		version: 2,
		tasks: [{}, {}, {}, {}, { key: 'call-the-customer', title: 'Call the customer', after: ['deliver-to'] }],
	});
});

test('under "Task Details" tasks are chosen by their titles', async () => {
	await openSave();
	await person.write('Template Name', 'Bouquets');
	await person.write('Tasks', 'Buy flowers\nMake the bouquet');
	await person.press('Add Details of a Task', person.form);
	await person.choose('Task Name or ID', 'Make the bouquet');
	expect(await person.openList('After Task Names or IDs', 'Buy flowers')).toEqual(['Buy flowers', 'Make the bouquet']);
	await person.closeList();
	await person.choose('After Task Names or IDs', 'Buy flowers');
	await person.execute();
	const bouquets = (await company.scope.ledger.templates.list()).find(({ name }) => name === 'Bouquets');
	expect(bouquets?.tasks).toMatchObject([{ key: 'buy-flowers' }, { key: 'make-the-bouquet', after: ['buy-flowers'] }]);
});
