import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordRef } from '../../src/model/record';
import { installPackage } from '../host/installPackage';
import { N8n } from '../host/N8n';
import { N8nClient } from '../host/N8nClient';
import { sharedN8n } from '../host/sharedN8n';
import { Company } from './support/Company';
import { Gate } from './support/Gate';
import { chain, note, trigger } from './support/workflows';
import { waitFor } from './support/waitFor';

/** n8n is killed three times in a row in the middle of the same run: to n8n, three executions in a row that crashed. */
let folder: string;
let n8n: N8n;
let company: Company;
let gate: Gate;

/** What n8n is told for each start of this test. */
let env: Record<string, string>;

beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'crmflow-killed-'));
	await installPackage(folder, sharedN8n().tarball);
	gate = await Gate.start();
	env = {};
});
afterEach(async () => {
	await n8n?.kill();
	await company?.close();
	gate.close();
	rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<N8nClient> {
	n8n = await N8n.start({ folder, env });
	const client = new N8nClient(n8n.url);
	await client.signIn();
	return client;
}

/** A workflow whose run is in its middle at each of the kills. Returns its id, and the deal that started it. */
async function killedThrice(): Promise<{ workflow: string; deal: RecordRef }> {
	const client = await start();
	company = await Company.open(folder);
	const { id: workflow } = await client.createWorkflow(
		chain('Killed', trigger(), note('Began.'), gate.step(), { ...note('Ended.'), name: 'Note the End' }),
	);
	await client.activate(workflow);
	const deal = await company.deal('Killed');
	gate.shut();
	await company.change(deal, { stage: 'sales:won' });
	for (let kill = 1; kill <= 3; kill++) {
		await waitFor(`the run, for the kill ${kill}`, () => gate.arrivals.length >= kill);
		await n8n.kill();
		if (kill < 3) await start();
	}
	gate.release();
	return { workflow, deal };
}

test('the trigger listens on, the run is made again, and each step of the CRM is done once', async () => {
	const { workflow, deal } = await killedThrice();
	const client = await start();
	const next = await company.deal('After the kills');
	await company.change(next, { stage: 'sales:won' });
	await waitFor('both changes', () => {
		const { deliveries } = company.ledger(workflow);
		return deliveries.length === 2 && deliveries.every(({ state }) => state === 'done');
	});
	expect([company.effects(deal).history, company.effects(next).history]).toEqual([2, 2]);
	expect((await client.getWorkflow(workflow)).active).toBe(true);
});

test('where n8n is told to unpublish such workflows, the health tells it, and published again it goes on', async () => {
	env = { N8N_WORKFLOW_AUTODEACTIVATION_ENABLED: 'true' };
	const { workflow, deal } = await killedThrice();
	const client = await start();
	await waitFor('n8n to unpublish it', async () => !(await client.getWorkflow(workflow)).active);
	await waitFor('the health to tell it', () => health().code === 1);
	expect(health().output).toMatch(/There are changes to deliver|changes have not been looked at/);

	// A person publishes it: what waits is delivered where that is chosen, and nothing is done twice.
	const { nodes } = await client.getWorkflow(workflow);
	nodes[0]!.parameters = { ...nodes[0]!.parameters, options: { catchUp: true } };
	await client.updateWorkflow(workflow, { nodes });
	await client.activate(workflow);
	await waitFor('the change', () => company.ledger(workflow).deliveries.every(({ state }) => state === 'done'));
	expect(company.effects(deal).history).toBe(2);
	await waitFor('the health to be good again', () => health().code === 0);
});

/** What `crmflow health` says, as a person calls it. */
function health(): { code: number; output: string } {
	const program = join(folder, '.n8n', 'nodes', 'node_modules', 'n8n-nodes-crmflow', 'dist', 'cli.js');
	try {
		return {
			code: 0,
			output: execFileSync(process.execPath, [program, 'health'], { env: { ...process.env, N8N_USER_FOLDER: folder }, encoding: 'utf8' }),
		};
	} catch (error) {
		const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string };
		return { code: status, output: stdout + stderr };
	}
}
