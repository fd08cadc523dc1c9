import type { Browser } from 'playwright-core';
import { openConnection, type OpenConnection } from '../../src/automation/engine/hub/hub';
import { crmFolder } from '../demo/library';
import { openBrowser, openWorkflow } from '../host/browser';
import { sharedClient, sharedN8n } from '../host/sharedN8n';
import { Person } from './support/Person';
import { WorkflowBench } from './support/WorkflowBench';
import { chain, crm, node } from './support/workflows';

const DEALS = 100_000;
const CHUNK = 20_000;

/** A database of its own beside that of the demo company. */
const DATABASE = 'long-list';

let browser: Browser;
let connection: OpenConnection;
let bench: WorkflowBench;
const { url, folder } = sharedN8n();

beforeAll(async () => {
	connection = await openConnection({ backend: 'builtin-sqlite', folder: crmFolder(folder), database: DATABASE }, 'UTC');
	const { crm } = connection.scope;
	for (let from = 0; from < DEALS; from += CHUNK) {
		await crm.create(
			'deal',
			Array.from({ length: CHUNK }, (_, index) => ({ values: { title: `Order ${from + index + 1}` } })),
			{},
		);
	}
	bench = new WorkflowBench(await sharedClient());
	browser = await openBrowser();
});
afterAll(async () => {
	await browser?.close();
	await bench?.clear();
	connection?.release();
});

/** How fast a list fills is measured by `npm run bench`: lists.slowest. */
test('the list of 100,000 deals fills, goes on where one scrolls, and a search finds the one that is wanted', async () => {
	const client = await sharedClient();
	const credential = await client.createCredential('crmBuiltInApi', 'Long list', { database: DATABASE });
	const step = {
		...crm('Read', 'record', 'get', { connection: 'builtInOther', recordSource: 'choose' }),
		credentials: { crmBuiltInApi: credential },
	};
	const id = await bench.add(chain('Long list', node('Start', 'n8n-nodes-base.manualTrigger', {}), step));
	const person = await Person.at(browser, url);
	await openWorkflow(person.page, url, id);
	await person.openNode('Read');

	await person.openEntries('Chosen Record', `Order ${DEALS} · New`);
	// The stage stands beside the title.
	const entry = (title: string) => person.entries.getByText(`${title} · New`, { exact: true });
	expect(await entry(`Order ${DEALS - 50}`).count()).toBe(0);
	await entry(`Order ${DEALS - 49}`).scrollIntoViewIfNeeded();
	await entry(`Order ${DEALS - 50}`).waitFor();

	await person.page.getByPlaceholder('Search...').fill('order 4711');
	await entry(`Order ${DEALS}`).waitFor({ state: 'detached' });
	await person.chooseOpenEntry('Chosen Record', 'Order 4711 · New');
	await person.execute();
	await person.readsInOutput('"Order 4711"');
});
