import { dryRunOf } from '../../../../../src/automation/words/output/dryRunOf';
import type { EffectCall } from '../../../../../src/automation/engine/effects/Operation';
import { runEffects } from '../../../../../src/automation/engine/effects/runEffects';
import { explainRecord } from '../../../../../src/automation/families/processes/explain';
import {
	changesToReplay,
	replayChanges,
	type ReplayOutput,
	type ReplaySelection,
} from '../../../../../src/automation/families/processes/replay';
import type { ReplayInput } from '../../../../../src/automation/families/processes/inputs';
import type { Subscription, SubscriptionOptions } from '../../../../../src/automation/engine/delivery/Subscription';
import type { OpenConnection } from '../../../../../src/automation/engine/hub/hub';
import { openBackend } from '../../../../../src/crm/backends';
import { systemClock } from '../../../../../src/model/clock';
import type { TriggerFilter } from '../../../../../src/model/triggers';
import { freshConnection, pause, problems, Runs, subscribe, until } from '../../engine/delivery/connection';

let fresh: Awaited<ReturnType<typeof freshConnection>>;
let connection: OpenConnection;
let runs: Runs;
const open: Subscription[] = [];

beforeEach(async () => {
	fresh = await freshConnection();
	connection = await fresh.open();
	runs = new Runs();
});
afterEach(async () => {
	for (const subscription of open.splice(0)) await (await subscription.close()).runsEnded;
	problems.length = 0;
	connection.release();
	await fresh.end();
});

const toWon: TriggerFilter = { event: 'stageChanged', recordType: 'deal', toStages: ['sales:won'] };

async function switchOn(more: Partial<SubscriptionOptions> = {}): Promise<Subscription> {
	const subscription = await subscribe(connection, runs, { filter: toWon, workflowName: 'Won deals', nodeName: 'On win', ...more });
	open.push(subscription);
	return subscription;
}

async function deals(...titles: string[]): Promise<string[]> {
	return (
		await connection.scope.crm.create(
			'deal',
			titles.map((title) => ({ values: { title } })),
			{},
		)
	).map(({ id }) => id);
}

async function move(id: string, ...stages: string[]): Promise<void> {
	for (const stage of stages) await connection.scope.crm.update('deal', [{ id, values: { stage } }], {});
}

const selected = async (more: Partial<ReplaySelection> = {}) =>
	await changesToReplay(connection.scope, { trigger: 'Won deals', from: '2020-01-01', most: 100, listed: false, ...more });
const callFor = (input: ReplayInput, key = 'step 1'): EffectCall<ReplayInput> => ({
	key,
	input,
	write: { origin: { workflow: 'replaying', run: '1', node: 'n' } },
});

async function replay(more: Partial<ReplaySelection> = {}, key?: string): Promise<ReplayOutput> {
	const [outcome] = await runEffects(connection.scope, replayChanges, [callFor(await selected(more), key)], 'each');
	if (!outcome!.ok) throw outcome!.error;
	return outcome!.result;
}

const replays = () => runs.started.filter(({ delivery }) => delivery.replay > 0);

test('past changes that match run once more, those of a record in order, as new runs with the number of the replay', async () => {
	const [a, b] = await deals('A', 'B');
	await move(a!, 'sales:won', 'sales:new', 'sales:won');
	await move(b!, 'sales:lost', 'sales:won');
	await switchOn();
	expect(await replay()).toEqual({
		workflow: 'Won deals',
		trigger: 'On win',
		replay: 1,
		replayed: 3,
		records: 2,
		firstAt: expect.stringMatching(/Z$/),
		lastAt: expect.stringMatching(/Z$/),
		message:
			'3 changes of 2 records are delivered to "Won deals" (On win) once more. The runs begin within seconds while the workflow is switched on.',
	});
	await until(() => replays().length === 3, 'the replays');
	expect(runs.started.map(({ change, delivery }) => [change.after?.title, delivery.replay]).sort()).toEqual([
		['A', 1],
		['A', 1],
		['B', 1],
	]);
	expect(new Set(runs.started.map(({ key }) => key)).size).toBe(3);
	const ofA = replays()
		.filter(({ change }) => change.ref.id === a)
		.map(({ change }) => Number(change.id));
	expect(ofA).toEqual([...ofA].sort((x, y) => x - y));
});

