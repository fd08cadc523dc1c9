import type { Browser } from 'playwright-core';
import { openBrowser, openWorkflow } from '../host/browser';
import { sharedClient, sharedN8n } from '../host/sharedN8n';
import { Company } from './support/Company';
import { Person } from './support/Person';
import { WorkflowBench } from './support/WorkflowBench';
import { chain, chosen, crm, node } from './support/workflows';

/** Each node's main ways on the canvas, by what can be read there; browser.test.ts has conditions and project templates. */
let browser: Browser;
let company: Company;
let bench: WorkflowBench;
let person: Person;
const { url } = sharedN8n();

beforeAll(async () => {
	company = await Company.open();
	bench = new WorkflowBench(await sharedClient());
	browser = await openBrowser();
	person = await Person.at(browser, url);
});
afterEach(async () => await bench.clear());
afterAll(async () => {
	await browser?.close();
	await company?.close();
});

/** Opens the form of the CRM node of that operation, after a start by hand and whatever comes before it. */
async function openStep(name: string, ...steps: Parameters<typeof crm>[]): Promise<void> {
	const start = node('Start', 'n8n-nodes-base.manualTrigger', {});
	const id = await bench.add(chain(name, start, ...steps.map((step) => crm(...step))));
	await openWorkflow(person.page, url, id);
	await person.openNode(name);
}

test('CRM Trigger: its lists follow the event and the record type, and Execute step shows a real change', async () => {
	const id = await bench.add(chain('Watch', node('Watch', 'n8n-nodes-crmflow.crmTrigger', {})));
	await openWorkflow(person.page, url, id);
	await person.openNode('Watch');
	expect(await person.shown('Trigger On')).toBe('Stage Changed');
	await person.openEntries('Record Type', 'Lead');
	// A contact has no stages.
	expect(await person.entries.getByText('Contact', { exact: true }).count()).toBe(0);
	await person.chooseOpenEntry('Record Type', 'Lead');
	expect(await person.openList('To Stage Names or IDs', 'Disqualified')).toContain('Disqualified');
	await person.closeList();

	await person.choose('Trigger On', 'Record Changed');
	await person.chooseEntry('Record Type', 'Deal');
	await person.choose('Start When', 'A Field Crosses a Value');
	expect(await person.openList('Field Name or ID', 'Amount')).toEqual(['Amount', 'Close date']);
	await person.closeList();

	await person.choose('Trigger On', 'Task Status Changed');
	await person.finds('Task Title Contains');
	await person.missesField('Record Type');

	// The newest contact of all: other files leave the changes of theirs in the feed.
	const [kowal] = company.rows("SELECT id FROM record WHERE title = 'Kowal & Sons'");
	await company.create('contact', { title: 'Zofia Kowal', company: String(kowal!.id) });
	await company.remove(await company.create('contact', { title: 'Entered by mistake' }));
	await person.choose('Trigger On', 'Record Created');
	await person.chooseEntry('Record Type', 'Contact');
	await person.execute();
	await person.sees('Zofia Kowal');
	await person.sees('Kowal & Sons');
});

test('Record, Create: the form follows the record type; a dry run shows what would be written, and only then it is', async () => {
	await openStep('New Record', ['New Record', 'record', 'create', {}]);
	await person.chooseEntry('Record Type', 'Contact');
	await person.sees('Phone');
	await person.missesField('Amount');
	await person.chooseEntry('Record Type', 'Deal');
	await person.sees('Close date');
	await person.missesField('Phone');

	await person.press('Execute step', person.form);
	await person.sees('Field "title" is required');
	await person.write('Title', 'Roll-ups for the fair');
	expect(await person.openList('Stage', 'New')).toEqual(['New', 'Qualified', 'Proposal', 'Negotiation', 'Won', 'Lost']);
	await person.closeList();
	await person.choose('Stage', 'Proposal');
	await person.choose('Responsible', 'Johan Ek');
	await person.write('Amount', '750');
	await person.chooseDay('Close date', 14);
	await person.choose('Company', 'Hotel Amber');
	await person.turn('Dry Run');
	await person.execute();
	await person.sees('Dry run: nothing was written.');
	const made = async () => {
		const deals = [];
		for await (const deal of company.scope.crm.find('deal', { search: 'Roll-ups for the fair' })) deals.push(deal);
		return deals;
	};
	expect(await made()).toEqual([]);

	await person.turn('Dry Run');
	await person.execute();
	const [deal, ...more] = await made();
	company.made.push({ type: 'deal', id: deal!.id });
	expect(more).toEqual([]);
	const [hotel] = company.rows("SELECT id FROM record WHERE title = 'Hotel Amber'");
	expect(deal!.values).toMatchObject({
		stage: 'sales:proposal',
		responsible: company.userId('Johan Ek'),
		amount: 750,
		closeDate: expect.stringMatching(/-14$/),
		company: String(hotel!.id),
	});
});

test('Record, Get Many: a condition picked from lists decides what is found', async () => {
	await openStep('Find', ['Find', 'record', 'getMany', {}]);
	await person.press('Add Condition', person.form);
	await person.choose('Field Name or ID', 'Stage');
	await person.choose('Operator Name or ID', 'Is Any Of');
	await person.choose('Value Names or IDs', 'Negotiation');
	await person.execute();
	await person.sees('2 items');
	await person.sees('Welcome folders');
	await person.sees('Gift cards');
});

test('an error says what happened, for which item and what to do; nothing is half-written', async () => {
	const before = company.rows('SELECT id, stage_id FROM record ORDER BY id');
	const stage = { __rl: true, mode: 'name', value: "={{ $itemIndex === 1 ? 'Negotiate' : 'Lost' }}" };
	await openStep(
		'Move',
		['Find', 'record', 'getMany', { recordType: chosen('deal', 'Deal'), limit: 3 }],
		['Move', 'record', 'changeStage', { stage }],
	);
	await person.execute('Problem in node');
	await person.sees('Stage "Negotiate" does not exist in pipeline "Sales".');
	expect(await person.itemOfError()).toBe('1');
	await person.sees('Choose one of: Negotiation, New, Qualified, Proposal, Won, Lost.');
	expect(company.rows('SELECT id, stage_id FROM record ORDER BY id')).toEqual(before);
});
