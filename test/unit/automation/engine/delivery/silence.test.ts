import './shortLife';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { claimRunOf } from '../../../../../src/automation/engine/delivery/claim';
import { DEFAULT_DELIVERY } from '../../../../../src/automation/engine/delivery/options';
import { ALIVE_MS, thisProcess } from '../../../../../src/automation/engine/delivery/owner';
import type { Subscription } from '../../../../../src/automation/engine/delivery/Subscription';
import type { OpenConnection } from '../../../../../src/automation/engine/hub/hub';
import { ownTime } from '../../../../host/ownTime';
import { claimAs, claims, createContact, freshConnection, pause, problems, rename, Runs, subscribe, until } from './connection';

/** n8n never says how a run ended: its own database went away just then. */
let fresh: Awaited<ReturnType<typeof freshConnection>>;
let connection: OpenConnection;
let runs: Runs;
let subscription: Subscription;
const worker = 'worker-host|1|one';
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const soon = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString();

beforeEach(async () => {
	fresh = await freshConnection();
	connection = await fresh.open();
	runs = new Runs();
	runs.autoEnd = undefined;
	problems.length = 0;
});
afterEach(async () => {
	for (const run of runs.started) run.end({ status: 'success' });
	await (
		await subscription.close()
	).runsEnded;
	connection.release();
	await fresh.end();
});

const store = () => connection.scope.ledger.deliveries;
const runStore = () => connection.scope.ledger.runs;
const over = async () => (await store().open('wf', 'node')).length === 0;

/** A run that n8n has started and keeps silent about. */
async function silentRun(claims: boolean) {
	runs.claims = claims;
	const id = await createContact(connection, 'a');
	subscription = await subscribe(connection, runs);
	await rename(connection, id, 'a1');
	await until(() => runs.started.length === 1, 'the run');
	return runs.started[0]!.delivery;
}

describe('a start that n8n has forgotten', () => {
	/** A run of another trigger that a living worker has. */
	async function busyWorker(): Promise<void> {
		const draft = { workflowId: 'other', nodeId: 'node', changeId: '1', replay: 0, recordKey: 'deal/1' };
		const [busy] = await store().add([draft], soon(0), { owner: 'main-host|1|main', aliveUntil: soon(60_000), most: 1, together: 1 });
		await claimAs(connection, busy!, worker, soon(3_600_000));
	}

	test('is made again within 5 s while workers are idle, and its end is the end', async () => {
		const delivery = await silentRun(false);
		const since = ownTime();
		runs.claims = true;
		runs.autoEnd = { status: 'success' };
		await until(() => runs.started.length === 2, 'the second start');
		expect(since()).toBeLessThan(5000);
		await until(over, 'the end');
		expect(runs.titles).toEqual(['a1', 'a1']);
		expect(runs.started[1]!.key).not.toBe(runs.started[0]!.key);
		// The hand-over is the same: whichever start comes first gets the claim.
		expect(runs.started[1]!.delivery.runId).toBe(delivery.runId);
		expect(await store().get(delivery.id)).toMatchObject({ state: 'done', attempts: 1 });
		expect(await claims(connection, delivery)).toBe(false);
		expect(problems).toEqual([]);
	});

	test('is left alone while workers are busy, and when the first start begins at last there is one run', async () => {
		await busyWorker();
		const delivery = await silentRun(false);
		await pause(6000);
		expect(runs.started).toHaveLength(1);
		await claimAs(connection, delivery, worker, soon(60_000));
		await runStore().markEnded(delivery.runId!, worker, soon(0));
		runs.started[0]!.end({ status: 'success' });
		await until(over, 'the end');
		expect(runs.started).toHaveLength(1);
	});

	test('is made again although workers are busy, when one that was handed over later has begun', async () => {
		await busyWorker();
		const delivery = await silentRun(false);
		await pause(2500);
		expect(runs.started).toHaveLength(1);
		await createContact(connection, 'b').then(async (id) => await rename(connection, id, 'b1'));
		await until(() => runs.titles.includes('b1'), 'the later start');
		const since = ownTime();
		await claimAs(connection, runs.started.at(-1)!.delivery, worker, soon(60_000));
		runs.claims = true;
		await until(() => runs.titles.filter((title) => title === 'a1').length === 2, 'the second start');
		expect(since()).toBeLessThan(5000);
		expect(await store().get(delivery.id)).toMatchObject({ state: 'claimed', owner: thisProcess });
	});

	test('the first start comes after all: the second gets nothing, and its end is not taken for that of the run', async () => {
		const delivery = await silentRun(false);
		runs.autoEnd = { status: 'success' };
		runs.beforeEnd = async () => await claimAs(connection, delivery, worker, soon(3_600_000));
		await until(() => runs.started.length === 2, 'the second start');
		await pause(2500);
		expect(await store().get(delivery.id)).toMatchObject({ state: 'claimed', owner: worker });
		await runStore().markEnded(delivery.runId!, worker, soon(0));
		await until(over, 'the end');
		expect(runs.started).toHaveLength(2);
	});

	test('while the ledger cannot be read nothing is proven; when it is back, it is made again within 5 s', async () => {
		const look = jest.spyOn(runStore(), 'workersSeen').mockRejectedValue(new Error('The database cannot be reached.'));
		await silentRun(false);
		await pause(5000);
		expect(runs.started).toHaveLength(1);
		look.mockRestore();
		const since = ownTime();
		runs.claims = true;
		runs.autoEnd = { status: 'success' };
		await until(over, 'the second run');
		expect(since()).toBeLessThan(5000);
		expect(runs.started).toHaveLength(2);
	});

	test('in vain: it is made again less and less often', async () => {
		await silentRun(false);
		await pause(11_000);
		expect(runs.started.length).toBe(3);
	}, 30_000);
});

