import type { OpenConnection } from '../../../../../src/automation/engine/hub/hub';
import { claimAs, claims, createContact, freshConnection, pause, problems, rename, Runs, subscribe, until } from './connection';

let fresh: Awaited<ReturnType<typeof freshConnection>>;
let connection: OpenConnection;

beforeEach(async () => {
	fresh = await freshConnection();
	connection = await fresh.open();
});
afterEach(async () => {
	connection.release();
	await fresh.end();
	expect(problems.splice(0)).toEqual([]);
});

const openRows = async (): Promise<number> => (await connection.scope.ledger.deliveries.open('wf', 'node')).length;

describe('a trigger that is switched on', () => {
	test('delivers each matching change once, at once', async () => {
		const id = await createContact(connection, 'before');
		const runs = new Runs();
		const subscription = await subscribe(connection, runs);
		await rename(connection, id, 'after');
		await until(() => runs.started.length === 1, 'the run');
		await until(async () => (await openRows()) === 0, 'the delivery is done');
		expect(runs.titles).toEqual(['after']);
		expect(runs.started[0]!.change.before?.title).toBe('before');
		await subscription.close();
	});

	test('starts from now on: what happened before is not delivered', async () => {
		const id = await createContact(connection, 'one');
		await rename(connection, id, 'two');
		const runs = new Runs();
		const subscription = await subscribe(connection, runs);
		await rename(connection, id, 'three');
		await until(() => runs.started.length > 0, 'a run');
		await pause(50);
		expect(runs.titles).toEqual(['three']);
		await subscription.close();
	});

	test('after a restart of n8n catches up, in order', async () => {
		const id = await createContact(connection, 'zero');
		await (await subscribe(connection, new Runs())).close();
		for (const title of ['one', 'two', 'three']) await rename(connection, id, title);
		const runs = new Runs();
		const subscription = await subscribe(connection, runs, { activation: 'resume' });
		await until(() => runs.started.length === 3, 'three runs');
		expect(runs.titles).toEqual(['one', 'two', 'three']);
		await subscription.close();
	});

	test('switched on again: from now on, unless catch-up is chosen', async () => {
		const id = await createContact(connection, 'zero');
		await (await subscribe(connection, new Runs())).close();
		await rename(connection, id, 'while off');
		const fresh = new Runs();
		const again = await subscribe(connection, fresh);
		await pause(100);
		expect(fresh.started).toHaveLength(0);
		await again.close();
		await rename(connection, id, 'while off again');
		const catching = new Runs();
		const caughtUp = await subscribe(connection, catching, { catchUp: true });
		await until(() => catching.started.length === 1, 'the run');
		expect(catching.titles).toEqual(['while off again']);
		await caughtUp.close();
	});

	test('is not started by its own changes, nor by an endless chain of workflows', async () => {
		const id = await createContact(connection, 'zero');
		const runs = new Runs();
		const subscription = await subscribe(connection, runs);
		await rename(connection, id, 'own', { workflow: 'wf', depth: 1 });
		await rename(connection, id, 'chain', { workflow: 'other', depth: 20 });
		await rename(connection, id, 'other', { workflow: 'other', depth: 1 });
		await until(() => runs.started.length > 0, 'a run');
		await pause(50);
		expect(runs.titles).toEqual(['other']);
		expect(problems.splice(0)).toEqual([`A chain of 20 workflows that start each other by their changes was stopped at contact/${id}.`]);
		expect(await connection.scope.ledger.subscriptions.get('wf', 'node')).toMatchObject({
			lastError: expect.stringContaining('chain of 20'),
		});
		await subscription.close();
	});
});

