import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordRef } from '../../src/model/record';
import { N8nClient } from '../host/N8nClient';
import type { WorkflowContent } from '../host/n8nTypes';
import { N8nQueue } from '../host/N8nQueue';
import { sharedN8n } from '../host/sharedN8n';
import { hostPaths } from '../host/hostFolder.cjs';
import { runCommand } from '../host/runCommand';
import { runInitScript } from '../postgres/initScript';
import { PostgresServer } from '../postgres/PostgresServer';
import { Gate } from './support/Gate';
import { PostgresCompany } from './support/PostgresCompany';
import { waitFor } from './support/waitFor';
import { chain, crm, node, note, onPostgres, trigger } from './support/workflows';

/** What docker/compose.queue.yml says, without Docker: one main process, two workers, PostgreSQL and Redis. Parts of it are killed. */
const CONCURRENCY = 5;
/** Shorter than as installed, so that what is waited for after a kill comes soon. */
const SHORT_WAITS = {
	// n8n's own: how long a worker may be silent before its runs are given up.
	QUEUE_WORKER_LOCK_DURATION: '8000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '2000',
	QUEUE_WORKER_STALLED_INTERVAL: '4000',
	// Ours.
	CRMFLOW_TEST: '1',
	CRMFLOW_TEST_ALIVE_MS: '6000',
};

let folder: string;
let server: PostgresServer;
let queue: N8nQueue;
let client: N8nClient;
let company: PostgresCompany;
let gate: Gate;
let workflow: string;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'crmflow-queue-'));
	server = await PostgresServer.start();
	await runInitScript(server.address, { N8N_DB_PASSWORD: 'of n8n', CRM_DB_PASSWORD: "of 'the CRM'" });
	const { host, port } = server.address;
	queue = await N8nQueue.start({
		folder,
		tarball: sharedN8n().tarball,
		database: { host, port, database: 'n8n', user: 'n8n', password: 'of n8n' },
		crmPassword: "of 'the CRM'",
		workers: 2,
		concurrency: CONCURRENCY,
		env: SHORT_WAITS,
	});
	const crmAddress = { host, port, database: 'crm', user: 'crm', password: "of 'the CRM'", schema: 'crmflow' };
	company = await PostgresCompany.open({ backend: 'builtin-postgres', ...crmAddress });
	gate = await Gate.start();
	client = await signedIn();
	const credential = await client.createCredential('crmBuiltInPostgresApi', 'CRM of the company', { ...crmAddress, tls: 'off' });
	const content = chain(
		'Won in queue mode',
		trigger(),
		crm('Create Task', 'task', 'create', { title: 'Congratulate' }),
		gate.step(),
		note(),
	);
	({ id: workflow } = await client.createWorkflow(onPostgres(content, credential)));
	await client.activate(workflow);
});
beforeEach(() => gate.arrivals.splice(0));
afterAll(async () => {
	gate?.close();
	await queue?.kill();
	await company?.close();
	await server?.stop();
	if (folder) rmSync(folder, { recursive: true, force: true });
});

async function signedIn(): Promise<N8nClient> {
	const one = new N8nClient(queue.main.url);
	await one.signIn();
	return one;
}

/** Waits until every change so far has been dealt with. */
async function allDone(): Promise<void> {
	await waitFor('every delivery done', async () => (await company.deliveryStates(workflow)).every((state) => state === 'done'));
}

async function expectEffectsOnce(deals: readonly RecordRef[]): Promise<void> {
	const found = await Promise.all(deals.map(async (deal) => await company.effects(deal)));
	expect(found).toEqual(deals.map(() => ({ tasks: 1, history: 1, notifications: 0, projects: 0 })));
}

function titles(name: string, count: number): string[] {
	return Array.from({ length: count }, (_, index) => `${name} ${index + 1}`);
}

test('the health checks say that main and the workers are well', async () => {
	for (const [service, port] of [
		['main', queue.main.port],
		['worker', queue.workers[0]!.healthPort],
		['worker', queue.workers[1]!.healthPort],
	] as const) {
		const [program, ...args] = queue.compose.healthCommand(service);
		expect(program).toBe('node');
		await runCommand(
			hostPaths().node,
			args.map((text) => text.replace(':5678/', `:${port}/`)),
			folder,
		);
	}
	const [, ...args] = queue.compose.healthCommand('main');
	await expect(
		runCommand(
			hostPaths().node,
			args.map((text) => text.replace(':5678/', ':1/')),
			folder,
		),
	).rejects.toThrow('exit code 1');
});

