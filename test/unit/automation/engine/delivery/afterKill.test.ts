import type { Subscription } from '../../../../../src/automation/engine/delivery/Subscription';
import type { OpenConnection } from '../../../../../src/automation/engine/hub/hub';
import type { StoredDelivery } from '../../../../../src/ledger/Ledger';
import { claimAs, claims, createContact, freshConnection, pause, rename, Runs, subscribe, until } from './connection';

/** What a kill of n8n, or a database that cannot be reached for a while, leaves to those who come after. */
let fresh: Awaited<ReturnType<typeof freshConnection>>;
let connection: OpenConnection;
let subscription: Subscription;
let runs: Runs;

/** A process of another host that is believed alive until then. */
const elsewhere = 'elsewhere|1|aaaa';
/** A process of this host that is gone: no system gives such a number. */
const gone = () => `${hostAndPid()}|bbbb`;
const soon = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString();

beforeEach(async () => {
	fresh = await freshConnection();
	connection = await fresh.open();
	runs = new Runs();
});
afterEach(async () => {
	jest.restoreAllMocks();
	runs.autoEnd = { status: 'success' };
	for (const run of runs.started) run.end({ status: 'success' });
	await (
		await subscription.close()
	).runsEnded;
	connection.release();
	await fresh.end();
});

const store = () => connection.scope.ledger.deliveries;
const row = async (delivery: StoredDelivery) => (await store().get(delivery.id))!;
const listen = async (more = {}) =>
	(subscription = await subscribe(connection, runs, { activation: 'resume', report: () => undefined, ...more }));

/** Rows of two changes of one record that an earlier process matched, and never delivered. */
async function twoLeftOpen(): Promise<[StoredDelivery, StoredDelivery]> {
	const before = new Runs();
	before.autoEnd = undefined;
	before.claims = false;
	const id = await createContact(connection, 'a');
	const first = await subscribe(connection, before);
	await rename(connection, id, 'a1');
	await rename(connection, id, 'a2');
	await until(async () => (await store().open('wf', 'node')).length === 2, 'both rows');
	await until(() => before.started.length === 1, 'the run');
	const closed = await first.close();
	const [a1, a2] = (await store().open('wf', 'node')) as [StoredDelivery, StoredDelivery];
	await claimAs(connection, a1, 'test', soon(0));
	before.started[0]!.end({ status: 'waiting' });
	await closed.runsEnded;
	await reopen(a1);
	return [a1, a2];
}

/** As if its end had never been written. */
async function reopen({ runId }: StoredDelivery): Promise<void> {
	const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
	const database = new DatabaseSync(`${fresh.folder}/crm.sqlite`);
	database.prepare('UPDATE run SET claimed_at = NULL, finished_at = NULL, outcome = NULL WHERE id = ?').run(runId);
	database.close();
}

function hostAndPid(): string {
	return `${process.getBuiltinModule('node:os').hostname()}|4999999`;
}

describe('order of one record', () => {
	test('a delivery whose run died elsewhere comes before the later changes that wait behind it', async () => {
		const [a1] = await twoLeftOpen();
		await claimAs(connection, a1, elsewhere, soon(300));
		await listen();
		await until(() => runs.started.length === 2, 'both runs');
		expect(runs.titles).toEqual(['a1', 'a2']);
	});

	test('so does one that could not be handed over because the database was locked', async () => {
		await twoLeftOpen();
		jest.spyOn(store(), 'handOver').mockRejectedValueOnce(new Error('locked'));
		await listen();
		await until(() => runs.started.length === 2, 'both runs');
		expect(runs.titles).toEqual(['a1', 'a2']);
	});
});

describe('a run that n8n starts again by itself, because it was queued when n8n was killed', () => {
	test('is refused while the process that had handed it over is gone: nobody would mark its end', async () => {
		const [a1] = await twoLeftOpen();
		const [handedOver] = await store().handOver([[a1.id]], { owner: gone(), aliveUntil: soon(60_000) }, soon(0));
		expect(await claims(connection, handedOver!)).toBe(false);
		await listen();
		await until(() => runs.started.length === 2, 'both runs');
		expect(runs.titles).toEqual(['a1', 'a2']);
	});

	test('is refused when the delivery was handed over anew: only the run that is watched goes on', async () => {
		const [a1] = await twoLeftOpen();
		runs.autoEnd = undefined;
		runs.claims = false;
		await listen();
		await until(() => runs.started.length === 1, 'the run');
		expect(await claims(connection, a1)).toBe(false);
		expect(await claims(connection, runs.started[0]!.delivery)).toBe(true);
	});
});

describe('a run that never claimed its delivery has done nothing', () => {
	test.each([{ status: 'success' } as const, { status: 'error', message: 'The database was locked.' } as const])(
		'after $status it is handed over again',
		async (end) => {
			const [a1] = await twoLeftOpen();
			runs.claims = false;
			runs.autoEnd = end;
			await listen();
			await until(() => runs.started.length === 1, 'the first run');
			runs.claims = true;
			runs.autoEnd = { status: 'success' };
			await until(() => runs.started.length === 3, 'the others');
			expect(runs.titles).toEqual(['a1', 'a1', 'a2']);
			expect(await row(a1)).toMatchObject({ state: 'done' });
		},
	);

	test('neither has one that n8n could not even start', async () => {
		await twoLeftOpen();
		let failures = 1;
		await listen({
			startRun: async (...call: Parameters<typeof runs.start>) => {
				if (failures-- > 0) throw new Error('n8n could not store the execution.');
				return await runs.start(...call);
			},
		});
		await until(() => runs.started.length === 2, 'both runs');
		expect(runs.titles).toEqual(['a1', 'a2']);
	});

	test('n8n may refuse one key after the other: the delivery does not get stuck', async () => {
		await twoLeftOpen();
		runs.claims = false;
		runs.autoEnd = { status: 'refused' };
		await listen();
		await until(() => runs.started.length === 2, 'two refusals');
		runs.claims = true;
		runs.autoEnd = { status: 'success' };
		await until(() => runs.started.length === 4, 'both runs');
		expect(runs.titles.slice(2)).toEqual(['a1', 'a2']);
		expect(new Set(runs.started.map(({ key }) => key)).size).toBe(3);
	});

	test('after many attempts it fails and says so, and does not hold the record any longer', async () => {
		const [a1] = await twoLeftOpen();
		for (let attempt = 0; attempt < 20; attempt++) await store().handOver([[a1.id]], { owner: gone(), aliveUntil: soon(0) }, soon(0));
		runs.claims = false;
		runs.autoEnd = { status: 'error', message: 'No such node.' };
		await listen();
		await until(() => runs.titles.includes('a2'), 'the next change');
		expect(await row(a1)).toMatchObject({ state: 'failed', error: expect.stringContaining('No such node.') });
	});
});

test('a look at what others hold that fails is repeated', async () => {
	const [a1] = await twoLeftOpen();
	await claimAs(connection, a1, elsewhere, soon(60_000));
	await listen();
	jest.spyOn(store(), 'get').mockRejectedValueOnce(new Error('locked'));
	await pause(1100);
	await store().finish([a1.id], { state: 'done', at: soon(0), error: null });
	await until(() => runs.titles.includes('a2'), 'the next change');
});
