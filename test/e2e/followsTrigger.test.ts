import type { Browser } from 'playwright-core';
import { openBrowser, openWorkflow } from '../host/browser';
import { sharedClient, sharedN8n } from '../host/sharedN8n';
import { Company } from './support/Company';
import { Person } from './support/Person';
import { waitFor } from './support/waitFor';

let browser: Browser;
let company: Company;
const workflows: string[] = [];
const { url } = sharedN8n();

beforeAll(async () => {
	company = await Company.open();
	browser = await openBrowser();
});

afterAll(async () => {
	await browser?.close();
	const client = await sharedClient();
	const known = new Set((await client.listWorkflows()).map(({ id }) => id));
	for (const id of workflows) if (known.has(id)) await client.deleteWorkflow(id);
	await company?.close();
});

async function newPerson(): Promise<Person> {
	const person = await Person.at(browser, url);
	await openWorkflow(person.page, url);
	return person;
}

function remember({ page }: Person): void {
	workflows.push(/workflow\/(\w+)/.exec(page.url())![1]!);
}

test('behind a trigger for leads the form is about leads, before anything has run', async () => {
	const person = await newPerson();
	await person.addFirstStep('crm', 'CRM', 'On record created');
	await person.chooseEntry('Record Type', 'Lead');
	await person.closeForm();

	await person.addNextStep('crm', 'CRM', 'Change the stage of a record');
	remember(person);
	await person.missesField('Record Type');
	await person.openEntries('Stage', 'Disqualified');
	expect(await person.entries.getByText('Negotiation', { exact: true }).count()).toBe(0);
	await person.chooseOpenEntry('Stage', 'Next Stage');
	await person.closeForm();

	await person.addNextStep('crm', 'CRM', 'Score a record');
	await person.missesField('Record Type');
	await person.press('Add Rule', person.form);
	await person.press('Add Condition', person.form);
	const fields = await person.openList('Field Name or ID', 'Email');
	expect(fields).not.toContain('Close date');
	await person.closeList();
	await person.leave();
});

/** Most clicks for it, and nothing is written into a form. */
const MOST_CLICKS = 12;

test(`duplicates are found and merged in at most ${MOST_CLICKS} clicks, and nothing typed into a form`, async () => {
	await company.create('company', { title: 'Twice & Sons' });
	await company.create('company', { title: 'twice & SONS' });
	const person = await newPerson();
	await person.startByHand();
	await person.addNextStep('crm', 'CRM', 'Find duplicates of records');
	remember(person);
	await person.chooseEntry('Record Type', 'Company');
	await person.closeForm();
	await person.addNextStep('crm', 'CRM', 'Merge duplicates into a record');
	await person.closeForm();
	const searches = 2;
	expect([person.clicks <= MOST_CLICKS, person.keystrokeGroups - searches]).toEqual([true, 0]);

	// The trigger shows a button of that name too while the pointer is on it.
	await person.click(person.page.getByRole('button', { name: 'Execute workflow' }).last());
	const left = () => company.rows("SELECT title FROM record WHERE lower(title) = 'twice & sons'").length;
	await waitFor('the two to be one', () => left() === 1);
	await person.leave();
});