test('changes start runs on both workers, and each effect is there once', async () => {
	const names = titles('Shared', 2 * CONCURRENCY);
	const deals = await company.deals(...names);
	gate.shut();
	await company.change(deals.slice(1), { stage: 'sales:won' });
	await company.moveByHand(deals[0]!, 'sales:won');
	// One worker alone cannot hold so many.
	await waitFor('all runs half done', () => gate.arrivals.length >= names.length);
	const begun = queue.workers.map((worker) => worker.begun);
	gate.release();
	await allDone();

	expect(gate.deals().sort()).toEqual([...names].sort());
	await expectEffectsOnce(deals);
	const executions = gate.arrivals.map(({ execution }) => execution);
	expect(begun.map((ids) => executions.filter((id) => ids.includes(id)).length)).toEqual([CONCURRENCY, CONCURRENCY]);
});

test('main is killed while workers run on: nothing is lost and nothing runs twice', async () => {
	const names = titles('Main killed', 6);
	const deals = await company.deals(...names, 'Changed while main is dead');
	gate.shut();
	await company.change(deals.slice(0, 6), { stage: 'sales:won' });
	await waitFor('the runs half done', () => gate.arrivals.length >= names.length);
	await queue.main.kill();
	gate.release();
	await waitFor('the workers to end the runs without main', async () => {
		const found = await Promise.all(deals.slice(0, 6).map(async (deal) => await company.effects(deal)));
		return found.every(({ history }) => history === 1);
	});
	await company.change(deals.slice(6), { stage: 'sales:won' });

	await queue.startMain();
	client = await signedIn();
	await waitFor('the change made meanwhile', () => gate.deals().includes('Changed while main is dead'));
	await allDone();
	expect(gate.deals().sort()).toEqual(['Changed while main is dead', ...names].sort());
	await expectEffectsOnce(deals);
});

test('a worker is killed in the middle of a run: another run takes over, and each effect is there once', async () => {
	const names = titles('Worker killed', 2 * CONCURRENCY);
	const deals = await company.deals(...names);
	gate.shut();
	await company.change(deals, { stage: 'sales:won' });
	await waitFor('all runs half done', () => gate.arrivals.length >= names.length);
	const { begun } = queue.workers[0]!;
	const interrupted = gate.arrivals.filter(({ execution }) => begun.includes(execution)).map(({ deal }) => deal);
	await queue.workers[0]!.kill();
	gate.release();
	await allDone();

	expect(interrupted).toHaveLength(CONCURRENCY);
	// What the other worker had was not begun again.
	expect(gate.deals().sort()).toEqual([...names, ...interrupted].sort());
	await expectEffectsOnce(deals);
	await queue.startWorker(0);
});

test('the connection "Built-In CRM" is the database that the environment names, on main and on the workers', async () => {
	const { id } = await client.createWorkflow(chain('By the environment', trigger(), note('Known by its environment.')));
	await client.activate(id);
	const [deal] = await company.deals('By the environment');
	await company.change([deal!], { stage: 'sales:won' });
	await waitFor('the run', async () => (await company.deliveryStates(id)).includes('done'));
	await waitFor('the entries of both workflows', async () => (await company.effects(deal!)).history === 2);
	await client.deactivate(id);
});

test('a connection on SQLite is refused with a sentence that names the credential', async () => {
	const refusal = /SQLite file, which the workers of queue mode cannot share/;
	const credential = await client.createCredential('crmBuiltInApi', 'A file', { database: 'file' });
	const onSqlite = (content: WorkflowContent) => {
		for (const step of content.nodes) {
			if (!step.type.startsWith('n8n-nodes-crmflow.')) continue;
			step.parameters = { ...step.parameters, connection: 'builtInOther' };
			step.credentials = { crmBuiltInApi: credential };
		}
		return content;
	};
	const listening = await client.createWorkflow(onSqlite(chain('Listens on SQLite', trigger(), note())));
	await expect(client.activate(listening.id)).rejects.toThrow(refusal);

	const webhook = {
		...node('Webhook', 'n8n-nodes-base.webhook', { httpMethod: 'POST', path: 'on-sqlite', responseMode: 'lastNode', options: {} }),
		typeVersion: 2,
		webhookId: 'on-sqlite',
	};
	const writing = await client.createWorkflow(
		onSqlite(chain('Writes on SQLite', webhook, crm('Create Task', 'task', 'create', { title: 'Nowhere' }))),
	);
	await client.activate(writing.id);
	expect((await client.webhook('on-sqlite')).status).toBe(500);
	const execution = await waitFor(
		'the run on a worker',
		async () => (await client.listExecutions({ workflowId: writing.id, status: ['error'] }))[0],
	);
	const { error } = (await client.getExecution(execution.id)).data.resultData;
	expect(error?.message).toMatch(refusal);
	expect((error as { description?: string }).description).toContain('CRM Built-In (PostgreSQL) API');
});
