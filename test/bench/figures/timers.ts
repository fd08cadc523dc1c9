import { setTimeout as sleep } from 'node:timers/promises';
import type { RunMode } from '../../../src/automation/engine/delivery/options';
import type { StoredTimer } from '../../../src/ledger/Ledger';
import type { Bench } from '../support/Bench.ts';
import { BenchCrm } from '../support/BenchCrm.ts';
import { GraphileWorker } from '../support/GraphileWorker.ts';
import { Listening, TRIGGER } from '../support/Listening.ts';
import { measurePairs, partOf, timed, type Measurements, type Part } from '../support/measurement.ts';
import { fillCompany, fillDeals, settle } from '../support/seededData.ts';

const BURST = 10_000;
const SCHEDULED = 5_000;
const TOGETHER = 500;
const BATCHES: RunMode = { kind: 'batch', most: TOGETHER, waitMs: 100 };

/** Of the steady stream: so many per second, for so many seconds. */
const RATE = 100;
const SECONDS = 20;

const OWNER = `trigger:${TRIGGER.workflowId}:${TRIGGER.nodeId}`;
/** The date of every deal: long over, so that each timer holds what it was set for. */
const DATE = '2020-01-01';
const FILTER = { event: 'dateReached', recordType: 'deal', dateField: 'closeDate', conditions: [] } as const;

/**
 * timers.burst: 10,000 timers of a trigger are due at one moment → each has put its change into the feed, and all runs (which do
 * nothing, in batches of 500) are done. The peer: as many deals are changed in one commit → the same. From the moment, or the commit.
 *
 * timers.vsGraphile: 5,000 timers that are due now are set → all runs are done. The peer: 5,000 jobs with `run_at` = now are added
 * by `add_jobs` → all are completed; its local queue and batches are those of `feed.vsGraphile`.
 *
 * timers.late: 2,000 timers, one each 10 ms, a run for each: from the moment of the timer until its run starts; the 99th percentile.
 */
export async function timers(bench: Bench): Promise<Measurements> {
	const crm = await BenchCrm.postgres(bench);
	const database = crm.database!;
	const ids = await fillDeals(crm, await fillCompany(crm), BURST);
	const client = await database.connect();
	await client.query("update crmflow.record set custom = jsonb_set(custom, '{closeDate}', to_jsonb($1::text)) where type = 'deal'", [DATE]);
	await settle(crm);
	const durability = await crm.durability();
	const burst = await burstOf(crm, bench, ids, async (turn) => {
		await client.query("update crmflow.record set custom = jsonb_set(custom, '{amount}', to_jsonb($1::int)) where id = any($2::bigint[])", [
			1_000_000 + turn,
			ids,
		]);
	});
	const vsGraphile = await vsGraphileOf(crm, bench, ids);
	const late = await lateOf(crm, bench, ids);
	await crm.discard();
	return {
		'timers.burst': { value: burst.value, parts: [burst], durability },
		'timers.vsGraphile': { value: vsGraphile.value, parts: [vsGraphile], durability },
		'timers.late': { value: late.value, parts: [late], durability },
	};
}

async function burstOf(crm: BenchCrm, bench: Bench, ids: readonly string[], change: (turn: number) => Promise<void>): Promise<Part> {
	let turn = 0;
	const own = async () => {
		const listening = await Listening.start(crm, bench, BATCHES, FILTER);
		await armed(crm);
		await settle(crm);
		const due = Date.now() + 3000;
		await setTimers(crm, ids, () => new Date(due));
		let ended = 0;
		await listening.delivered(ids.length, async () => await sleep(Math.max(0, due - Date.now())));
		ended = Date.now();
		await listening.stop();
		return (ids.length / (ended - due)) * 1000;
	};
	const peer = async () => {
		const listening = await Listening.start(crm, bench, BATCHES);
		await settle(crm);
		const ms = await timed(async () => await listening.delivered(ids.length, async () => await change(++turn)));
		await listening.stop();
		return (ids.length / ms) * 1000;
	};
	return partOf(`${ids.length} timers due at once, or changes in one commit`, 'per second', await measurePairs({ pairs: 3, own, peer }));
}

