import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { crmFile } from '../../demo/library.ts';
import type { Bench } from '../support/Bench.ts';
import { BenchCrm } from '../support/BenchCrm.ts';
import { BenchN8n } from '../support/BenchN8n.ts';
import { caller, mover, onCall, onChange, TITLES } from '../support/benchWorkflows.ts';
import { measurePairs, partOf, worstOf, type Measurements, type Part } from '../support/measurement.ts';
import { fillCompany, fillDeals, settle } from '../support/seededData.ts';

/** Each is used once, and none is at that stage yet. */
const DEALS = 400;
const STAGE = 'sales:qualified';
const PAIRS = 75;
const WARM_UPS = 15;
const LIMIT_MS = 10_000;
/** The run before must be over, in n8n too. */
const PAUSE_MS = 60;

/**
 * latency.vsWebhook: from a change of a deal to the effect of the workflow that it starts, divided by the way that n8n has
 * itself: a call to a Webhook node, with the same effect (a task for the deal) behind it. A real n8n, one at a time.
 *
 * - PostgreSQL: another program updates the deal, or posts to the webhook; until the commit of the task, which the
 *   database announces. Our clock begins before the UPDATE is sent, so the change itself is in our time.
 * - SQLite: a workflow in the same n8n moves the deal, or calls the webhook; from that commit, or call, to the moment when
 *   the task is stored. (Changes by other programs are noticed there within half a second.)
 *
 * The worse of the two counts.
 */
export async function latency(bench: Bench): Promise<Measurements> {
	const host = await BenchN8n.start(bench);
	try {
		const parts: Part[] = [];
		const postgres = await BenchCrm.postgres(bench);
		parts.push(await onPostgres(host, postgres));
		const durability = [await postgres.durability()];
		const sqlite = await BenchCrm.sqlite(bench, host.n8n.folder);
		parts.push(await onSqlite(host, sqlite));
		durability.push(await sqlite.durability());
		await Promise.all([postgres.discard(), sqlite.discard()]);
		return { 'latency.vsWebhook': worstOf(parts, { atMost: 1.15 }, { durability: durability.join('; ') }) };
	} finally {
		await host.stop();
	}
}

async function onPostgres(host: BenchN8n, crm: BenchCrm): Promise<Part> {
	const database = crm.database!;
	const ids = await fillDeals(crm, await fillCompany(crm), DEALS);
	await settle(crm);
	const connect = await host.onPostgres(database);
	const workflows = [await host.activate(onChange(connect)), await host.activate(onCall(connect, 'call-postgres'))];
	const program = await database.connect();
	const committed = await listenForOthers(await database.connect(), [program]);
	let turn = 0;
	const next = () => ids[turn++]!;
	const until = async (start: () => Promise<unknown>) => {
		await sleep(PAUSE_MS);
		const task = committed();
		const started = performance.now();
		await start();
		return (await task) - started;
	};
	const pairs = await measurePairs({
		pairs: PAIRS,
		warmUps: WARM_UPS,
		own: async () => await until(async () => await program.query('update crmflow.record set stage_id = $2 where id = $1', [next(), STAGE])),
		peer: async () => await until(async () => await host.call('call-postgres', { deal: next(), title: 'now' })),
	});
	await checkTasks(crm, WARM_UPS + PAIRS);
	for (const id of workflows) await host.client.deactivate(id);
	return partOf('PostgreSQL, another program changes or calls → task committed', 'ms', pairs);
}

/** Gives a function that waits for the next commit that others make to the CRM, and says when it was announced. */
async function listenForOthers(client: Client, own: readonly Client[]): Promise<() => Promise<number>> {
	const ownProcesses = new Set(own.map((each) => (each as Client & { processID: number }).processID));
	let waiting: ((at: number) => void) | undefined;
	client.on('notification', ({ processId }) => {
		if (!ownProcesses.has(processId)) waiting?.(performance.now());
	});
	await client.query('listen crmflow');
	return async () => {
		const next = Promise.withResolvers<number>();
		waiting = next.resolve;
		const timer = setTimeout(() => next.reject(new Error(`No task was made within ${LIMIT_MS / 1000} s.`)), LIMIT_MS);
		return await next.promise.finally(() => clearTimeout(timer));
	};
}

async function onSqlite(host: BenchN8n, crm: BenchCrm): Promise<Part> {
	const ids = await fillDeals(crm, await fillCompany(crm), DEALS);
	await settle(crm);
	const database = new DatabaseSync(crmFile(host.n8n.folder), { readOnly: true, timeout: 5000 });
	const lastTask = database.prepare('select id, title, created_at from task order by id desc limit 1');
	const lastEffects = database.prepare('select fingerprint, at from effect order by rowid desc limit 2');
	const workflows = [
		await host.activate(onChange(host.onSqlite)),
		await host.activate(onCall(host.onSqlite, 'call-sqlite')),
		await host.activate(mover(host.onSqlite, 'move')),
		await host.activate(caller('call', `${host.n8n.url}/webhook/call-sqlite`)),
	];
	let turn = 0;
	const next = () => ids[turn++]!;
	const newTask = async (start: () => Promise<unknown>) => {
		await sleep(PAUSE_MS);
		const before = lastTask.get()?.id;
		await start();
		for (const limit = performance.now() + LIMIT_MS; performance.now() < limit; await sleep(2)) {
			const task = lastTask.get();
			if (task !== undefined && task.id !== before) return task;
		}
		throw new Error(`No task was made within ${LIMIT_MS / 1000} s.`);
	};
	const pairs = await measurePairs({
		pairs: PAIRS,
		warmUps: WARM_UPS,
		own: async () => {
			await newTask(async () => await host.call('move', { deal: next(), stage: STAGE }));
			// Effects are stored at the end of their transactions: the one of the move, then the one of the task.
			const [task, move] = lastEffects.all();
			if (!String(task?.fingerprint).startsWith('task.create') || String(move?.fingerprint).startsWith('task.create'))
				throw new Error('The effects are not those of a move and its task.');
			return Date.parse(String(task!.at)) - Date.parse(String(move!.at));
		},
		peer: async () => {
			const task = await newTask(async () => await host.call('call', { deal: next() }));
			const [effect] = lastEffects.all();
			return Date.parse(String(effect!.at)) - Number(String(task.title).split(': ')[1]);
		},
	});
	await checkTasks(crm, WARM_UPS + PAIRS);
	database.close();
	for (const id of workflows) await host.client.deactivate(id);
	return partOf('SQLite, a workflow changes or calls → task stored', 'ms', pairs);
}

/** Each side made its tasks, one per turn and no more: nothing else was timed. */
async function checkTasks(crm: BenchCrm, each: number): Promise<void> {
	for (const title of [TITLES.change, TITLES.webhook]) {
		const made = await crm.count('task', `title like '${title}: %'`);
		if (made !== each) throw new Error(`${made} tasks "${title}" were made, not ${each}.`);
	}
}
