import { DELIVERIES } from '../host/deliveries.ts';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { commands } from '../host/commands.cjs';
import { projectRoot } from '../host/hostFolder.cjs';
import { installPackage } from '../host/installPackage.ts';
import { N8n } from '../host/N8n.ts';
import { N8nClient } from '../host/N8nClient.ts';
import { packProject } from '../host/pack.ts';
import type { PlainDatabase } from '../host/PlainDatabase.ts';
import { step } from '../host/steps.ts';
import { check } from './checker.ts';
import { postgresCrm, sqliteCrm, type DemoCrm } from './DemoCrm.ts';
import { changeLatencies, median, webhookLatencies } from './latency.ts';
import { printTable } from './report.ts';
import { companyRows, dealRows, setUpSales } from './salesCompany.ts';
import { closedOpportunities, movesOf, readSalesData, writeOwnSalesData, type Move } from './salesData.ts';
import { importer, mover, rules, webhookCaller, webhookPeer } from './workflows.ts';

/**
 * `npm run demo [-- --data FOLDER] [--moved 200] [--crm sqlite|postgres] [--json] [--sabotage skip|double]`: the main job
 * without hands, in a real n8n with the packed package. Exit code 1 unless every expected effect is there exactly once.
 */
const { values: options } = parseArgs({ options: commands.demo.options });
const moved = Number(options.moved);
if (!Number.isInteger(moved) || moved < 1) throw new Error(`--moved takes a whole number from 1 on, not "${options.moved}".`);
if (options.sabotage !== undefined && !['skip', 'double'].includes(options.sabotage)) {
	throw new Error(`--sabotage takes "skip" or "double", not "${options.sabotage}".`);
}
if (!['sqlite', 'postgres'].includes(options.crm)) throw new Error(`--crm takes "sqlite" or "postgres", not "${options.crm}".`);
if (options.json) console.log = (...line: unknown[]) => console.error(...line);

const home = join(projectRoot, '.crmflow');
mkdirSync(home, { recursive: true });
const folder = mkdtempSync(join(home, 'demo-'));
let n8n: N8n | undefined;
let crm: DemoCrm | undefined;
try {
	process.exitCode = await demo();
} finally {
	await n8n?.stop();
	await crm?.close();
	if (process.env.CRMFLOW_KEEP !== '1') rmSync(folder, { recursive: true, force: true });
}

async function demo(): Promise<number> {
	const started = performance.now();
	const data = readSalesData(dataFolder());
	const tarball = await step('Building the package', (tell) => packProject(tell));
	await step('Installing it into n8n', () => installPackage(folder, tarball));
	const chosen = options.crm === 'postgres' ? await step('Starting PostgreSQL', () => postgresCrm(folder)) : sqliteCrm(folder);
	crm = chosen;
	await step('Preparing people, fields, pipeline and template', async () => {
		const connection = await chosen.open();
		await setUpSales(connection, data);
		connection.release();
	});
	n8n = await step('Starting n8n', () => N8n.start({ folder, env: sabotageEnvironment() }));
	const client = new N8nClient(n8n.url);
	await client.signIn();
	const rulesId = await step('Activating the workflows', () => activateWorkflows(client, chosen));
	await step(`Importing ${data.accounts.length} accounts`, () => importRows(client, 'companies', companyRows(data)));
	const rows = dealRows(data);
	const deals = await step(`Importing ${rows.length} deals`, () => importRows(client, 'deals', rows));
	const importSeconds = await nodeSeconds(client, 'Import deal', 'Create or Update');
	const bare: number[] = [];
	for (let time = 1; time <= 5; time++) bare.push(await chosen.bareSeconds(rows));

	const database = chosen.database();
	const moves = movesOf(closedOpportunities(data, moved));
	await step(`Moving ${moved} deals through their stages`, (tell) => moveDeals(client, database, deals, moves, tell));
	await step('Waiting for the last runs', () => quiet(client, rulesId));

	const { verdict, complaints } = await check(database, data, moved);
	const runs = await countRuns(database);
	const result = {
		records: verdict.records,
		changes: verdict.changes,
		runs,
		tasks: verdict.tasks,
		historyEntries: verdict.historyEntries,
		notifications: verdict.notifications,
		projects: verdict.projects,
		missing: verdict.missing,
		duplicates: verdict.duplicates,
		medianLatencyMs: round(median(await changeLatencies(database))),
		webhookLatencyMs: round(median(await webhookLatencies(database))),
		seconds: round((performance.now() - started) / 1000),
	};
	printTable(result, { importSeconds, bareSeconds: median(bare), rows: rows.length }, complaints);
	process.stdout.write(`${JSON.stringify(result)}\n`);
	return result.missing + result.duplicates === 0 ? 0 : 1;
}