async function vsGraphileOf(crm: BenchCrm, bench: Bench, ids: readonly string[]): Promise<Part> {
	const some = ids.slice(0, SCHEDULED);
	const worker = await GraphileWorker.start(crm.database!, {
		concurrency: 24,
		preset: { worker: { localQueue: { size: TOGETHER }, completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
	});
	const client = await crm.database!.connect();
	const listening = await Listening.start(crm, bench, BATCHES, FILTER);
	await armed(crm);
	const own = async () => {
		await settle(crm);
		const ms = await timed(async () => await listening.delivered(some.length, async () => await setTimers(crm, some, () => new Date())));
		return (some.length / ms) * 1000;
	};
	const peer = async () => {
		await settle(crm);
		const ms = await timed(async () => await worker.worked(some.length, async () => await client.query(ADD_JOBS, [some.length])));
		return (some.length / ms) * 1000;
	};
	const part = partOf(
		`${some.length} timers, or jobs with run_at, set and done`,
		'per second',
		await measurePairs({ pairs: 5, own, peer }),
	);
	await listening.stop();
	await worker.stop();
	return part;
}

/** All in one call, which is many times faster than a call of add_job for each. */
const ADD_JOBS = `select graphile_worker.add_jobs(array(select json_populate_record(null::graphile_worker.job_spec,
	json_build_object('identifier', 'bench', 'payload', json_build_object('deal', i), 'run_at', now()))
	from generate_series(1, $1::int) i))`;

async function lateOf(crm: BenchCrm, bench: Bench, ids: readonly string[]): Promise<Part> {
	const listening = await Listening.start(crm, bench, undefined, FILTER);
	await armed(crm);
	await settle(crm);
	const lateness: number[] = [];
	listening.onRun = (batch) => {
		for (const { change } of batch) {
			const reason = change.reason as { at?: string } | undefined;
			lateness.push(Date.now() - Date.parse(reason!.at!));
		}
	};
	const some = ids.slice(0, RATE * SECONDS);
	const start = Date.now() + 3000;
	await listening.delivered(some.length, async () => {
		await setTimers(crm, some, (index) => new Date(start + (index * 1000) / RATE));
	});
	await listening.stop();
	const sorted = [...lateness].sort((a, b) => a - b);
	const [median, value] = [0.5, 0.99].map((share) => sorted[Math.floor(sorted.length * share)]!);
	return {
		what: `${RATE} timers per second for ${SECONDS} s (median ${median} ms)`,
		unit: 'ms',
		own: value!,
		peer: Number.NaN,
		value: value!,
		count: some.length,
	};
}

/** The trigger has looked at all records that are there, whose dates are over. */
async function armed({ scope: { ledger } }: BenchCrm): Promise<void> {
	const { activatedAt } = (await ledger.subscriptions.get(TRIGGER.workflowId, TRIGGER.nodeId))!;
	for (;;) {
		const mark = (await ledger.timers.find(OWNER, ['*'])).get('*');
		const ofThisOne = mark?.occasion.includes(activatedAt) === true;
		if (ofThisOne && (JSON.parse(mark.content) as { complete: boolean }).complete) return;
		await sleep(20);
	}
}

/** Those of the trigger that listens, each for the date that its deal has. */
async function setTimers({ scope }: BenchCrm, ids: readonly string[], dueOf: (index: number) => Date): Promise<void> {
	const { ledger, feed } = scope;
	const at = new Date().toISOString();
	const rows = ids.map((id, index): StoredTimer => ({
		owner: OWNER,
		subject: `deal/${id}`,
		dueAt: dueOf(index).toISOString(),
		occasion: DATE,
		recordKey: null,
		content: JSON.stringify({ stage: null, since: at }),
		at,
	}));
	await ledger.transaction(async () => {
		await ledger.timers.save(rows);
		await feed.signal('timers');
	});
}
