import { CrmError } from '../../../../../src/model/CrmError';
import { DEFAULT_DELIVERY } from '../../../../../src/automation/engine/delivery/options';
import { ALIVE_MS } from '../../../../../src/automation/engine/delivery/owner';
import type { Subscription } from '../../../../../src/automation/engine/delivery/Subscription';
import { triggerItems } from '../../../../../src/automation/words/triggers/triggerItem';
import type { OpenConnection } from '../../../../../src/automation/engine/hub/hub';
import { claimAs, createContact, freshConnection, pause, problems, rename, Runs, subscribe, until } from './connection';

/** The database goes away, the clock is set back, a record is gone, two n8n share a database. */
let fresh: Awaited<ReturnType<typeof freshConnection>>;
let connection: OpenConnection;
let runs: Runs;
const open: Subscription[] = [];

beforeEach(async () => {
	fresh = await freshConnection();
	connection = await fresh.open();
	runs = new Runs();
	problems.length = 0;
});
afterEach(async () => {
	jest.restoreAllMocks();
	for (const run of runs.started) run.end({ status: 'success' });
	for (const subscription of open.splice(0)) await (await subscription.close()).runsEnded;
	connection.release();
	await fresh.end();
});

const store = () => connection.scope.ledger.deliveries;
async function listen(more: Parameters<typeof subscribe>[2] = {}, listener = runs): Promise<Subscription> {
	const subscription = await subscribe(connection, listener, more);
	open.push(subscription);
	return subscription;
}
const gone = () => new CrmError('unavailable', 'The database cannot be reached.', 'Start it.');

describe('n8n says the end of a run in a word that nobody knows', () => {
	const settled = { status: 'unknown', word: 'settled' } as const;
	const row = async () => (await store().getMany(runs.started.map(({ delivery }) => delivery.id))).values().next().value!;

	test('it counts as done, where the run took the change', async () => {
		const id = await createContact(connection, 'a');
		runs.autoEnd = settled;
		await listen({ delivery: { ...DEFAULT_DELIVERY, retries: 0 } });
		await rename(connection, id, 'a1');
		await until(async () => runs.started.length === 1 && (await row()).finishedAt !== null, 'the end');
		expect(await row()).toMatchObject({ state: 'done', failures: 0, error: null });
		expect(problems).toEqual([]);
	});

	test('it is handed over again where no run took it, and is no failure', async () => {
		const id = await createContact(connection, 'a');
		runs.claims = false;
		runs.endOf = () => {
			runs.claims = true;
			return settled;
		};
		await listen({ delivery: { ...DEFAULT_DELIVERY, retries: 0 } });
		await rename(connection, id, 'a1');
		await until(async () => runs.started.length === 2 && (await row()).finishedAt !== null, 'the second run');
		expect(await row()).toMatchObject({ state: 'done', failures: 0, attempts: 2 });
	});
});