test('a run that a worker has ended is over', async () => {
	const delivery = await silentRun(false);
	await claimAs(connection, delivery, worker, soon(60_000));
	await pause(2 * ALIVE_MS);
	expect(await over()).toBe(false);
	await runStore().markEnded(delivery.runId!, worker, soon(0));
	await until(over, 'the end');
	expect(runs.started).toHaveLength(1);
});

test('a run whose worker died is made again', async () => {
	const delivery = await silentRun(false);
	await claimAs(connection, delivery, worker, soon(100));
	runs.claims = true;
	runs.autoEnd = { status: 'success' };
	await until(over, 'the second run');
	expect(runs.started).toHaveLength(2);
	expect(await store().get(delivery.id)).toMatchObject({ state: 'done', attempts: 2 });
});

test('a run that n8n says has ended, and whose worker neither says so nor dies, is made again', async () => {
	const delivery = await silentRun(false);
	await claimAs(connection, delivery, worker, soon(3_600_000));
	const renewing = setInterval(() => void runStore().renew([runs.started[0]!.delivery.runId!], worker, soon(3_600_000)), 100);
	runs.claims = true;
	runs.autoEnd = { status: 'success' };
	runs.started[0]!.end({ status: 'error', message: 'The database is gone.' });
	await until(over, 'the second run');
	clearInterval(renewing);
	expect(runs.started).toHaveLength(2);
});

test('what a run elsewhere has for longer than the limit no longer holds its record', async () => {
	runs.claims = false;
	const id = await createContact(connection, 'a');
	subscription = await subscribe(connection, runs, { delivery: { ...DEFAULT_DELIVERY, runLimitMs: 500 } });
	await rename(connection, id, 'a1');
	await until(() => runs.started.length === 1, 'the run');
	await claimAs(connection, runs.started[0]!.delivery, worker, soon(3_600_000));
	await (
		await subscription.close().then((closed) => (runs.started[0]!.end({ status: 'success' }), closed))
	).runsEnded;
	runs.claims = true;
	runs.autoEnd = { status: 'success' };
	subscription = await subscribe(connection, runs, { activation: 'resume', delivery: { ...DEFAULT_DELIVERY, runLimitMs: 500 } });
	const renewing = setInterval(() => void runStore().renew([runs.started[0]!.delivery.runId!], worker, soon(3_600_000)), 100);
	await rename(connection, id, 'a2');
	await until(() => runs.titles.includes('a2'), 'the next change');
	clearInterval(renewing);
	expect((await store().get(runs.started[0]!.delivery.id))?.state).toBe('claimed');
});

test('a run on this worker that n8n dropped without a word is given up, so that it is made again', async () => {
	const delivery = await silentRun(false);
	await store().giveBack([delivery.id], soon(0));
	const [handedOver] = await store().handOver([[delivery.id]], { owner: 'main-host|1|main', aliveUntil: soon(60_000) }, soon(0));
	let released = 0;
	await (async () => {
		await claimRunOf(connection, handedOver!.runId!, { executionId: '1', workflowVersion: null }, () => released++);
	})();
	expect((await store().get(delivery.id))?.owner).toBe(thisProcess);
	await until(async () => {
		collectGarbage();
		await pause(20);
		return released === 1;
	}, 'the claim to be given up');
	expect(await store().get(delivery.id)).toMatchObject({ state: 'claimed', owner: null });
});

test('a run in this process that has not ended is waited for, however long it takes', async () => {
	const delivery = await silentRun(true);
	await pause(5 * ALIVE_MS);
	expect(runs.started).toHaveLength(1);
	expect(await store().get(delivery.id)).toMatchObject({ state: 'claimed', attempts: 1 });
	runs.started[0]!.end({ status: 'success' });
	await until(over, 'the end');
});
