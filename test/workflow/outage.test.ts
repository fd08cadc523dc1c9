import type { IDataObject } from 'n8n-workflow';
import { closeConnections } from '../../src/automation/engine/hub/hub';
import { PostgresServer } from '../postgres/PostgresServer';
import { TestDatabase } from '../postgres/TestDatabase';
import { runWorkflow } from './support/engine';
import { chosen, filledIn, oneStep } from './support/steps';

/** A server of its own, because it is killed. */
let server: PostgresServer;
let database: TestDatabase;
let credentials: Record<string, IDataObject>;

beforeAll(async () => {
	server = await PostgresServer.start();
	database = await TestDatabase.create(server.address);
	credentials = { crmBuiltInPostgresApi: { ...server.address, database: database.name, schema: 'crmflow', tls: 'off' } };
});
afterAll(async () => {
	await closeConnections();
	await server?.stop();
});

const createDeal = oneStep(
	{
		connection: 'builtInPostgres',
		resource: 'record',
		operation: 'create',
		recordType: chosen('deal'),
		fields: filledIn({ title: 'Made after the outage' }),
	},
	{ credentials: { crmBuiltInPostgresApi: { id: '1', name: 'CRM' } } },
);

test('a run waits for a database that is away, and its step is done once', async () => {
	expect((await runWorkflow(createDeal, { credentials, mode: 'trigger' })).error).toBeUndefined();
	await server.kill();
	const run = runWorkflow(createDeal, { credentials, mode: 'trigger', items: [{}, {}] });
	await new Promise((resolve) => setTimeout(resolve, 1500));
	await server.startAgain();
	const { error, json } = await run;
	expect(error).toBeUndefined();
	expect(json('CRM')).toHaveLength(2);
	expect(await database.execute("SELECT count(*)::int AS n FROM crmflow.record WHERE type = 'deal'")).toEqual([{ n: 3 }]);
});

test.each([
	new Error('timeout exceeded when trying to connect'),
	Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' }),
	Object.assign(new Error('terminating connection due to unexpected postmaster exit'), { code: '57P02' }),
])("a run waits for n8n's own database, where the credential is: %s", async (away) => {
	let asked = 0;
	const crmBuiltInPostgresApi = () => {
		if (++asked < 3) throw away;
		return credentials.crmBuiltInPostgresApi!;
	};
	const { error, json } = await runWorkflow(createDeal, { credentials: { crmBuiltInPostgresApi }, mode: 'trigger' });
	expect(error).toBeUndefined();
	expect(json('CRM')).toHaveLength(1);
	expect(asked).toBe(3);
});

test('a credential that may not be used is no outage', async () => {
	let asked = 0;
	const crmBuiltInPostgresApi = () => {
		asked++;
		throw new Error('Node does not have access to the credential');
	};
	const { error } = await runWorkflow(createDeal, { credentials: { crmBuiltInPostgresApi }, mode: 'trigger' });
	expect(error?.message).toContain('does not have access');
	expect(asked).toBe(1);
});

test('a person who tests in the editor is told at once', async () => {
	await server.kill();
	try {
		const started = performance.now();
		const { error } = await runWorkflow(createDeal, { credentials, mode: 'manual' });
		expect(error).toMatchObject({ message: expect.stringMatching(/refused the connection|was lost/), itemIndex: 0 });
		// A run that nobody watches waits for a minute.
		expect(performance.now() - started).toBeLessThan(20_000);
	} finally {
		await server.startAgain();
	}
});