test('what ran already runs again; a second replay is another one', async () => {
	const [a] = await deals('A');
	await switchOn();
	await move(a!, 'sales:won');
	await until(() => runs.started.length === 1, 'the first run');
	expect((await replay()).replay).toBe(1);
	expect((await replay({}, 'step 2')).replay).toBe(2);
	await until(() => replays().length === 2, 'the replays');
	expect(new Set(runs.started.map(({ key }) => key)).size).toBe(3);
	await until(async () => (await connection.scope.ledger.deliveries.open('wf', 'node')).length === 0, 'their ends');
	const [, won] = await explainRecord(connection.scope, { record: { type: 'deal', id: a! }, workflow: 'Won deals', limit: 10 });
	expect(won).toMatchObject({
		started: true,
		reason: 'Replayed (replay 2). It started the workflow.',
		runs: [{ replay: 0 }, { replay: 1 }, { replay: 2 }],
	});
});

test('the same step repeated, as by Retry On Fail, replays nothing twice', async () => {
	const [a] = await deals('A');
	await move(a!, 'sales:won');
	await switchOn();
	const first = await replay({ from: '2020-01-01' });
	expect(await replay({ from: '2020-01-02' })).toEqual(first);
	await until(() => replays().length === 1, 'the replay');
	await pause(2500);
	expect(replays()).toHaveLength(1);
});

test('one record, and a time', async () => {
	const [a, b] = await deals('A', 'B');
	await move(a!, 'sales:won');
	await move(b!, 'sales:won');
	await pause(20);
	const between = new Date().toISOString();
	await pause(20);
	await move(a!, 'sales:new', 'sales:won');
	await switchOn();
	const counts = async (more: Partial<ReplaySelection>) => (await selected(more)).changes.length;
	const record = { type: 'deal', id: a! };
	expect(await counts({})).toBe(3);
	expect(await counts({ record, from: undefined })).toBe(2);
	expect(await counts({ record, from: between })).toBe(1);
	expect(await counts({ from: between })).toBe(1);
	expect(await counts({ until: between })).toBe(2);
	expect(await counts({ from: '2019-01-01', until: '2019-12-31' })).toBe(0);
});

test('guards hold in a replay: own changes and endless chains stay out; how often a record may start does not count', async () => {
	const [a] = await deals('A');
	await connection.scope.crm.update('deal', [{ id: a!, values: { stage: 'sales:won' } }], { origin: { workflow: 'wf', depth: 1 } });
	await move(a!, 'sales:new', 'sales:won', 'sales:new', 'sales:won');
	await connection.scope.crm.update('deal', [{ id: a!, values: { stage: 'sales:new' } }], {});
	await connection.scope.crm.update('deal', [{ id: a!, values: { stage: 'sales:won' } }], { origin: { workflow: 'other', depth: 30 } });
	await switchOn({ reentry: { kind: 'oncePerRecord' } });
	expect((await selected()).changes).toHaveLength(2);
});

test('the process that serves the trigger takes up what another process has asked for', async () => {
	const [a] = await deals('A');
	await move(a!, 'sales:won');
	await switchOn();
	const other = await openBackend({ backend: 'builtin-sqlite', folder: fresh.folder }, systemClock);
	const scope = { ...connection.scope, crm: other.crm, feed: other.feed, ledger: other.ledger };
	await runEffects(
		scope,
		replayChanges,
		[callFor(await changesToReplay(scope, { trigger: 'wf', from: '2020-01-01', most: 5, listed: false }))],
		'each',
	);
	await other.close();
	await until(() => replays().length === 1, 'the replay');
});

