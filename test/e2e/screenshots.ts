import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { seedCompany } from '../demo/company.ts';
import { openCrmOf } from '../demo/library.ts';
import { openBrowser, openWorkflow, signIn } from '../host/browser.ts';
import { projectRoot } from '../host/hostFolder.cjs';
import { installPackage } from '../host/installPackage.ts';
import { N8n } from '../host/N8n.ts';
import { N8nClient } from '../host/N8nClient.ts';
import { packProject } from '../host/pack.ts';
import { step } from '../host/steps.ts';
import { Editor } from './support/Editor.ts';
import { pictureFlow } from './support/pictureFlow.ts';
import { chain, chosen, crm, trigger } from './support/workflows.ts';

/** `npm run screenshots`: makes the pictures of docs/images anew, in a real n8n with the demo company. */
const images = join(projectRoot, 'docs', 'images');
const home = join(projectRoot, '.crmflow');
mkdirSync(home, { recursive: true });
mkdirSync(images, { recursive: true });
const folder = mkdtempSync(join(home, 'screenshots-'));
/** A form with input and output beside it needs more room. */
const [canvasSize, formSize] = [
	{ width: 1280, height: 800 },
	{ width: 1440, height: 900 },
];
let n8n: N8n | undefined;
let browser: Awaited<ReturnType<typeof openBrowser>> | undefined;
try {
	await installPackage(folder, await step('Building the package', (tell) => packProject(tell)));
	n8n = await step('Starting n8n', () => N8n.start({ folder }));
	const client = new N8nClient(n8n.url);
	await client.signIn();
	await step('Filling the demo company', prepareCompany);
	browser = await openBrowser();
	const page = await signIn(browser, n8n.url);
	await step('Taking pictures', (tell) => takePictures(n8n!.url, client, page, tell));
} finally {
	await browser?.close();
	await n8n?.stop();
	rmSync(folder, { recursive: true, force: true });
}

/** With a real, recent change for the trigger to show. */
async function prepareCompany(tell: (line: string) => void): Promise<void> {
	await seedCompany(folder, tell);
	const { scope, release } = await openCrmOf(folder);
	for await (const { id } of scope.crm.find('deal', { search: 'Room signs' })) {
		const oskar = (await scope.crm.users.find()).find(({ name }) => name === 'Oskar Bergman');
		await scope.crm.update('deal', [{ id, values: { stage: 'sales:won' } }], { actor: oskar!.id });
	}
	release();
}

