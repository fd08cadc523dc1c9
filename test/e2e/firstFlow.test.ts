import type { Browser } from 'playwright-core';
import { openBrowser, openWorkflow } from '../host/browser';
import { sharedClient, sharedN8n } from '../host/sharedN8n';
import { Company } from './support/Company';
import { Person } from './support/Person';
import { waitFor } from './support/waitFor';

/** Most clicks that the rule may take, with publishing it. */
const MOST_CLICKS = 25;

/** Words for the list of nodes, four times, and a text in each of the three steps. */
const MOST_TEXTS = 7;

let browser: Browser;
let company: Company;
let workflowId: string | undefined;

beforeAll(async () => {
	company = await Company.open();
	browser = await openBrowser();
});

afterAll(async () => {
	await browser?.close();
	const client = await sharedClient();
	if ((await client.listWorkflows()).some(({ id }) => id === workflowId)) await client.deleteWorkflow(workflowId!);
	await company?.close();
});

/** The built-in CRM needs no credential: nothing is prepared but the people and their supervisors. */
test(`"when a deal is won, create a task, note it and tell the supervisor" is built from an empty canvas in at most ${MOST_CLICKS} clicks, and works`, async () => {
	const { url } = sharedN8n();
	const person = await Person.at(browser, url);
	await openWorkflow(person.page, url);

	await person.addFirstStep('crm', 'CRM', 'On stage changed');
	await person.finds('Record Type');
	expect(await person.shown('Record Type')).toBe('Deal');
	await person.choose('To Stage Names or IDs', 'Won');
	await person.closeForm();

	await person.addNextStep('crm', 'CRM', 'Create a task');
	await person.write('Title', 'Say thank you and ask for a review');
	await person.closeForm();

	await person.addNextStep('crm', 'CRM', 'Add an entry to the history');
	await person.write('Text', 'The customer is to be thanked');
	await person.closeForm();

	await person.addNextStep('crm', 'CRM', 'Notify the supervisor');
	await person.write('Text', 'A deal was won today');
	await person.closeForm();
	await person.publish();
	workflowId = /workflow\/(\w+)/.exec(person.page.url())?.[1];

	expect(person.clicks).toBeLessThanOrEqual(MOST_CLICKS);
	expect(person.keystrokeGroups).toBeLessThanOrEqual(MOST_TEXTS);
	await person.leave();

	const deal = await company.deal('Twenty clicks');
	await waitFor('the trigger to listen', () => company.ledger(workflowId!).subscriptions.length === 1);
	await company.change(deal, { stage: 'sales:won' });
	await waitFor('the run', () => company.ledger(workflowId!).deliveries.some(({ state }) => state === 'done'));

	const tasks = company.rows(
		'SELECT t.title, t.status, u.name AS responsible FROM task t JOIN crm_user u ON u.id = t.responsible_id WHERE t.record_type = ? AND t.record_id = ?',
		'deal',
		Number(deal.id),
	);
	expect(tasks).toEqual([{ title: 'Say thank you and ask for a review', status: 'open', responsible: 'Anna Kowalska' }]);
	const entries = company.rows('SELECT text FROM history_entry WHERE record_id = ? AND record_type = ?', Number(deal.id), 'deal');
	expect(entries.filter(({ text }) => text === 'The customer is to be thanked')).toHaveLength(1);
	const notices = company.rows(
		'SELECT n.text, u.name AS recipient FROM notification n JOIN crm_user u ON u.id = n.recipient_id WHERE n.record_type = ? AND n.record_id = ?',
		'deal',
		Number(deal.id),
	);
	expect(notices).toEqual([{ text: 'A deal was won today', recipient: 'Oskar Bergman' }]);
});
