import { claimRunOf } from '../../../../../src/automation/engine/delivery/claim';
import type { Delivered } from '../../../../../src/automation/engine/delivery/RunFollower';
import { Heartbeat } from '../../../../../src/automation/engine/delivery/Heartbeat';
import { LocalRuns } from '../../../../../src/automation/engine/delivery/LocalRuns';
import { DEFAULT_DELIVERY } from '../../../../../src/automation/engine/delivery/options';
import type { RunEnd } from '../../../../../src/automation/engine/delivery/runEnd';
import type { Subscription } from '../../../../../src/automation/engine/delivery/Subscription';
import type { Connection } from '../../../../../src/automation/engine/delivery/Connection';
import type { OpenConnection } from '../../../../../src/automation/engine/hub/hub';
import type { StoredDelivery } from '../../../../../src/ledger/Ledger';
import { createContact, freshConnection, pause, problems, rename, Runs, subscribe, until } from './connection';
import { systemClock } from '../../../../../src/model/clock';

/**
 * Runs in another process than the trigger, as on a worker. A process is known by its name in the ledger, so here the
 * main process is one of another name, and this one is the worker.
 */
let fresh: Awaited<ReturnType<typeof freshConnection>>;
let connection: OpenConnection;
let runs: Runs;
let subscription: Subscription | undefined;
let contact: string;
const main = 'main-host|1|main';
const later = (milliseconds = 60_000) => new Date(Date.now() + milliseconds).toISOString();

beforeEach(async () => {
	fresh = await freshConnection();
	connection = await fresh.open();
	runs = new Runs();
	subscription = undefined;
	problems.length = 0;
	contact = await createContact(connection, 'a');
});
afterEach(async () => {
	for (const run of runs.started) run.end({ status: 'success' });
	await (
		await subscription?.close()
	)?.runsEnded;
	connection.release();
	await fresh.end();
});

const store = () => connection.scope.ledger.deliveries;
const runStore = () => connection.scope.ledger.runs;
const row = async ({ id }: { id: string }) => (await store().get(id))!;

/** A delivery that the main process has handed to n8n. */
async function handedOver(): Promise<StoredDelivery> {
	await rename(connection, contact, `a${Math.random()}`);
	const [change] = await connection.scope.feed.newest({ types: ['contact'] }, 1);
	const [added] = await store().add(
		[{ workflowId: 'wf', nodeId: 'node', changeId: change!.id, replay: 0, recordKey: `contact/${contact}` }],
		later(0),
	);
	const [delivery] = await store().handOver([[added!.id]], { owner: main, aliveUntil: later() }, later(0));
	return delivery!;
}

const run = { executionId: '5', workflowVersion: '2' };

describe('on a worker', () => {
	test('a claim says who runs it, and its end is written down', async () => {
		const delivery = await handedOver();
		let released = 0;
		const claimed = await claimRunOf(connection, delivery.runId!, run, () => released++);
		expect(claimed.got).toBe(true);
		expect(await row(delivery)).toMatchObject({ state: 'claimed', executionId: '5', workflowVersion: '2', endedAt: null });
		expect(released).toBe(0);
		await claimed.ended();
		expect((await row(delivery)).endedAt).not.toBeNull();
		expect(released).toBe(1);
	});

	test('an end that cannot be written down is written as soon as the database is back', async () => {
		const delivery = await handedOver();
		const worker: Connection = { ...connection, heartbeat: new Heartbeat(connection.scope) };
		const claimed = await claimRunOf(worker, delivery.runId!, run, () => undefined);
		jest.spyOn(runStore(), 'markEnded').mockRejectedValueOnce(new Error('gone'));
		await claimed.ended();
		expect((await row(delivery)).endedAt).toBeNull();
		await (worker.heartbeat as unknown as { beat(): Promise<void> }).beat();
		expect((await row(delivery)).endedAt).not.toBeNull();
		worker.heartbeat.stop();
	});

	test('a run that goes to sleep is let go when the main process has finished its delivery', async () => {
		const delivery = await handedOver();
		let released = 0;
		await claimRunOf(connection, delivery.runId!, run, () => released++);
		const beat = async () => await (connection.heartbeat as unknown as { beat(): Promise<void> }).beat();
		await beat();
		expect(released).toBe(0);
		await store().finish([delivery.id], { state: 'done', at: later(), error: null });
		await beat();
		expect(released).toBe(1);
	});

	test("a second run of the same hand-over gets it only when the first one's process is gone", async () => {
		const delivery = await handedOver();
		await runStore().claim({ id: delivery.runId! }, { ...run, owner: 'worker-host|1|one', aliveUntil: later(), at: later(0) });
		expect((await claimRunOf(connection, delivery.runId!, run, () => undefined)).got).toBe(false);
		await runStore().renew([delivery.runId!], 'worker-host|1|one', later(-1));
		const claimed = await claimRunOf(connection, delivery.runId!, run, () => undefined);
		expect(claimed.got).toBe(true);
		await claimed.ended();
	});
});