async function takePictures(url: string, client: N8nClient, page: Page, tell: (line: string) => void): Promise<void> {
	const editor = new Editor(page);
	const flow = await client.createWorkflow(await pictureFlow(client));
	const wrong = await client.createWorkflow(
		chain(
			'Wrong stage',
			trigger(),
			crm('Move It Back', 'record', 'changeStage', {
				recordType: chosen('deal', 'Deal'),
				stage: { __rl: true, mode: 'name', value: 'Negotiate' },
			}),
		),
	);
	const batches = await client.createWorkflow(
		chain(
			'In batches',
			trigger({
				runMode: 'batch',
				batchSize: 500,
				options: { retries: 3, retryAfterMinutes: 1, reentry: 'oncePerStageVisit', leaveInterrupted: false },
			}),
		),
	);
	const search = await client.createWorkflow(
		chain(
			'Big deals',
			trigger(),
			crm('Find Big Deals', 'record', 'getMany', {
				recordType: chosen('deal', 'Deal'),
				conditions: {
					condition: [
						{ field: 'stage', operator: 'isAnyOf', values: ['sales:proposal', 'sales:won'] },
						{ field: 'amount', operator: 'between', value: '1000', valueTo: '50000' },
					],
				},
			}),
		),
	);
	const assigning = await client.createWorkflow(
		chain('Assign', trigger(), crm('Assign the Deal', 'record', 'assign', { assignBy: 'leastLoaded', assignGroup: 'Sales', dryRun: true })),
	);
	const single = await client.createWorkflow(
		chain('Records', trigger(), crm('Get the Deal', 'record', 'get', { recordSource: 'choose' }), crm('New Deal', 'record', 'create', {})),
	);
	const dry = await client.createWorkflow(
		chain(
			'Dry run',
			trigger(),
			crm('Move It', 'record', 'changeStage', { stage: chosen('sales:negotiation', 'Negotiation'), dryRun: true }),
		),
	);
	const told = await client.createWorkflow(
		chain(
			'Supervisor',
			trigger(),
			crm('Tell the Supervisor', 'notification', 'notifySupervisor', { text: '=Won: {{ $json.record.title }}, {{ $json.record.amount }}' }),
		),
	);
	/** Of the whole page, or of a part of it. */
	const picture = async (name: string, part?: Locator): Promise<void> => {
		await editor.settle();
		// Fields with an expression leave empty boxes of CodeMirror's in the corner of the page.
		await page.addStyleTag({ content: '.ͼ1:not(.cm-editor) { display: none !important }' });
		await (part ?? page).screenshot({ path: join(images, `${name}.png`) });
		tell(name);
	};

	await page.setViewportSize(canvasSize);
	await openWorkflow(page, url);
	await editor.searchFirstStep('crm');
	await editor.found.getByText('CRM', { exact: true }).waitFor();
	await picture('node-panel');

	await openWorkflow(page, url, flow.id);
	await editor.executeWorkflow();
	await editor.zoomToFit();
	await picture('flow');
	await page.setViewportSize(formSize);
	await editor.openNode('CRM Trigger');
	await editor.showOutputAs('Table');
	await picture('trigger');
	await editor.closeForm();
	await editor.openNode('Thank the Customer');
	await editor.showOutputAs('Schema');
	await picture('task-create');
	await editor.closeForm();
	await editor.openNode('Start the Project');
	await picture('project-parameters');

	await openWorkflow(page, url, batches.id);
	await editor.openNode('CRM Trigger');
	await page.getByText('Start Again for the Same Record').first().scrollIntoViewIfNeeded();
	await picture('trigger-delivery');

	await page.setViewportSize({ ...formSize, height: 1120 });
	await openWorkflow(page, url, search.id);
	await editor.openNode('Find Big Deals');
	await editor.execute();
	await editor.showOutputAs('Table');
	await page.getByText('Conditions to Meet', { exact: true }).first().scrollIntoViewIfNeeded();
	await picture('conditions', editor.form);
	await page.setViewportSize(formSize);
	await openWorkflow(page, url, assigning.id);
	await editor.openNode('Assign the Deal');
	await editor.execute();
	await editor.showOutputAs('Table');
	await picture('record-assign', editor.form);

	await openWorkflow(page, url, single.id);
	await editor.openNode('Get the Deal');
	await editor.openEntries('Chosen Record');
	await picture('record-list', editor.form);
	await page.keyboard.press('Escape');
	await openWorkflow(page, url, single.id);
	await editor.openNode('New Deal');
	await editor.field('Close date').waitFor();
	await editor.field('Title').getByRole('textbox').fill('Roll-ups for the fair');
	await editor.choose('Stage', 'Proposal');
	await editor.choose('Responsible', 'Johan Ek');
	await editor.choose('Company', 'Hotel Amber');
	await editor.field('Record Type').scrollIntoViewIfNeeded();
	await picture('record-create', editor.form);
	await openWorkflow(page, url, dry.id);
	await editor.openNode('Move It');
	await editor.execute();
	await editor.showOutputAs('Table');
	await picture('dry-run', editor.form);
	await openWorkflow(page, url, told.id);
	await editor.openNode('Tell the Supervisor');
	await editor.execute();
	await editor.showOutputAs('Schema');
	await picture('notify-supervisor', editor.form);

	await openWorkflow(page, url, wrong.id);
	await editor.openNode('Move It Back');
	await editor.execute('Problem in node');
	await picture('error');
}