describe('order', () => {
	test('changes of one record run one after the other, those of different records side by side', async () => {
		const first = await createContact(connection, 'a');
		const second = await createContact(connection, 'b');
		const runs = new Runs();
		runs.autoEnd = undefined;
		const subscription = await subscribe(connection, runs);
		await rename(connection, first, 'a1');
		await rename(connection, first, 'a2');
		await rename(connection, second, 'b1');
		await until(() => runs.started.length === 2, 'two runs');
		await pause(50);
		expect(runs.titles).toEqual(['a1', 'b1']);
		runs.started[0]!.end({ status: 'success' });
		await until(() => runs.started.length === 3, 'the third run');
		expect(runs.titles[2]).toBe('a2');
		for (const run of runs.started) run.end({ status: 'success' });
		await (
			await subscription.close()
		).runsEnded;
		expect(await openRows()).toBe(0);
	});

	test('a run that fails is marked with its message and does not hold the next', async () => {
		const id = await createContact(connection, 'a');
		const runs = new Runs();
		runs.autoEnd = { status: 'error', message: 'No such user' };
		const subscription = await subscribe(connection, runs);
		await rename(connection, id, 'a1');
		await rename(connection, id, 'a2');
		await until(() => runs.started.length === 2, 'two runs');
		await until(async () => (await openRows()) === 0, 'both are over');
		const row = await connection.scope.ledger.deliveries.get(runs.started[0]!.delivery.id);
		expect(row).toMatchObject({ state: 'failed', error: 'No such user' });
		expect(problems.splice(0)).toEqual(Array(2).fill(`A change of contact/${id} set aside: No such user`));
		await subscription.close();
	});

	test('1,000 changes of 100 records: each once, each record in order', async () => {
		const ids = await Promise.all(Array.from({ length: 100 }, async (_, index) => await createContact(connection, `c${index}`)));
		const runs = new Runs();
		const subscription = await subscribe(connection, runs);
		for (let round = 1; round <= 10; round++) {
			await connection.scope.crm.update(
				'contact',
				ids.map((id) => ({ id, values: { title: `${id}.${round}` } })),
				{},
			);
		}
		await until(() => runs.started.length >= 1000, 'all runs');
		await until(async () => (await openRows()) === 0, 'all are done');
		for (const id of ids) {
			const seen = runs.titles.filter((title) => title.startsWith(`${id}.`));
			expect(seen).toEqual(Array.from({ length: 10 }, (_, index) => `${id}.${index + 1}`));
		}
		await subscription.close();
	});
});

describe('n8n starts a run', () => {
	test('of several runs for one delivery only the first may go on', async () => {
		const id = await createContact(connection, 'a');
		const runs = new Runs();
		runs.autoEnd = undefined;
		runs.claims = false;
		const subscription = await subscribe(connection, runs);
		await rename(connection, id, 'a1');
		await until(() => runs.started.length === 1, 'the run');
		const { delivery, end } = runs.started[0]!;
		const claimed = await Promise.all([1, 2, 3].map(async () => await claims(connection, delivery)));
		expect(claimed.filter(Boolean)).toHaveLength(1);
		end({ status: 'success' });
		await subscription.close();
	});

	test('a delivery that n8n refuses although no run has claimed it is handed over again under another key', async () => {
		const id = await createContact(connection, 'a');
		const runs = new Runs();
		runs.autoEnd = undefined;
		runs.claims = false;
		const subscription = await subscribe(connection, runs);
		await rename(connection, id, 'a1');
		await until(() => runs.started.length === 1, 'the first attempt');
		runs.started[0]!.end({ status: 'refused' });
		await until(() => runs.started.length === 2, 'the second attempt');
		expect(runs.started[1]!.key).not.toBe(runs.started[0]!.key);
		await claims(connection, runs.started[1]!.delivery);
		runs.started[1]!.end({ status: 'success' });
		await (
			await subscription.close()
		).runsEnded;
		expect(await openRows()).toBe(0);
	});

	test('a delivery that n8n refuses because a run has it is waited for, not started again', async () => {
		const id = await createContact(connection, 'a');
		const runs = new Runs();
		runs.autoEnd = undefined;
		const subscription = await subscribe(connection, runs);
		await rename(connection, id, 'a1');
		await rename(connection, id, 'a2');
		await until(() => runs.started.length === 1, 'the first attempt');
		const { delivery, end } = runs.started[0]!;
		end({ status: 'refused' });
		await pause(100);
		expect(runs.started).toHaveLength(1);
		await connection.scope.ledger.deliveries.finish([delivery.id], { state: 'done', at: new Date().toISOString(), error: null });
		await until(() => runs.started.length === 2, 'the next change of the record');
		expect(runs.titles[1]).toBe('a2');
		runs.started[1]!.end({ status: 'success' });
		await subscription.close();
	});

	test('keys are at most 255 characters and the same after a restart', async () => {
		const id = await createContact(connection, 'a');
		const runs = new Runs();
		runs.autoEnd = undefined;
		runs.claims = false;
		const first = await subscribe(connection, runs);
		await rename(connection, id, 'a1');
		await until(() => runs.started.length === 1, 'the run');
		const { key, delivery } = runs.started[0]!;
		expect(key.length).toBeLessThanOrEqual(255);
		const closed = first.close();
		// What a killed process leaves: in flight, in the name of an owner that is believed gone.
		const hand = { owner: 'elsewhere|1|dead', aliveUntil: '2020-01-01T00:00:00.000Z' };
		await connection.scope.ledger.deliveries.handOver([[delivery.id]], hand, new Date().toISOString());
		const again = new Runs();
		const second = await subscribe(connection, again, { activation: 'resume' });
		await until(() => again.started.length === 1, 'the run after the restart');
		expect(again.started[0]!.key).toBe(key);
		runs.started[0]!.end({ status: 'success' });
		await (
			await closed
		).runsEnded;
		await second.close();
	});

	test('a claimed delivery of a process that died is delivered again; one of a living process is left alone', async () => {
		const id = await createContact(connection, 'a');
		const other = await createContact(connection, 'b');
		const runs = new Runs();
		runs.autoEnd = undefined;
		runs.claims = false;
		const first = await subscribe(connection, runs);
		await rename(connection, id, 'a1');
		await rename(connection, other, 'b1');
		await until(() => runs.started.length === 2, 'two runs');
		const closed = first.close();
		await claimAs(connection, runs.started[0]!.delivery, 'elsewhere|1|dead', '2020-01-01T00:00:00.000Z');
		await claimAs(connection, runs.started[1]!.delivery, 'elsewhere|2|alive', '2999-01-01T00:00:00.000Z');
		const again = new Runs();
		const second = await subscribe(connection, again, { activation: 'resume' });
		await until(() => again.started.length === 1, 'the orphaned delivery');
		await pause(100);
		expect(again.titles).toEqual(['a1']);
		for (const run of runs.started) run.end({ status: 'success' });
		await (
			await closed
		).runsEnded;
		await second.close();
	});
});

