import type { Bench } from '../support/Bench.ts';
import { BenchCrm } from '../support/BenchCrm.ts';
import { BenchN8n, type Connect } from '../support/BenchN8n.ts';
import { onCall, onChange, TITLES } from '../support/benchWorkflows.ts';
import { measurePairs, partOf, worstOf, type Measurements, type Part } from '../support/measurement.ts';
import { fillCompany, fillDeals, settle } from '../support/seededData.ts';
import { steadyRates, StoredRows } from '../support/StoredRows.ts';

/** Runs per measurement. */
const RUNS = 60;
/** Calls at the same time; the trigger has as many runs at the same time. */
const AT_ONCE = 20;
/** No deal is at the first of them at the beginning. */
const STAGES = ['sales:qualified', 'sales:proposal'];

/**
 * throughput.vsWebhook: runs per second of a saturated n8n, one run per change, divided by those of the same workflow
 * started by n8n's Webhook node. Each run makes one task.
 *
 * Ours: another program moves 60 deals in one commit. The peer: 60 calls, 20 at a time, each answered when its run is
 * over, as our trigger has 20 runs at a time. Runs per second are counted between the first and the last task stored, so
 * that starting counts on neither side. On both databases, the worse counts.
 */
export async function throughput(bench: Bench): Promise<Measurements> {
	const host = await BenchN8n.start(bench);
	try {
		const postgres = await BenchCrm.postgres(bench);
		const sqlite = await BenchCrm.sqlite(bench, host.n8n.folder);
		const parts = [
			await runsPerSecond(host, postgres, await host.onPostgres(postgres.database!)),
			await runsPerSecond(host, sqlite, host.onSqlite),
		];
		const durability = [await postgres.durability(), await sqlite.durability()].join('; ');
		await Promise.all([postgres.discard(), sqlite.discard()]);
		return { 'throughput.vsWebhook': worstOf(parts, { atLeast: 0.95 }, { durability }) };
	} finally {
		await host.stop();
	}
}

async function runsPerSecond(host: BenchN8n, crm: BenchCrm, connect: Connect): Promise<Part> {
	const ids = await fillDeals(crm, await fillCompany(crm), RUNS);
	await settle(crm);
	const path = `call-${crm.name.toLowerCase()}`;
	const workflows = [await host.activate(onChange(connect)), await host.activate(onCall(connect, path, 'lastNode'))];
	const afterChange = new StoredRows(crm, TITLES.change);
	const afterCall = new StoredRows(crm, TITLES.webhook);
	let turn = 0;
	const pairs = await measurePairs({
		pairs: 5,
		own: async () => {
			const stage = STAGES[turn++ % STAGES.length]!;
			return await afterChange.rates(
				RUNS,
				async () =>
					await crm.scope.crm.update(
						'deal',
						ids.map((id) => ({ id, values: { stage } })),
						{},
					),
			);
		},
		peer: async () => await afterCall.rates(RUNS, async () => await callAll(host, path, ids)),
	});
	for (const rows of [afterChange, afterCall]) await rows.expectInAll(turn * RUNS);
	for (const id of workflows) await host.client.deactivate(id);
	return partOf(`${crm.name}, ${RUNS} runs`, 'runs per second', steadyRates(pairs));
}

async function callAll(host: BenchN8n, path: string, ids: readonly string[]): Promise<void> {
	const waiting = [...ids];
	const call = async () => {
		for (let deal = waiting.shift(); deal !== undefined; deal = waiting.shift()) await host.call(path, { deal, title: deal });
	};
	await Promise.all(Array.from({ length: AT_ONCE }, call));
}
