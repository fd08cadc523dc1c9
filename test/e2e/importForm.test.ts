import type { Browser } from 'playwright-core';
import { openBrowser, openWorkflow } from '../host/browser';
import { sharedClient, sharedN8n } from '../host/sharedN8n';
import { Person } from './support/Person';

/** The form of Import File, by visible words. */
const { url } = sharedN8n();
let browser: Browser;
const workflows: string[] = [];

beforeAll(async () => (browser = await openBrowser()));
afterAll(async () => {
	await browser?.close();
	const client = await sharedClient();
	for (const id of workflows) await client.deleteWorkflow(id);
});

test('type, field to match on and a column are chosen; what a list offers fits the type', async () => {
	const person = await Person.at(browser, url);
	await openWorkflow(person.page, url);
	await person.startByHand();
	await person.addNextStep('crm', 'CRM', 'Import a file of records');
	workflows.push(/workflow\/(\w+)/.exec(person.page.url())![1]!);
	expect(await person.shown('Field to Match On')).toBe('External ID');
	await person.chooseEntry('Record Type', 'Contact');
	await person.chooseEntry('Field to Match On', 'Email');
	await person.press('Add Column', person.form);
	await person.write('Heading', 'Customer');
	const offered = await person.openList('Field Name or ID', 'Name');
	expect(offered).toEqual(expect.arrayContaining(['Leave Out', 'Name', 'Email']));
	expect(offered).not.toContain('Close date');
	await person.closeList();
	await person.choose('Field Name or ID', 'Name');
	await person.closeForm();
	await person.leave();
});
