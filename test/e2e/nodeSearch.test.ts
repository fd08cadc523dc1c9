import type { Browser } from 'playwright-core';
import { openBrowser, openWorkflow } from '../host/browser';
import { sharedN8n } from '../host/sharedN8n';
import { Person } from './support/Person';

/**
 * n8n lists nodes by how well a word fits their name (1.3 times) or one of their other words, and by how popular they are. Where a
 * popular product has our word in its name, the word alone is not enough: then it is written with capitals in between
 * (`cOnTaCt`), which nobody sees, and which counts as the beginning of words.
 */
let browser: Browser;
let person: Person;

beforeAll(async () => {
	const { url } = sharedN8n();
	browser = await openBrowser();
	person = await Person.at(browser, url);
	await openWorkflow(person.page, url);
});
afterAll(async () => await browser?.close());

const SENTENCE = 'Triggers when records, stages or tasks change, and actions for leads, deals, contacts and tasks';

test.each(['lead', 'leads', 'deal', 'deals', 'contact', 'contacts', 'task', 'tasks', 'supervisor', 'pipeline', 'crm'])(
	'whoever searches the nodes for "%s" finds CRM first, and reads that it has triggers and actions',
	async (word) => {
		expect((await person.searchNodes(word, 'CRM')).slice(0, 2)).toEqual(['CRM', SENTENCE]);
	},
);

test('before us "sales" finds the products that are called so, and nothing else', async () => {
	const lines = await person.searchNodes('sales', 'CRM');
	const before = lines.slice(0, lines.indexOf('CRM'));
	expect(before.filter((_, index) => index % 2 === 0)).toEqual(['Salesforce', 'Salesmate']);
});

test.each(['record type', 'custom field', 'project template', 'crm setup', 'role'])('"%s" finds CRM Setup first', async (words) => {
	expect((await person.searchNodes(words, 'CRM Setup'))[0]).toBe('CRM Setup');
});
