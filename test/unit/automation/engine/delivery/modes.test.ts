import { DEFAULT_DELIVERY, waitAfter, type DeliveryOptions, type RunMode } from '../../../../../src/automation/engine/delivery/options';
import type { Subscription } from '../../../../../src/automation/engine/delivery/Subscription';
import type { OpenConnection } from '../../../../../src/automation/engine/hub/hub';
import type { StoredDelivery } from '../../../../../src/ledger/Ledger';
import { ownTime } from '../../../../host/ownTime';
import { claimAs, createContact, freshConnection, pause, problems, rename, Runs, subscribe, until } from './connection';

/** Batches, background, retries, time limits: the options of a trigger. */
let fresh: Awaited<ReturnType<typeof freshConnection>>;
let connection: OpenConnection;
let runs: Runs;
let subscription: Subscription;

beforeEach(async () => {
	fresh = await freshConnection();
	connection = await fresh.open();
	runs = new Runs();
	problems.length = 0;
});
afterEach(async () => {
	runs.autoEnd = { status: 'success' };
	for (const run of runs.started) run.end({ status: 'success' });
	await (
		await subscription.close()
	).runsEnded;
	connection.release();
	await fresh.end();
});

const listen = async (mode: RunMode, more: Partial<DeliveryOptions> = {}) =>
	(subscription = await subscribe(connection, runs, { delivery: { ...DEFAULT_DELIVERY, mode, ...more } }));
const row = async ({ id }: StoredDelivery) => (await connection.scope.ledger.deliveries.get(id))!;
const open = async () => await connection.scope.ledger.deliveries.open('wf', 'node');
const allOver = async () => (await open()).length === 0;
const contacts = async (count: number) =>
	await Promise.all(Array.from({ length: count }, async (_, index) => await createContact(connection, `c${index}`)));
const single: RunMode = { kind: 'single', parallel: 20 };