describe('the main process', () => {
	/** Listens here, and its runs are claimed by a worker of another name. */
	async function listen(claimBy: string | undefined, end: RunEnd | undefined, aliveMs = 60_000) {
		runs.claims = false;
		runs.autoEnd = end;
		runs.beforeEnd = async (batch: readonly Delivered[]) => {
			if (claimBy === undefined) return;
			const claimer = { ...run, owner: claimBy, aliveUntil: later(aliveMs), at: later(0) };
			await runStore().claim({ id: batch[0]!.delivery.runId! }, claimer);
		};
		subscription = await subscribe(connection, runs, { delivery: { ...DEFAULT_DELIVERY, retries: 0 } });
		await rename(connection, contact, 'a1');
		await until(() => runs.started.length === 1, 'the run');
		return runs.started[0]!.delivery;
	}

	test('finishes a delivery when the run on a worker has ended, as n8n says how', async () => {
		const delivery = await listen('worker-host|1|one', undefined);
		await runStore().markEnded(delivery.runId!, 'worker-host|1|one', later(0));
		runs.started[0]!.end({ status: 'error', message: 'No mail.' });
		await until(async () => (await row(delivery)).state === 'failed', 'the end');
		expect((await row(delivery)).error).toBe('No mail.');
	});

	test('does not take the end of a run that did nothing for the end of the one that has it', async () => {
		const delivery = await listen('worker-host|1|one', { status: 'success' });
		await pause(1200);
		expect((await row(delivery)).state).toBe('claimed');
		await runStore().markEnded(delivery.runId!, 'worker-host|1|one', later(0));
		await until(async () => (await row(delivery)).state === 'done', 'the end');
		expect(runs.started).toHaveLength(1);
	});

	test('asks the ledger when n8n says the end in a word that nobody knows: it is done when the worker says so', async () => {
		const delivery = await listen('worker-host|1|one', { status: 'unknown', word: 'settled' });
		await pause(1200);
		expect(await row(delivery)).toMatchObject({ state: 'claimed', failures: 0 });
		await runStore().markEnded(delivery.runId!, 'worker-host|1|one', later(0));
		await until(async () => (await row(delivery)).state === 'done', 'the end');
		expect(await row(delivery)).toMatchObject({ failures: 0, error: null });
		expect(runs.started).toHaveLength(1);
		expect(problems).toEqual([]);
	});

	test('runs it again when the worker died', async () => {
		const delivery = await listen('worker-host|1|one', { status: 'error', message: 'job stalled' }, 300);
		runs.claims = true;
		runs.beforeEnd = async () => undefined;
		runs.autoEnd = { status: 'success' };
		await until(async () => (await row(delivery)).state === 'done', 'the second run');
		expect(runs.started).toHaveLength(2);
		expect(await row(delivery)).toMatchObject({ attempts: 2 });
	});

	test('sets it aside instead, where the trigger says so', async () => {
		runs.claims = false;
		runs.autoEnd = undefined;
		const delivery = await handedOver();
		await runStore().claim({ id: delivery.runId! }, { ...run, owner: 'worker-host|1|one', aliveUntil: later(200), at: later(0) });
		subscription = await subscribe(connection, runs, { activation: 'resume', delivery: { ...DEFAULT_DELIVERY, leaveInterrupted: true } });
		await until(async () => (await row(delivery)).state === 'failed', 'the end');
		expect((await row(delivery)).error).toContain('cut off');
		expect(runs.started).toHaveLength(0);
		expect(problems).toHaveLength(1);
	});

	test('a worker that runs on while main was killed and started again finishes its run; nothing is run twice', async () => {
		const delivery = await handedOver();
		await runStore().claim({ id: delivery.runId! }, { ...run, owner: 'worker-host|1|one', aliveUntil: later(), at: later(0) });
		subscription = await subscribe(connection, runs, { activation: 'resume' });
		await rename(connection, contact, 'after');
		await pause(1200);
		expect(runs.started).toHaveLength(0);
		await runStore().markEnded(delivery.runId!, 'worker-host|1|one', later(0));
		await until(() => runs.started.length === 1, 'the next change of the record');
		expect(runs.titles).toEqual(['after']);
		expect((await row(delivery)).state).toBe('done');
	});
});

describe('two copies of the package in one process, after an update', () => {
	test('have one name, and the new copy leaves the runs of the old one alone', async () => {
		runs.autoEnd = undefined;
		subscription = await subscribe(connection, runs);
		await rename(connection, contact, 'a1');
		await until(() => runs.started.length === 1, 'the run');
		const old = subscription;
		const closed = await old.close();
		const [name, again] = await Promise.all([import('../../../../../src/automation/engine/delivery/owner'), loadAnew()]);
		expect(again.thisProcess).toBe(name.thisProcess);
		const anew = new Runs();
		subscription = await subscribe(connection, anew, { activation: 'resume' });
		await rename(connection, contact, 'a2');
		await pause(1200);
		expect(anew.started).toHaveLength(0);
		runs.started[0]!.end({ status: 'success' });
		await closed.runsEnded;
		await until(() => anew.started.length === 1, 'the next change');
		expect(anew.titles).toEqual(['a2']);
	});

	async function loadAnew(): Promise<{ thisProcess: string }> {
		let copy: { thisProcess: string } | undefined;
		await jest.isolateModulesAsync(async () => {
			copy = await import('../../../../../src/automation/engine/delivery/owner');
		});
		return copy!;
	}
});

describe('two runs of one hand-over in one process', () => {
	test.each([0, 10, 30])('started %i ms apart: one gets it, and the end of the other is not taken for its end', async (gap) => {
		const local = new LocalRuns(systemClock);
		const worker: Connection = { ...connection, runs: local };
		const order: string[] = [];
		subscription = await subscribe(worker as OpenConnection, runs, {
			startRun: async (batch) => {
				const runId = batch[0]!.delivery.runId!;
				// The other run is the one that gets it.
				const other = claimRunOf(worker, runId, run, () => undefined).then(async ({ got, ended }) => {
					await pause(200);
					order.push(`worked ${got}`);
					await ended();
				});
				await pause(gap);
				const mine = await claimRunOf(worker, runId, run, () => undefined);
				order.push(`first ${mine.got}`);
				void other;
				return { status: 'success' };
			},
		});
		await rename(connection, contact, 'a1');
		await until(async () => order.length === 2 && (await store().open('wf', 'node')).length === 0, 'the end');
		expect(order).toEqual(['first false', 'worked true']);
	});
});
