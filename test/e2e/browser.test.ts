import type { Browser } from 'playwright-core';
import { openBrowser, openWorkflow, signIn } from '../host/browser';
import { sharedClient, sharedN8n } from '../host/sharedN8n';
import { Company } from './support/Company';
import { Editor } from './support/Editor';
import { waitFor } from './support/waitFor';
import { chain, trigger } from './support/workflows';

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
	// The editor makes up the id, and saves a while later.
	if ((await client.listWorkflows()).some(({ id }) => id === workflowId)) await client.deleteWorkflow(workflowId!);
	await company?.close();
});

test('a person who writes no code builds a flow: stage changed → project from a template', async () => {
	const deal = await company.deal('Cards from the browser');
	await company.change(deal, { stage: 'sales:won' });
	const { url } = sharedN8n();
	const page = await signIn(browser, url);
	const editor = new Editor(page);
	await openWorkflow(page, url);

	await editor.searchFirstStep('crm');
	await editor.pick('CRM', 'On stage changed');
	workflowId = /workflow\/(\w+)/.exec(page.url())?.[1];
	expect(await editor.shown('Trigger On')).toBe('Stage Changed');
	await editor.chooseEntry('Record Type', 'Deal');
	await editor.choose('To Stage Names or IDs', 'Won');
	await editor.execute();
	await editor.output.getByText('Cards from the browser').first().waitFor();
	await editor.closeForm();

	await editor.searchNextStep('crm');
	await editor.pick('CRM', 'Start a project from a template');
	expect(await editor.shown('Record')).toBe('Record That Started the Workflow');
	await editor.chooseEntry('Project Template', 'Business cards');
	expect(await editor.field('Print Run (Number of cards)').getByRole('spinbutton').inputValue()).toBe('500');
	expect(await editor.shown('Colours')).toBe('Full colour');
	expect(await editor.shown('Sides')).toBe('Two-sided');
	await editor.field('Designer').waitFor();
	const papers = await editor.openList('Paper');
	expect(await papers.allTextContents()).toEqual(['Matt 300 g', 'Gloss 350 g', 'Cotton 600 g']);
	await papers.getByText('Cotton 600 g').click();
	await editor.execute();
	await editor.showOutputAs('JSON');
	await editor.output.getByText('Business cards: Cards from the browser').waitFor();
	await editor.output.getByText('Lay out 500 cards, Two-sided').waitFor();
	expect(company.effects(deal)).toMatchObject({ projects: 1 });
	expect(projectTasks(deal.id)).toEqual([4]);

	await editor.execute();
	await waitFor('a second click makes a second project', () => company.effects(deal).projects === 2);
	expect(projectTasks(deal.id)).toEqual([4, 4]);
});

test('the operators and values of a condition follow the field, as does a condition of an alternative', async () => {
	const { url } = sharedN8n();
	const page = await signIn(browser, url);
	const editor = new Editor(page);
	const client = await sharedClient();
	const flow = await client.createWorkflow(chain('Conditions', trigger()));
	try {
		await openWorkflow(page, url, flow.id);
		await editor.openNode('CRM Trigger');
		await editor.press('Add Condition');
		await editor.choose('Field Name or ID', 'Stage');
		await editor.choose('Operator Name or ID', 'Is Any Of');
		expect(await (await editor.openList('Value Names or IDs')).allTextContents()).toEqual([
			'New',
			'Qualified',
			'Proposal',
			'Negotiation',
			'Won',
			'Lost',
		]);
		await page.keyboard.press('Escape');
		await editor.choose('Field Name or ID', 'Amount');
		await editor.choose('Operator Name or ID', 'Is Between');
		await editor.field('And').waitFor();
		await editor.press('Add Alternative');
		await editor.press('Add Condition');
		await editor.choose('Field Name or ID', 'Responsible');
		expect(await (await editor.openList('Operator Name or ID')).allTextContents()).toEqual([
			'Is Any Of',
			'Is None Of',
			'Is in Group',
			'Is Empty',
			'Is Not Empty',
		]);
	} finally {
		await client.deleteWorkflow(flow.id);
	}
});

/** Number of tasks of each project of the deal. */
function projectTasks(deal: string): number[] {
	const projects = company.rows(
		"SELECT count(t.id) AS n FROM project p LEFT JOIN task t ON t.project_id = p.id WHERE p.record_type = 'deal' AND p.record_id = ? GROUP BY p.id",
		Number(deal),
	);
	return projects.map(({ n }) => Number(n));
}