describe('batches', () => {
	test('one run takes what came within the wait, records in order, and finishes all of it', async () => {
		const [a, b] = await contacts(2);
		await listen({ kind: 'batch', most: 100, waitMs: 150 });
		await rename(connection, a!, 'a1');
		await rename(connection, b!, 'b1');
		await rename(connection, a!, 'a2');
		await until(() => runs.started.length === 1, 'the run');
		await until(allOver, 'all over');
		expect(runs.titles).toEqual(['a1+a2+b1']);
	});

	test('a full batch does not wait, and more than one batch goes one after the other', async () => {
		const ids = await contacts(25);
		runs.autoEnd = undefined;
		await listen({ kind: 'batch', most: 10, waitMs: 300 });
		for (const id of ids) await rename(connection, id, `n${id}`);
		await until(() => runs.started.length === 1, 'the first');
		await pause(50);
		expect(runs.started).toHaveLength(1);
		runs.started[0]!.end({ status: 'success' });
		await until(() => runs.started.length === 2, 'the second');
		runs.started[1]!.end({ status: 'success' });
		await until(() => runs.started.length === 3, 'the third, after the wait');
		expect(runs.started.map(({ batch }) => batch.length)).toEqual([10, 10, 5]);
		expect(new Set(runs.started.map(({ key }) => key)).size).toBe(3);
		expect(Math.max(...runs.started.map(({ key }) => key.length))).toBeLessThanOrEqual(255);
	});

	test('of a batch that fails only the change that is to blame is set aside', async () => {
		const ids = await contacts(16);
		await listen({ kind: 'batch', most: 16, waitMs: 100 });
		const poisoned = ids[5]!;
		const done = new Set<string>();
		runs.endOf = (batch) => {
			if (batch.some(({ change }) => change.ref.id === poisoned)) return { status: 'error', message: 'Poison.' };
			for (const { change } of batch) done.add(change.ref.id);
			return { status: 'success' };
		};
		for (const id of ids) await rename(connection, id, `n${id}`);
		await until(() => runs.started.length > 0, 'a run');
		await until(allOver, 'all over');
		expect(done).toEqual(new Set(ids.filter((id) => id !== poisoned)));
		expect(runs.started.length).toBeLessThan(2 * Math.log2(16) + 2);
		expect(problems).toEqual([`A change of contact/${poisoned} set aside: Poison.`]);
	});

	test('a batch that another run has is left to it, and is done when that run says so', async () => {
		const [a, b] = await contacts(2);
		runs.claims = false;
		runs.autoEnd = undefined;
		await listen({ kind: 'batch', most: 2, waitMs: 100 });
		await rename(connection, a!, 'a1');
		await rename(connection, b!, 'b1');
		await until(() => runs.started.length === 1, 'the run');
		const [first, second] = runs.started[0]!.batch.map(({ delivery }) => delivery) as [StoredDelivery, StoredDelivery];
		await claimAs(connection, first, 'elsewhere|1|a', new Date(Date.now() + 60_000).toISOString());
		runs.started[0]!.end({ status: 'success' });
		await pause(200);
		expect([(await row(first)).state, (await row(second)).state]).toEqual(['claimed', 'claimed']);
		await connection.scope.ledger.runs.markEnded(first.runId!, 'elsewhere|1|a', new Date().toISOString());
		await until(allOver, 'the end, when its run said so');
		expect(runs.started).toHaveLength(1);
	});

	test('a batch whose run was cut off is run again as a whole', async () => {
		const ids = await contacts(3);
		runs.claims = false;
		runs.autoEnd = undefined;
		await listen({ kind: 'batch', most: 3, waitMs: 100 });
		for (const id of ids) await rename(connection, id, 'x');
		await until(() => runs.started.length === 1, 'the run');
		await claimAs(connection, runs.started[0]!.delivery, 'elsewhere|1|a', '2020-01-01T00:00:00.000Z');
		runs.claims = true;
		runs.autoEnd = { status: 'success' };
		runs.started[0]!.end({ status: 'success' });
		await until(allOver, 'the second run');
		expect(runs.started.map(({ batch }) => batch.length)).toEqual([3, 3]);
	});

	test('changes that come while a record of theirs is busy are mixed into other batches, each once and in order', async () => {
		const ids = await contacts(4);
		runs.autoEnd = undefined;
		await listen({ kind: 'batch', most: 2, waitMs: 20 });
		const renameAll = async (title: string, some: readonly string[]) =>
			await connection.scope.crm.update(
				'contact',
				some.map((id) => ({ id, values: { title: `${title} ${id}` } })),
				{},
			);
		await renameAll('1', ids.slice(0, 2));
		await until(() => runs.started.length === 1, 'the first batch');
		for (const round of ['2', '3', '4']) await renameAll(round, ids);
		runs.autoEnd = { status: 'success' };
		await pause(100);
		runs.started[0]!.end({ status: 'success' });
		await until(allOver, 'the end');
		const order = new Map<string, number[]>();
		for (const { change } of runs.started.flatMap(({ batch }) => [...batch])) {
			const [round, id] = String(change.after!.title).split(' ') as [string, string];
			order.set(id, [...(order.get(id) ?? []), Number(round)]);
		}
		expect(order).toEqual(new Map(ids.map((id, index) => [id, index < 2 ? [1, 2, 3, 4] : [2, 3, 4]])));
		expect(problems).toEqual([]);
	});

	test('thousands of changes that were left waiting are read again and run in batches', async () => {
		const ids = await contacts(40);
		await listen({ kind: 'batch', most: 500, waitMs: 20 });
		runs.autoEnd = undefined;
		for (let round = 0; round < 60; round++)
			await connection.scope.crm.update(
				'contact',
				ids.map((id) => ({ id, values: { title: `r${round}` } })),
				{},
			);
		runs.autoEnd = { status: 'success' };
		for (const run of runs.started) run.end({ status: 'success' });
		await until(allOver, 'all over');
		const changes = runs.started.flatMap(({ batch }) => batch);
		expect(changes).toHaveLength(2400);
		expect(new Set(changes.map(({ delivery }) => delivery.id)).size).toBe(2400);
		for (const id of ids)
			expect(changes.filter(({ change }) => change.ref.id === id).map(({ change }) => change.after?.title)).toEqual(
				Array.from({ length: 60 }, (_, round) => `r${round}`),
			);
	});
});

describe('in the background', () => {
	test('nothing runs before the full interval; then everything that waits does', async () => {
		const ids = await contacts(5);
		jest.spyOn(connection.scope.clock, 'now').mockImplementation(() => new Date('2026-03-02T10:14:59.600Z'));
		await listen({ kind: 'background', everyMinutes: 15, most: 2 });
		for (const id of ids) await rename(connection, id, `n${id}`);
		await pause(200);
		expect(runs.started).toHaveLength(0);
		await until(() => runs.started.length === 3, 'three runs of two, two and one');
		expect(runs.started.map(({ batch }) => batch.length)).toEqual([2, 2, 1]);
		jest.restoreAllMocks();
	});
});