describe('the database goes away', () => {
	test('just when a delivery is handed over again: it is, when the database is back', async () => {
		const id = await createContact(connection, 'a');
		runs.endOf = () => (runs.started.length === 1 ? { status: 'error', message: 'No.' } : undefined);
		await listen({ delivery: { ...DEFAULT_DELIVERY, retries: 1, retryAfterMs: 1 } });
		const spy = jest.spyOn(store(), 'handOver').mockRejectedValueOnce(gone()).mockRejectedValueOnce(gone());
		await rename(connection, id, 'a1');
		await until(() => runs.started.length === 2, 'the second run');
		expect(spy).toHaveBeenCalledTimes(3);
		expect(problems).toEqual(['The database cannot be reached.', 'The database cannot be reached.']);
	});

	test.each(['before', 'after'])('%s a delivery is written: it is run once, when the database is back', async (when) => {
		const id = await createContact(connection, 'a');
		await listen();
		const add = store().add.bind(store());
		// The database may have committed it, and only the answer is lost.
		jest.spyOn(store(), 'add').mockImplementationOnce(async (...parameters) => {
			if (when === 'after') await add(...parameters);
			throw gone();
		});
		await rename(connection, id, 'a1');
		await until(() => runs.started.length === 1, 'the run');
		await rename(connection, id, 'a2');
		await until(() => runs.started.length === 2, 'the next change');
		expect(runs.titles).toEqual(['a1', 'a2']);
		expect(problems).toEqual(['The database cannot be reached.']);
	});

	test('just when a run has ended: the end is written down when it is back, and nothing is run again', async () => {
		const id = await createContact(connection, 'a');
		await listen();
		jest.spyOn(connection.scope.ledger.runs, 'finish').mockRejectedValueOnce(gone()).mockRejectedValueOnce(gone());
		await rename(connection, id, 'a1');
		await until(async () => (await store().open('wf', 'node')).length === 0 && runs.started.length === 1, 'the end');
		await rename(connection, id, 'a2');
		await until(() => runs.started.length === 2, 'the next change');
		expect(runs.titles).toEqual(['a1', 'a2']);
	});

	test('and the workflow is switched off meanwhile: it is taken up when it is switched on again', async () => {
		const id = await createContact(connection, 'a');
		const first = await listen();
		jest.spyOn(connection.scope.ledger.runs, 'finish').mockRejectedValue(gone());
		await rename(connection, id, 'a1');
		await until(() => problems.length > 0, 'the failure');
		await (
			await first.close()
		).runsEnded;
		jest.restoreAllMocks();
		await listen({ activation: 'resume' });
		await until(async () => (await store().open('wf', 'node')).length === 0, 'the end');
		expect(runs.titles).toEqual(['a1', 'a1']);
	});

	test('the trigger remembers its last problem', async () => {
		await listen();
		open[0]!.onError(gone());
		await until(
			async () => (await connection.scope.ledger.subscriptions.get('wf', 'node'))?.lastError === 'The database cannot be reached.',
			'the note',
		);
	});
});

test('the clock was set back: a dead process that seems to be alive for hours is not waited for', async () => {
	const id = await createContact(connection, 'a');
	runs.claims = false;
	runs.autoEnd = undefined;
	await listen();
	await rename(connection, id, 'a1');
	await until(() => runs.started.length === 1, 'the run');
	await claimAs(connection, runs.started[0]!.delivery, 'elsewhere|1|dead', new Date(Date.now() + 5 * 3_600_000).toISOString());
	runs.started[0]!.end({ status: 'error', message: 'job stalled' });
	await pause(1200);
	expect(runs.started).toHaveLength(1);
	const present = performance.now.bind(performance);
	jest.spyOn(performance, 'now').mockImplementation(() => present() + 2 * ALIVE_MS);
	runs.claims = true;
	runs.autoEnd = { status: 'success' };
	await until(() => runs.started.length === 2, 'the second run');
});

test('a change whose record is gone is delivered with what the record was', async () => {
	const id = await createContact(connection, 'a');
	await rename(connection, id, 'a1');
	const [change] = await connection.scope.feed.newest({ kinds: ['updated'] }, 1);
	await connection.scope.crm.remove([{ type: 'contact', id }], {});
	const [item] = await triggerItems(connection.scope, [{ change: change! }]);
	expect(item).toMatchObject({ event: 'updated', record: { id, title: 'a1', createdAt: null }, before: { title: 'a' } });
});

test('a change that the feed has forgotten is set aside with a sentence, and the next ones go on', async () => {
	const id = await createContact(connection, 'a');
	await connection.scope.ledger.deliveries.add(
		[{ workflowId: 'wf', nodeId: 'node', changeId: '987654', replay: 0, recordKey: `contact/${id}` }],
		new Date().toISOString(),
	);
	await listen({ activation: 'resume' });
	await until(async () => (await store().open('wf', 'node')).length === 0, 'the end');
	expect(problems).toEqual([`A change of contact/${id} set aside: The change is no longer kept in the feed.`]);
	await rename(connection, id, 'a1');
	await until(() => runs.titles.includes('a1'), 'the next change');
});

test('two n8n with one database and a copy of the same workflow: every change is delivered once', async () => {
	const ids = await Promise.all(Array.from({ length: 20 }, async (_, index) => await createContact(connection, `c${index}`)));
	const others = new Runs();
	const other = { ...connection, scope: { ...connection.scope } };
	await listen();
	open.push(await subscribe(other, others));
	for (const id of ids) await rename(connection, id, `n${id}`);
	await until(
		async () => runs.started.length + others.started.length >= ids.length && (await store().open('wf', 'node')).length === 0,
		'all',
	);
	await pause(100);
	expect([...runs.titles, ...others.titles].sort()).toEqual(ids.map((id) => `n${id}`).sort());
});
