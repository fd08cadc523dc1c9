import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPackage } from '../host/installPackage';
import { N8n } from '../host/N8n';
import { N8nClient } from '../host/N8nClient';
import { sharedN8n } from '../host/sharedN8n';
import { Company } from './support/Company';
import { chain, note, trigger } from './support/workflows';
import { waitFor } from './support/waitFor';

/**
 * An n8n of its own, whose triggers start every run a second time, up to 30 ms later. With the same key n8n would refuse
 * some of them, so they come without: what is proven is our own claim.
 */
let folder: string;
let n8n: N8n;
let company: Company;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'crmflow-twice-'));
	await installPackage(folder, sharedN8n().tarball);
	n8n = await N8n.start({ folder, env: { CRMFLOW_TEST: '1', CRMFLOW_TEST_SABOTAGE: 'twice' } });
	company = await Company.open(folder);
});
afterAll(async () => {
	await n8n?.kill();
	await company?.close();
	rmSync(folder, { recursive: true, force: true });
});

test('of two runs for one change, started 0 to 30 ms apart, one goes on and the other does nothing', async () => {
	const client = new N8nClient(n8n.url);
	await client.signIn();
	const { id: workflow } = await client.createWorkflow(chain('Twice', trigger(), note()));
	await client.activate(workflow);
	const deals = await Promise.all(Array.from({ length: 40 }, async (_, index) => await company.deal(`Deal ${index}`)));
	for (const deal of deals) await company.change(deal, { stage: 'sales:won' });
	const states = () => company.ledger(workflow).deliveries.map(({ state }) => state);
	await waitFor('all changes', () => states().length === deals.length && states().every((state) => state === 'done'));
	// A delivery is done when its run has come to its end, which n8n stores a moment later; and the run that does nothing
	// may still be about to start.
	const runs = await waitFor('the end of all runs', async () => {
		const found = await client.listExecutions({ workflowId: workflow });
		return found.length === 2 * deals.length && found.every(({ status }) => status !== 'new' && status !== 'running') && found;
	});
	expect(runs.filter(({ status }) => status !== 'success')).toEqual([]);
	expect(deals.map((deal) => company.effects(deal).history)).toEqual(deals.map(() => 1));
});
