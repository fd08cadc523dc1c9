import { setTimeout as sleep } from 'node:timers/promises';
import type { Follower } from '../../../src/automation/engine/delivery/FeedReader';
import type { Bench } from '../support/Bench.ts';
import { BenchCrm } from '../support/BenchCrm.ts';
import { GraphileWorker } from '../support/GraphileWorker.ts';
import { Listening } from '../support/Listening.ts';
import { measurePairs, partOf, type Measurements } from '../support/measurement.ts';
import { fillCompany, fillDeals, settle } from '../support/seededData.ts';

const DEALS = 1_000;
const PAIRS = 300;
/** Between two measurements, so that each finds both sides at rest; in milliseconds. */
const PAUSE_MS = 10;

/**
 * wake.vsGraphile: how long a change by another program takes to reach a subscription.
 *
 * Ours: another connection updates a deal (one statement, one commit) → the change is handed to those who subscribe. The
 * peer: another connection calls `add_job` → the task starts, its job marked as taken. Both clocks begin before the
 * statement is sent. Same server and database, one at a time. graphile-worker has no local queue here: that trades latency
 * for throughput.
 *
 * Reported beside it: until the run starts, which is after one commit more, that of the delivery. The peer's second commit
 * is within its time: it takes a job in the statement that reads it, where a change is first matched by the process.
 */
export async function wake(bench: Bench): Promise<Measurements> {
	const crm = await BenchCrm.postgres(bench);
	const database = crm.database!;
	const ids = await fillDeals(crm, await fillCompany(crm), DEALS);
	const listening = await Listening.start(crm, bench);
	const seen = await watchFeed(crm);
	const worker = await GraphileWorker.start(database, { concurrency: 10 });
	const client = await database.connect();
	await settle(crm);

	const feedTimes: number[] = [];
	let turn = 0;
	const own = async () => {
		await sleep(PAUSE_MS);
		const id = ids[++turn % ids.length]!;
		const run = Promise.withResolvers<number>();
		listening.onRun = () => run.resolve(performance.now());
		let started = 0;
		await listening.delivered(1, async () => {
			started = performance.now();
			await client.query("update crmflow.record set custom = jsonb_set(custom, '{amount}', to_jsonb($2::int)) where id = $1", [
				id,
				1_000_000 + turn,
			]);
		});
		feedTimes.push(seen.at - started);
		return (await run.promise) - started;
	};
	const peer = async () => {
		await sleep(PAUSE_MS);
		const task = Promise.withResolvers<number>();
		worker.onTask = () => task.resolve(performance.now());
		let started = 0;
		await worker.worked(1, async () => {
			started = performance.now();
			await client.query("select from graphile_worker.add_job('bench', json_build_object('deal', $1::text))", [ids[turn % ids.length]]);
		});
		return (await task.promise) - started;
	};
	const pairs = await measurePairs({ pairs: PAIRS, warmUps: 50, own, peer });
	const started = partOf('change or job sent → the run starts, its delivery stored, or the task starts', 'ms', pairs);
	const handed = partOf(
		'change or job sent → the subscription has the change, or the task starts',
		'ms',
		pairs.map(({ peer: theirs }, index) => ({ own: feedTimes[index + 50]!, peer: theirs })),
	);
	const durability = await crm.durability();
	seen.stop();
	await worker.stop();
	await listening.stop();
	await crm.discard();
	return { 'wake.vsGraphile': { value: handed.value, parts: [handed, started], durability } };
}

/** When the feed last handed a change to those who follow it. */
async function watchFeed({ connection, scope }: BenchCrm): Promise<{ at: number; stop: () => void }> {
	const seen = { at: 0, stop: () => connection.reader.unfollow(follower) };
	const follower: Follower = {
		onChanges: async () => void (seen.at = performance.now()),
		onError: (error) => console.error(error),
	};
	connection.reader.follow(follower, await scope.feed.head());
	return seen;
}
