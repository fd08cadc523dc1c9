import type { Bench } from '../support/Bench.ts';
import { BenchCrm } from '../support/BenchCrm.ts';
import { GraphileWorker } from '../support/GraphileWorker.ts';
import { Listening } from '../support/Listening.ts';
import { measurePairs, partOf, timed, type Measurements } from '../support/measurement.ts';
import { fillCompany, fillDeals, settle } from '../support/seededData.ts';

const COUNT = 5_000;

/**
 * feed.vsGraphile: how many changes per second are matched, delivered, claimed and done, without n8n.
 *
 * Ours: another program changes 5,000 deals in one commit, with a subscription at rest → all runs (which do nothing) have
 * claimed their deliveries and these are marked as done. The peer: 5,000 jobs are added in one commit, with
 * graphile-worker at rest → all jobs (which do nothing) are completed. It has its local queue of 500 and completes jobs
 * in batches, as its own benchmark has. The clock begins with the commit. Same server and database.
 */
export async function feed(bench: Bench): Promise<Measurements> {
	const crm = await BenchCrm.postgres(bench);
	const database = crm.database!;
	await fillDeals(crm, await fillCompany(crm), COUNT);
	const listening = await Listening.start(crm, bench);
	const worker = await GraphileWorker.start(database, {
		concurrency: 24,
		preset: { worker: { localQueue: { size: 500 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
	});
	const client = await database.connect();
	await settle(crm);

	let turn = 0;
	const perSecond = (ms: number) => (COUNT / ms) * 1000;
	const inOneCommit = async (text: string, values: unknown[], done: (commit: () => Promise<unknown>) => Promise<void>) => {
		await client.query('begin');
		await client.query(text, values);
		return perSecond(await timed(async () => await done(async () => await client.query('commit'))));
	};
	const pairs = await measurePairs({
		pairs: 5,
		own: async () =>
			await inOneCommit("update crmflow.record set custom = jsonb_set(custom, '{amount}', to_jsonb($1::int)) where type = 'deal'", [1_000_000 + ++turn], async (commit) => {
				await listening.delivered(COUNT, commit);
			}),
		peer: async () =>
			await inOneCommit("select graphile_worker.add_job('bench', json_build_object('deal', i)) from generate_series(1, $1::int) i", [COUNT], async (commit) => {
				await worker.worked(COUNT, commit);
			}),
	});
	const part = partOf(`${COUNT} changes or jobs`, 'per second', pairs);
	const durability = await crm.durability();
	await worker.stop();
	await listening.stop();
	await crm.discard();
	return { 'feed.vsGraphile': { value: part.value, parts: [part], durability } };
}