function dataFolder(): string {
	const given = options.data ?? process.env.CRMFLOW_DATA ?? '';
	if (given === '') {
		const own = join(folder, 'data');
		writeOwnSalesData(own);
		return own;
	}
	const inside = resolve(given, 'sales-opportunities');
	const chosen = existsSync(inside) ? inside : resolve(given);
	if (existsSync(join(chosen, 'sales_pipeline.csv'))) return chosen;
	throw new Error(`There is no sales_pipeline.csv in ${chosen}. Give the folder with the sales CSV files: npm run demo -- --data FOLDER`);
}

function sabotageEnvironment(): Record<string, string> {
	return options.sabotage === undefined ? {} : { CRMFLOW_TEST: '1', CRMFLOW_TEST_SABOTAGE: options.sabotage };
}

async function activateWorkflows(client: N8nClient, demoCrm: DemoCrm): Promise<string> {
	const content = [
		rules(),
		importer('companies', 'company'),
		importer('deals', 'deal'),
		mover('move'),
		webhookPeer('peer'),
		webhookCaller('call', `${client.rest.url}/webhook/peer`),
	];
	const ids: string[] = [];
	for (const workflow of content) {
		const { id } = await client.createWorkflow(await demoCrm.connect(client, workflow));
		await client.activate(id);
		ids.push(id);
	}
	return ids[0]!;
}

/** Returns the records' ids by their external ids. */
async function importRows(client: N8nClient, path: string, rows: readonly object[]): Promise<Map<string, string>> {
	const { status, body } = await client.webhook<unknown>(path, { rows });
	const answer = (Array.isArray(body) ? body[0] : body) as { rows?: Array<{ id: string; externalId: string }> } | undefined;
	if (status >= 400 || answer?.rows === undefined)
		throw new Error(`The import was refused (${status}): ${JSON.stringify(body).slice(0, 500)}`);
	return new Map(answer.rows.map(({ externalId, id }) => [externalId, id]));
}

/** One move after the other, each when the rules have dealt with the one before, with a call to the webhook between. */
async function moveDeals(
	client: N8nClient,
	database: PlainDatabase,
	deals: ReadonlyMap<string, string>,
	moves: readonly Move[],
	tell: (line: string) => void,
): Promise<void> {
	const [lead] = await database.rows("SELECT id FROM record WHERE type = 'lead'");
	const peerTasks = async () => await countOf(database, "SELECT count(*) AS n FROM task WHERE title LIKE 'Webhook: %'");
	for (const [index, { opportunity, stage }] of moves.entries()) {
		const before = await countRuns(database);
		const { status, body } = await client.webhook('move', { deal: deals.get(opportunity.id), stage });
		if (status >= 400) throw new Error(`The move of ${opportunity.id} was refused (${status}): ${JSON.stringify(body).slice(0, 300)}`);
		if (stage !== 'Won') await waitUntil(async () => (await countRuns(database)) > before);
		if (stage === 'Engaging') {
			const tasks = await peerTasks();
			const call = await client.webhook('call', { lead: String(lead!.id) });
			if (call.status >= 400) throw new Error(`The webhook answered ${call.status}: ${JSON.stringify(call.body).slice(0, 300)}`);
			await waitUntil(async () => (await peerTasks()) > tasks);
		}
		tell(`${index + 1} of ${moves.length}`);
	}
}

/** Gives up after a second: a delivery that never comes is for the checker to notice. */
async function waitUntil(holds: () => Promise<boolean>): Promise<void> {
	for (const limit = Date.now() + 1000; !(await holds()) && Date.now() < limit;) await sleep(2);
}

async function quiet(client: N8nClient, workflowId: string): Promise<void> {
	for (const limit = Date.now() + 60_000; Date.now() < limit; await sleep(200)) {
		const open = await client.listExecutions({ workflowId, status: ['new', 'running'] }, 1);
		if (open.length === 0) return;
	}
	throw new Error('Runs are still going on after a minute.');
}

async function countRuns(database: PlainDatabase): Promise<number> {
	return await countOf(database, `SELECT count(*) AS n FROM ${DELIVERIES} AS known WHERE state IN ('done', 'failed')`);
}

async function countOf(database: PlainDatabase, statement: string): Promise<number> {
	const [row] = await database.rows(statement);
	return Number(row!.n);
}

/** How long a node took in the last execution of that workflow, as n8n counted it. */
async function nodeSeconds(client: N8nClient, workflow: string, node: string): Promise<number> {
	const { id } = (await client.listWorkflows()).find(({ name }) => name === workflow)!;
	const [last] = await client.listExecutions({ workflowId: id }, 1);
	const execution = await client.finished(last!.id);
	return execution.data.resultData.runData[node]![0]!.executionTime / 1000;
}

function round(number: number): number {
	return Math.round(number * 10) / 10;
}