describe('switched off', () => {
	test('nothing more is delivered, and what waits is kept', async () => {
		const id = await createContact(connection, 'a');
		const runs = new Runs();
		runs.autoEnd = undefined;
		const subscription = await subscribe(connection, runs);
		await rename(connection, id, 'a1');
		await rename(connection, id, 'a2');
		await until(() => runs.started.length === 1, 'the first run');
		await until(async () => (await openRows()) === 2, 'both rows');
		const { runsEnded } = await subscription.close();
		runs.started[0]!.end({ status: 'success' });
		await runsEnded;
		await pause(50);
		expect(runs.started).toHaveLength(1);
		expect(await openRows()).toBe(1);
	});

	test('what waited is not delivered when it is switched on from now on; a replay that somebody asked for is', async () => {
		const id = await createContact(connection, 'a');
		const { deliveries } = connection.scope.ledger;
		const first = await subscribe(connection, new Runs());
		await (
			await first.close()
		).runsEnded;
		await rename(connection, id, 'a1');
		const [change] = await connection.scope.feed.newest({}, 1);
		const draft = { workflowId: 'wf', nodeId: 'node', changeId: change!.id, replay: 0, recordKey: `contact/${id}` };
		const [waited] = await deliveries.add([draft, { ...draft, replay: 1 }], new Date().toISOString());
		const runs = new Runs();
		const subscription = await subscribe(connection, runs, { activation: 'fresh' });
		await until(async () => runs.started.length === 1 && (await openRows()) === 0, 'the replay');
		expect(runs.started[0]!.delivery.replay).toBe(1);
		expect(await deliveries.get(waited!.id)).toMatchObject({ state: 'failed', error: expect.stringContaining('switched off') });
		await subscription.close();
	});

	test('200 times on and off leave no timer, no listener and no follower behind', async () => {
		const id = await createContact(connection, 'a');
		const runs = new Runs();
		for (let round = 0; round < 5; round++) await (await subscribe(connection, runs)).close();
		const before = process.getActiveResourcesInfo().length;
		for (let round = 0; round < 200; round++) await (await subscribe(connection, runs)).close();
		// One per round would be 200; the test runner's own come and go.
		expect(process.getActiveResourcesInfo().length).toBeLessThan(before + 20);
		await rename(connection, id, 'unseen');
		await pause(50);
		expect(runs.started).toHaveLength(0);
	});
});
