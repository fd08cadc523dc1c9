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

/** An n8n of its own, because it is killed. */
let folder: string;
let n8n: N8n;
let company: Company;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'crmflow-restart-'));
	await installPackage(folder, sharedN8n().tarball);
	n8n = await N8n.start({ folder });
	company = await Company.open(folder);
});
afterAll(async () => {
	await n8n?.kill();
	await company?.close();
	rmSync(folder, { recursive: true, force: true });
});

test('what changed while n8n was dead is delivered once after it is back', async () => {
	const client = new N8nClient(n8n.url);
	await client.signIn();
	const { id: workflow } = await client.createWorkflow(chain('Restarted', trigger(), note()));
	await client.activate(workflow);
	const deals = await Promise.all(
		['before', 'dead, by hand', 'dead, through the port', 'after'].map(async (title) => await company.deal(title)),
	);
	const [before, byHand, byPort, after] = deals as [(typeof deals)[0], (typeof deals)[0], (typeof deals)[0], (typeof deals)[0]];
	const finished = (count: number): boolean => company.ledger(workflow).deliveries.filter(({ state }) => state === 'done').length >= count;

	await company.change(before, { stage: 'sales:won' });
	await waitFor('the change before', () => finished(1));
	await n8n.kill();
	company.moveByHand(byHand, 'sales:won');
	await company.change(byPort, { stage: 'sales:won' });

	n8n = await N8n.start({ folder });
	await waitFor('the changes made meanwhile', () => finished(3));
	await company.change(after, { stage: 'sales:won' });
	await waitFor('the change after', () => finished(4));
	expect(deals.map((deal) => company.effects(deal).history)).toEqual([1, 1, 1, 1]);
	expect(company.ledger(workflow).deliveries).toHaveLength(4);
});
