import type { RunMode } from '../../../src/automation/engine/delivery/options';
import type { Bench } from '../support/Bench.ts';
import { BenchCrm } from '../support/BenchCrm.ts';
import { GraphileWorker } from '../support/GraphileWorker.ts';
import { Listening } from '../support/Listening.ts';
import { measurePairs, partOf, timed, type Measurements } from '../support/measurement.ts';
import { fillCompany, fillDeals, settle } from '../support/seededData.ts';

const COUNT = 5_000;
/** With a run for each. */
const SINGLE = 1_000;

/** As many as the peer takes from its queue at once. */
const TOGETHER = 500;
const BATCHES: RunMode = { kind: 'batch', most: TOGETHER, waitMs: 100 };

/**
 * feed.vsGraphile: how many changes per second are matched, delivered, claimed and done, without n8n.
 *
 * Ours: another program changes 5,000 deals in one commit, with a subscription at rest → all runs (which do nothing) have
 * claimed their deliveries and these are marked as done. The peer: 5,000 jobs are added in one commit, with
 * graphile-worker at rest → all jobs (which do nothing) are completed. It has its local queue of 500 and completes jobs
 * in batches, as its own benchmark has. The clock begins with the commit. Same server and database, which keeps house
 * before each: otherwise, now and then, it took the peer's table for empty ever after and gave it a plan 20 times slower.
 *
 * The figure is our mode for volume, batches of 500 changes; one run per change stands beside it.
 */
export async function feed(bench: Bench): Promise<Measurements> {
	const crm = await BenchCrm.postgres(bench);
	const database = crm.database!;
	const ids = await fillDeals(crm, await fillCompany(crm), COUNT);
	const worker = await GraphileWorker.start(database, {
		concurrency: 24,
		preset: { worker: { localQueue: { size: TOGETHER }, completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
	});
	const client = await database.connect();
	await settle(crm);

	let turn = 0;
	const perSecond = async (count: number, text: string, values: unknown[], done: (commit: () => Promise<unknown>) => Promise<void>) => {
		await settle(crm);
		await client.query('begin');
		await client.query(text, values);
		const ms = await timed(async () => await done(async () => await client.query('commit')));
		return (count / ms) * 1000;
	};
	const measure = async (count: number, what: string, pairs: number, mode?: RunMode) => {
		const listening = await Listening.start(crm, bench, mode);
		const own = async () =>
			await perSecond(count, CHANGE, [1_000_000 + ++turn, ids.slice(0, count)], async (commit) => await listening.delivered(count, commit));
		const peer = async () => await perSecond(count, ADD_JOBS, [count], async (commit) => await worker.worked(count, commit));
		const part = partOf(what, 'per second', await measurePairs({ pairs, own, peer }));
		await listening.stop();
		return part;
	};
	const batches = await measure(COUNT, `${COUNT} changes in batches of ${TOGETHER}, or jobs`, 7, BATCHES);
	const single = await measure(SINGLE, `${SINGLE} changes with a run each, or jobs`, 5);
	const durability = await crm.durability();
	await worker.stop();
	await crm.discard();
	return { 'feed.vsGraphile': { value: batches.value, parts: [batches, single], durability } };
}

const CHANGE = "update crmflow.record set custom = jsonb_set(custom, '{amount}', to_jsonb($1::int)) where id = any($2::bigint[])";
const ADD_JOBS = "select graphile_worker.add_job('bench', json_build_object('deal', i)) from generate_series(1, $1::int) i";