describe('a run that fails', () => {
	test('is made again after a wait that doubles, while others go on, and is set aside in the end', async () => {
		const [a, b] = await contacts(2);
		runs.endOf = ([first]) => (first!.change.ref.id === a ? { status: 'error', message: 'No mail.' } : { status: 'success' });
		await listen(single, { retries: 2, retryAfterMs: 100 });
		await rename(connection, a!, 'a1');
		await until(() => runs.started.length === 1, 'the first run');
		await rename(connection, a!, 'a2');
		await rename(connection, b!, 'b1');
		await until(() => runs.titles.includes('b1') && runs.titles.includes('a2'), 'later changes');
		expect(await row(runs.started[0]!.delivery)).toMatchObject({ state: 'waiting', failures: 1, error: 'No mail.' });
		await until(allOver, 'both set aside');
		expect(runs.titles.filter((title) => title === 'a1')).toHaveLength(3);
		expect(await row(runs.started[0]!.delivery)).toMatchObject({ state: 'failed', failures: 3, attempts: 3, error: 'No mail.' });
		expect(problems).toEqual(Array(2).fill(`A change of contact/${a} set aside after 3 runs: No mail.`));
		expect(new Set(runs.started.map(({ key }) => key)).size).toBe(runs.started.length);
	});

	test('and succeeds later is done', async () => {
		const [a] = await contacts(1);
		let failures = 2;
		runs.endOf = () => (failures-- > 0 ? { status: 'error', message: 'Busy.' } : { status: 'success' });
		await listen(single, { retries: 5, retryAfterMs: 10 });
		await rename(connection, a!, 'a1');
		await until(() => runs.started.length === 3, 'three runs');
		await until(allOver, 'the end');
		expect(await row(runs.started[0]!.delivery)).toMatchObject({ state: 'done', failures: 2 });
		expect(problems).toEqual([]);
	});

	test('waits on after a restart, and no longer than it would have', async () => {
		const [a] = await contacts(1);
		runs.autoEnd = { status: 'error', message: 'Busy.' };
		await listen(single, { retries: 1, retryAfterMs: 400 });
		await rename(connection, a!, 'a1');
		await until(async () => (await open())[0]?.failures === 1, 'the failure');
		await (
			await subscription.close()
		).runsEnded;
		runs.autoEnd = { status: 'success' };
		const restarted = ownTime();
		subscription = await subscribe(connection, runs, {
			activation: 'resume',
			delivery: { ...DEFAULT_DELIVERY, retries: 1, retryAfterMs: 400 },
		});
		expect(runs.started).toHaveLength(1);
		await until(() => runs.started.length === 2, 'the second run');
		expect(restarted()).toBeLessThan(2000);
		await until(allOver, 'the end');
	});

	test('waits double, up to an hour', () => {
		const waits = [1, 2, 3, 10].map((failures) => waitAfter(failures, { retryAfterMs: 60_000 }) / 60_000);
		expect(waits).toEqual([1, 2, 4, 60]);
	});
});

describe('a run that takes too long', () => {
	test('no longer holds its slot or its record, and is marked when it ends', async () => {
		const [a] = await contacts(1);
		runs.autoEnd = undefined;
		await listen({ kind: 'single', parallel: 1 }, { runLimitMs: 100 });
		await rename(connection, a!, 'a1');
		await until(() => runs.started.length === 1, 'the slow run');
		await rename(connection, a!, 'a2');
		await until(() => runs.started.length === 2, 'the next change of the record');
		expect((await row(runs.started[0]!.delivery)).state).toBe('claimed');
		runs.started[0]!.end({ status: 'error', message: 'Late.' });
		await until(async () => (await row(runs.started[0]!.delivery)).state === 'failed', 'its end');
		runs.started[1]!.end({ status: 'success' });
		await until(allOver, 'all over');
	});

	test('one that sleeps for days holds nothing', async () => {
		const [a] = await contacts(1);
		runs.autoEnd = { status: 'waiting' };
		await listen({ kind: 'single', parallel: 1 });
		for (const title of ['a1', 'a2', 'a3']) await rename(connection, a!, title);
		await until(() => runs.started.length === 3, 'all three');
		await until(allOver, 'all over');
	});
});
