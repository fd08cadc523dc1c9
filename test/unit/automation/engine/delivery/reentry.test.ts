import type { Reentry } from '../../../../../src/automation/engine/delivery/reentry';
import type { Subscription } from '../../../../../src/automation/engine/delivery/Subscription';
import type { OpenConnection } from '../../../../../src/automation/engine/hub/hub';
import { freshConnection, pause, Runs, subscribe, until } from './connection';

/** How often one record may start a workflow. */
let fresh: Awaited<ReturnType<typeof freshConnection>>;
let connection: OpenConnection;
let runs: Runs;
let subscription: Subscription;
let stages: string[];

beforeEach(async () => {
	fresh = await freshConnection();
	connection = await fresh.open();
	runs = new Runs();
	const { pipelines } = await connection.scope.crm.describe('deal');
	stages = pipelines![0]!.stages.map(({ id }) => id);
});
afterEach(async () => {
	jest.restoreAllMocks();
	await (
		await subscription.close()
	).runsEnded;
	connection.release();
	await fresh.end();
});

const listen = async (reentry: Reentry, more = {}) =>
	(subscription = await subscribe(connection, runs, { filter: { event: 'recordChanged', recordType: 'deal' }, reentry, ...more }));
const deal = async () => (await connection.scope.crm.create('deal', [{ values: { title: 'd', stage: stages[0]! } }], {}))[0]!.id;
const set = async (id: string, values: Record<string, string | number>) => await connection.scope.crm.update('deal', [{ id, values }], {});
/** Titles of all runs, when nothing more comes. */
async function titles(count: number): Promise<string[]> {
	await until(() => runs.started.length >= count, `${count} runs`);
	await pause(60);
	return runs.titles;
}

test('always: every change that matches', async () => {
	const id = await deal();
	await listen({ kind: 'always' });
	for (const title of ['a', 'b']) await set(id, { title });
	expect(await titles(2)).toEqual(['a', 'b']);
});

test('once per record: also within one page, after a restart, and when the workflow is switched off and on', async () => {
	const [first, second] = [await deal(), await deal()];
	await listen({ kind: 'oncePerRecord' });
	await connection.scope.ledger.transaction(async () => {
		for (const title of ['a', 'b']) await set(first, { title });
	});
	await set(second, { title: 'c' });
	expect(await titles(2)).toEqual(['a', 'c']);
	for (const activation of ['resume', 'fresh'] as const) {
		await subscription.close();
		await listen({ kind: 'oncePerRecord' }, { activation });
		await set(first, { title: 'd' });
		await set(second, { title: 'e' });
	}
	expect(await titles(2)).toEqual(['a', 'c']);
});

test('once per stage: again when the record has moved, also when it comes back to a stage', async () => {
	const id = await deal();
	await listen({ kind: 'oncePerStageVisit' });
	await set(id, { title: 'a' });
	await set(id, { title: 'b' });
	await set(id, { title: 'c', stage: stages[1]! });
	await set(id, { title: 'd' });
	await set(id, { title: 'e', stage: stages[0]! });
	expect(await titles(3)).toEqual(['a', 'c', 'e']);
});

test('once per stage: a move that starts nothing itself counts', async () => {
	const id = await deal();
	await listen({ kind: 'oncePerStageVisit' }, { filter: { event: 'recordChanged', recordType: 'deal', fields: ['amount'] } });
	await set(id, { title: 'a', amount: 1 });
	await set(id, { title: 'b', amount: 2 });
	await set(id, { title: 'moved', stage: stages[1]! });
	await set(id, { title: 'c', amount: 3 });
	expect(await titles(2)).toEqual(['a', 'c']);
});

test('after a pause: measured between the changes', async () => {
	const id = await deal();
	let now = new Date('2026-03-02T10:00:00.000Z').getTime();
	jest.spyOn(connection.scope.clock, 'now').mockImplementation(() => new Date(now));
	await listen({ kind: 'coolDown', milliseconds: 60_000 });
	for (const [seconds, title] of [
		[0, 'a'],
		[30, 'b'],
		[59, 'c'],
		[60, 'd'],
		[100, 'e'],
		[121, 'f'],
	] as const) {
		now = new Date('2026-03-02T10:00:00.000Z').getTime() + seconds * 1000;
		await set(id, { title });
	}
	expect(await titles(3)).toEqual(['a', 'd', 'f']);
});

test('a page that is read again after a crash starts nothing twice and forgets nothing', async () => {
	const id = await deal();
	const cursor = await connection.scope.feed.head();
	await listen({ kind: 'oncePerStageVisit' });
	await set(id, { title: 'a' });
	await set(id, { title: 'b', stage: stages[1]! });
	await set(id, { title: 'c' });
	expect(await titles(2)).toEqual(['a', 'b']);
	await subscription.close();
	await connection.scope.ledger.subscriptions.moveCursors([{ workflowId: 'wf', nodeId: 'node' }], cursor, 't');
	await listen({ kind: 'oncePerStageVisit' }, { activation: 'resume' });
	await set(id, { title: 'd' });
	await set(id, { title: 'e', stage: stages[2]! });
	expect(await titles(3)).toEqual(['a', 'b', 'e']);
});
