import type { IDataObject } from 'n8n-workflow';
import { closeConnections } from '../../src/automation/hub';
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
	{ connection: 'builtInPostgres', resource: 'record', operation: 'create', recordType: chosen('deal'), fields: filledIn({ title: 'Made after the outage' }) },
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

test('a person who tests in the editor is told at once', async () => {
	await server.kill();
	try {
		const started = performance.now();
		const { error } = await runWorkflow(createDeal, { credentials, mode: 'manual' });
		expect(error).toMatchObject({ message: expect.stringMatching(/refused the connection|was lost/), itemIndex: 0 });
		expect(performance.now() - started).toBeLessThan(5000);
	} finally {
		await server.startAgain();
	}
});
