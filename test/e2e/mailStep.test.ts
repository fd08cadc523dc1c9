import type { Browser } from 'playwright-core';
import { openBrowser, openWorkflow } from '../host/browser';
import { sharedClient, sharedN8n } from '../host/sharedN8n';
import { Company } from './support/Company';
import { Person } from './support/Person';
import { WorkflowBench } from './support/WorkflowBench';
import { chain, chosen, crm, trigger } from './support/workflows';

let browser: Browser;
let company: Company;
let bench: WorkflowBench;
const { url } = sharedN8n();

beforeAll(async () => {
	company = await Company.open();
	bench = new WorkflowBench(await sharedClient());
	browser = await openBrowser();
});

afterAll(async () => {
	await browser?.close();
	await bench?.clear();
	await company?.close();
});

test('a notice says how people are reached, and offers the mail node, which is then behind it and has their addresses to take', async () => {
	const deal = await company.deal('To be mailed about');
	const notice = crm('Tell Them', 'notification', 'notifySupervisor', {
		recordSource: 'choose',
		recordType: chosen('deal', 'Deal'),
		recordId: chosen(deal.id),
		text: 'Look at this one',
	});
	const workflow = await bench.add(chain('By mail too', trigger(), notice));
	const person = await Person.at(browser, url);
	await openWorkflow(person.page, url, workflow);
	await person.openNode('Tell Them');
	await person.sees('The notice waits in the inbox of each person in the CRM');
	await person.click(person.form.getByText('add a mail node', { exact: true }));
	await person.pickNode('send email', 'Send Email', 'Send an Email');
	// The input says what the step before will put out, also before it ran.
	for (const words of ['Tell Them', 'text', 'emails', 'To Email']) await person.finds(words);
	await person.leave();
});