test('a dry run lists what would be replayed, and replays nothing', async () => {
	const [a, b] = await deals('A', 'B');
	await move(a!, 'sales:won');
	await move(b!, 'sales:won');
	await switchOn();
	const call = callFor(await selected({ listed: true }));
	const [outcome] = await runEffects(connection.scope, replayChanges, [call], dryRunOf(replayChanges, [call]));
	expect(outcome).toMatchObject({
		ok: true,
		result: {
			dryRun: true,
			changes: [],
			would: {
				replay: null,
				replayed: 2,
				records: 2,
				list: [
					{ record: { type: 'deal', id: a, title: 'A' }, what: 'Stage: New → Won', at: expect.any(String) },
					{ record: { title: 'B' } },
				],
			},
		},
	});
	expect(await connection.scope.ledger.deliveries.open('wf', 'node')).toEqual([]);
	await pause(2500);
	expect(runs.started).toEqual([]);
});

test('nothing to replay is no error', async () => {
	await deals('A');
	await switchOn();
	expect(await replay()).toMatchObject({
		replay: null,
		replayed: 0,
		records: 0,
		firstAt: null,
		message: 'No change in that time would start "Won deals" (On win), so nothing is replayed.',
	});
});

describe('refused, with what to do', () => {
	test('more changes than allowed', async () => {
		const ids = await deals('A', 'B', 'C');
		for (const id of ids) await move(id, 'sales:won');
		await switchOn();
		await expect(selected({ most: 2 })).rejects.toMatchObject({
			code: 'invalidValue',
			message: '3 changes would start "Won deals", more than the 2 that are allowed in one go. Nothing was replayed.',
			remedy: expect.stringContaining('Raise "Most Changes"'),
		});
		expect(await connection.scope.ledger.deliveries.open('wf', 'node')).toEqual([]);
	});

	test.each<[string, Partial<ReplaySelection>, string, string]>([
		['no moment', { from: '' }, 'missingValue', 'From'],
		['a moment that is none', { from: 'last week' }, 'invalidValue', 'From'],
		['a time that ends before it begins', { from: '2026-02-01', until: '2026-01-01' }, 'invalidValue', 'Until'],
		['an unknown workflow', { trigger: 'Lost deals' }, 'notFound', 'Lost deals'],
		['a record that never was', { record: { type: 'deal', id: '999' } }, 'notFound', '999'],
		['a number that is none', { most: Number.NaN }, 'invalidValue', 'Most Changes'],
		['too large a number', { most: 1_000_000 }, 'invalidValue', 'Most Changes'],
	])('%s', async (_, selection, code, name) => {
		await switchOn();
		await expect(selected(selection)).rejects.toMatchObject({
			code,
			message: expect.stringContaining(name),
			remedy: expect.stringMatching(/\S/),
		});
	});

	test('a workflow with two triggers, by its name', async () => {
		await switchOn({ nodeId: 'a', nodeName: 'On win' });
		await switchOn({ nodeId: 'b', nodeName: 'On loss' });
		await expect(selected()).rejects.toMatchObject({ code: 'invalidValue', message: expect.stringContaining('On loss, On win') });
		expect((await selected({ trigger: 'wf/b' })).trigger.nodeName).toBe('On loss');
	});

	test('into the workflow of the step itself: it would go on for ever', async () => {
		const [a] = await deals('A');
		await move(a!, 'sales:won');
		await switchOn();
		const call = { ...callFor(await selected()), write: { origin: { workflow: 'wf' } } };
		const [outcome] = await runEffects(connection.scope, replayChanges, [call], 'each');
		expect(outcome).toMatchObject({ ok: false, error: { code: 'loop', message: expect.stringContaining('Won deals') } });
	});
});

test('a match behind many pages of other changes is found', async () => {
	await switchOn();
	for (let page = 0; page < 5; page++) {
		const made = await connection.scope.crm.create(
			'contact',
			Array.from({ length: 1000 }, (_, index) => ({ values: { title: `C${page} ${index}` } })),
			{},
		);
		expect(made).toHaveLength(1000);
	}
	const [a] = await deals('A');
	await move(a!, 'sales:won');
	expect((await selected()).changes).toHaveLength(1);
});
