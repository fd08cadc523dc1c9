import type { INodeParameters } from 'n8n-workflow';
import { chain, node } from '../../e2e/support/workflows.ts';
import type { WorkflowContent } from '../../host/n8nTypes.ts';
import type { TestDatabase } from '../../postgres/TestDatabase.ts';
import type { BatchSide } from '../support/BatchSide.ts';
import type { BenchN8n } from '../support/BenchN8n.ts';
import { measurePairs, partOf, type Measurement } from '../support/measurement.ts';
import { StoredRows, wholeRates } from '../support/StoredRows.ts';

const RUNS = 100;
const STAGES = ['sales:qualified', 'sales:proposal'];
const PAIRS = 3;
const TITLE = 'After a row';
/** As many as our trigger has runs at a time; n8n's own default would be all that the server has. */
const CONNECTIONS = 20;

/**
 * batch.vsPostgresTrigger: changes per second in batches of 500, divided by those of what n8n has itself: Postgres Trigger
 * and Postgres insert, whose title is an expression. It starts a run for each changed row.
 *
 * Ours as in batch.vsSingle. The peer: another program moves 100 of these deals, in a table with the same rows and no
 * capture, in one commit; the clock goes from that commit until the last row is inserted, into a table of three columns.
 * n8n starts all its runs at once, and no rate between its first and its last row is told: most come at the very end.
 */
export async function batchVsPostgresTrigger(host: BenchN8n, own: BatchSide): Promise<Measurement> {
	const database = own.crm.database!;
	for (const statement of TABLES) await database.execute(statement);
	const workflow = await host.activate(await onRow(host, database));
	const rows = new StoredRows(own.crm, TITLE, 'public.follow_up');
	const deals = own.deals.slice(0, RUNS);
	let turn = 0;
	const peer = async () => await rows.rates(RUNS, await own.move('public.deal', deals, STAGES[turn++ % STAGES.length]!));
	// Ours is warm from batch.vsSingle.
	await peer();
	const pairs = await measurePairs({ pairs: PAIRS, warmUps: 0, own: async () => await own.rates(), peer });
	await rows.expectInAll(turn * RUNS);
	await host.client.deactivate(workflow);
	const part = partOf(`${own.what}, or ${RUNS} rows`, 'per second', wholeRates(pairs));
	return { value: part.value, parts: [part] };
}

const TABLES = [
	'create table public.deal as select * from crmflow.record',
	'alter table public.deal add primary key (id)',
	`create table public.follow_up (
		id bigint generated always as identity primary key,
		title text not null,
		created_at text not null default to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))`,
	'analyze',
];

/** A row is updated → another one is inserted. */
async function onRow(host: BenchN8n, database: TestDatabase): Promise<WorkflowContent> {
	const { host: address, port, user, password } = database.options();
	const credential = await host.client.createCredential('postgres', 'Bench, n8n', {
		host: address,
		port,
		database: database.name,
		user,
		password,
		ssl: 'disable',
		maxConnections: CONNECTIONS,
	});
	const connected = (name: string, type: string, typeVersion: number, parameters: INodeParameters) => ({
		...node(name, type, parameters),
		typeVersion,
		credentials: { postgres: credential },
	});
	const table = { schema: named('public') };
	return chain(
		'Row after a row',
		connected('Postgres Trigger', 'n8n-nodes-base.postgresTrigger', 1, { ...table, tableName: named('deal'), firesOn: 'UPDATE' }),
		connected('Insert', 'n8n-nodes-base.postgres', 2.7, {
			...table,
			operation: 'insert',
			table: named('follow_up'),
			columns: { mappingMode: 'defineBelow', value: { title: `=${TITLE}: {{ $json.payload.title }}` }, matchingColumns: [], schema: [] },
		}),
	);
}

function named(value: string): INodeParameters {
	return { __rl: true, mode: 'name', value } as INodeParameters;
}
