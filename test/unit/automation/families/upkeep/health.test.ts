import { hostname } from 'node:os';
import { durationText } from '../../../../../src/automation/families/upkeep/durationText';
import { health, type Health } from '../../../../../src/automation/families/upkeep/health';
import { prometheusText } from '../../../../../src/automation/families/upkeep/prometheusText';
import { SERVICE } from '../../../../../src/automation/engine/service/Service';
import type { TriggerIdentity } from '../../../../../src/ledger/Ledger';
import { Office } from '../../office';

/** What is said to need attention, and what is not. */
let office: Office;
beforeEach(async () => (office = await Office.open()));
afterEach(async () => await office.close());

const MINUTE = 60_000;
const later = (minutes: number) => (office.clock.at = new Date(office.clock.at.getTime() + minutes * MINUTE));
const now = () => office.clock.at.toISOString();
const look = async (hours = 24): Promise<Health> => await health(office.scope, { hours });

async function trigger(
	workflowName: string,
	more: { settings?: string; nodeId?: string; servedBy?: string } = {},
): Promise<TriggerIdentity> {
	const { feed, ledger } = office.scope;
	const identity = { workflowId: `id-${workflowName}`, nodeId: more.nodeId ?? 'node' };
	await ledger.subscriptions.save({
		...identity,
		workflowName,
		nodeName: 'On deal',
		cursor: await feed.head(),
		servedAt: now(),
		settings: more.settings ?? '{}',
		activatedAt: now(),
		servedBy: more.servedBy ?? null,
	});
	return identity;
}

async function waiting(identity: TriggerIdentity, changeId = '1'): Promise<string> {
	const [delivery] = await office.scope.ledger.deliveries.add([{ ...identity, changeId, replay: 0, recordKey: 'deal/1' }], now());
	return delivery!.id;
}

async function failed(identity: TriggerIdentity, error: string, changeId = '1'): Promise<void> {
	const { deliveries } = office.scope.ledger;
	const id = await waiting(identity, changeId);
	await deliveries.handOver([[id]], { owner: 'main', aliveUntil: '2999' }, now());
	await deliveries.finish([id], { state: 'failed', at: now(), error });
}

const served = async (...triggers: TriggerIdentity[]) => await office.scope.ledger.subscriptions.markServed(triggers, now());

test('a new CRM, and one whose triggers have read everything, is healthy', async () => {
	expect(await look()).toMatchObject({
		healthy: true,
		problems: [],
		triggers: [],
		deliveries: { waiting: 0, inFlight: 0, running: 0, setAside: 0 },
		upkeep: { process: null, lastDone: null, next: null },
	});
	await trigger('Wins');
	await office.scope.ledger.leases.take(SERVICE, undefined, 'n8n-main|7|abcdefgh', '2999');
	await office.scope.ledger.leases.markDone(SERVICE, 'n8n-main|7|abcdefgh', now());
	const found = await look();
	expect(found).toMatchObject({ healthy: true, upkeep: { process: 'process 7 on n8n-main', until: '2999', lastDone: now() } });
	expect(found.triggers).toEqual([
		{
			workflow: 'Wins',
			workflowId: 'id-Wins',
			trigger: 'On deal',
			nodeId: 'node',
			state: 'listening',
			servedAt: now(),
			changesBehind: 0,
			secondsBehind: 0,
			waiting: 0,
			inFlight: 0,
			running: 0,
			setAside: 0,
			secondsWaiting: 0,
			lastError: null,
		},
	]);
});

test('a trigger that is served and does not read is a problem after a minute, not before', async () => {
	const wins = await trigger('Wins');
	await office.add('deal', { title: 'A' }, { title: 'B' });
	later(0.9);
	expect(await look()).toMatchObject({ healthy: true, triggers: [{ state: 'listening', changesBehind: 2, secondsBehind: 54 }] });
	later(5);
	await served(wins);
	expect(await look()).toMatchObject({
		healthy: false,
		problems: [expect.stringMatching(/^"Wins", On deal: 2 changes have not been looked at for 5 minutes\./)],
	});
});

test('when nobody listens that is one problem, and it says whether something waits', async () => {
	await Promise.all([trigger('Wins'), trigger('Losses')]);
	later(45);
	expect(await look()).toMatchObject({
		healthy: false,
		problems: ['No CRM Trigger listens; the last one was heard of 45 minutes ago. Start n8n.'],
		triggers: [{ state: 'stopped' }, { state: 'stopped' }],
	});
	await office.add('deal', { title: 'A' });
	expect((await look()).problems).toEqual([expect.stringContaining('There are changes to deliver. Start n8n.')]);
});

test('n8n that was stopped, has died or never ran on a restored database is told at once, not after half an hour', async () => {
	const { subscriptions } = office.scope.ledger;
	const [alive, dead] = [`${hostname()}|${process.ppid}|x`, `${hostname()}|999999999|x`];
	for (const [servedBy, state] of [
		[alive, 'listening'],
		['another-machine|1|x', 'listening'],
		[dead, 'stopped'],
	] as const) {
		await trigger('Wins', { servedBy });
		expect(await look()).toMatchObject({ healthy: state === 'listening', triggers: [{ state }] });
	}
	await office.scope.ledger.leases.take(SERVICE, undefined, dead, '2999');
	expect((await look()).upkeep).toMatchObject({ process: null, next: null });
	const wins = await trigger('Wins', { servedBy: alive });
	await subscriptions.leave({ ...wins, servedBy: alive }, 'ended', now());
	later(1);
	expect(await look()).toMatchObject({
		healthy: false,
		problems: ['No CRM Trigger listens; the last one was heard of 60 seconds ago. Start n8n.'],
		triggers: [{ state: 'stopped' }],
		upkeep: { next: null },
	});
});

test('one that n8n could not open, or does not serve though it runs, is a problem of its own', async () => {
	const { subscriptions } = office.scope.ledger;
	await trigger('Wins');
	const lost = await trigger('Losses', { servedBy: `${hostname()}|999999999|x` });
	later(1);
	expect((await look()).problems).toEqual([]);
	later(2);
	await served({ workflowId: 'id-Wins', nodeId: 'node' });
	expect((await look()).problems).toEqual([
		expect.stringMatching(/^"Losses", On deal: n8n runs and does not serve this trigger, for 3 minutes, though.*Switch it off and on/),
	]);
	const names = { ...lost, workflowName: 'Losses', nodeName: 'On deal', cursor: await office.scope.feed.head() };
	await subscriptions.refuse(names, 'It worked with another database. Put it back.', now());
	expect(await look()).toMatchObject({
		problems: ['"Losses", On deal: n8n could not start it. It worked with another database. Put it back.'],
		triggers: [{ state: 'refused' }, { state: 'listening' }],
	});
});

test('by when what is old will be removed is said, also before it was for the first time', async () => {
	const { leases } = office.scope.ledger;
	const inMinutes = (minutes: number) => new Date(office.clock.at.getTime() + minutes * MINUTE).toISOString();
	expect((await look()).upkeep.next).toBeNull();
	await trigger('Wins');
	expect((await look()).upkeep).toMatchObject({ lastDone: null, next: inMinutes(10) });
	later(4);
	expect((await look()).upkeep.next).toBe(inMinutes(6));
	await leases.take(SERVICE, undefined, 'n8n-main|7|x', inMinutes(60));
	await leases.markDone(SERVICE, 'n8n-main|7|x', now());
	expect((await look()).upkeep).toMatchObject({ lastDone: now(), next: inMinutes(60) });
});

test('a workflow that was switched off is no problem, also when it is the only one', async () => {
	const [wins, idea] = [await trigger('Wins', { servedBy: 'n8n|1|x' }), await trigger('Old idea', { servedBy: 'n8n|1|x' })];
	await office.scope.ledger.subscriptions.leave({ ...idea, servedBy: 'n8n|1|x' }, 'off', now());
	await office.add('deal', { title: 'A' });
	later(45);
	await office.scope.ledger.subscriptions.moveCursors([wins], await office.scope.feed.head(), now());
	const found = await look();
	expect(found.healthy).toBe(true);
	expect(found.triggers.map(({ workflow, state, changesBehind }) => [workflow, state, changesBehind])).toEqual([
		['Old idea', 'off', 1],
		['Wins', 'listening', 0],
	]);
	await office.scope.ledger.subscriptions.leave({ ...wins, servedBy: 'n8n|1|x' }, 'off', now());
	expect(await look()).toMatchObject({ healthy: true, triggers: [{ state: 'off' }, { state: 'off' }] });
});

test('runs that failed are a problem for a day, or as long as one asks; the last one says why', async () => {
	const wins = await trigger('Wins');
	await failed(wins, 'The mail server is away.');
	later(60);
	await failed(wins, 'No such user', '2');
	await served(wins);
	expect(await look()).toMatchObject({
		healthy: false,
		problems: [expect.stringMatching(/2 changes were set aside in the last 24 hours.*The last problem: No such user\./)],
		deliveries: { setAside: 2 },
	});
	later(23.5 * 60);
	await served(wins);
	expect(await look()).toMatchObject({ problems: [expect.stringContaining('one change was set aside')] });
	later(60);
	await served(wins);
	expect((await look()).healthy).toBe(true);
	expect((await look(48)).problems).toHaveLength(1);
});

test('changes that wait for a run much longer than the settings explain are a problem', async () => {
	const wins = await trigger('Wins');
	const nightly = await trigger('Nightly', {
		settings: JSON.stringify({ delivery: { runLimitMs: 15 * MINUTE, mode: { kind: 'background', everyMinutes: 24 * 60 } } }),
	});
	for (const each of [wins, nightly]) await waiting(each);
	later(61);
	await served(wins, nightly);
	expect(await look()).toMatchObject({
		problems: [expect.stringMatching(/^"Wins", On deal: one change has been waiting for a run, the oldest for 61 minutes/)],
	});
	later(25 * 60);
	await served(wins, nightly);
	expect((await look()).problems).toHaveLength(2);
});

test('when nobody leads the background service though triggers are served, that is a problem after five minutes', async () => {
	const { leases } = office.scope.ledger;
	const nobody = expect.stringMatching(/^Nobody leads the background service, for 6 minutes at least,.*start n8n again/);
	const until = (minutes: number) => new Date(office.clock.at.getTime() + minutes * MINUTE).toISOString();
	await trigger('Wins');
	later(4);
	expect((await look()).problems).toEqual([]);
	later(2);
	expect(await look()).toMatchObject({ healthy: false, problems: [nobody] });
	await leases.take(SERVICE, undefined, 'n8n-main|7|x', until(1));
	expect((await look()).healthy).toBe(true);
	later(3);
	expect((await look()).healthy).toBe(true);
	later(4);
	expect((await look()).problems).toEqual([nobody]);
	await leases.take(SERVICE, await leases.get(SERVICE), 'n8n-main|8|y', until(60));
	expect((await look()).healthy).toBe(true);
	await leases.release(SERVICE, 'n8n-main|8|y');
	expect((await look()).problems).toEqual([expect.stringContaining('Nobody leads the background service')]);
	later(60);
	expect((await look()).problems).toEqual([expect.stringContaining('No CRM Trigger listens')]);
});

test('the last problem while listening is shown, and is none by itself', async () => {
	const wins = await trigger('Wins');
	await office.scope.ledger.subscriptions.noteError(wins, 'The database was away.', now());
	expect(await look()).toMatchObject({ healthy: true, triggers: [{ lastError: { message: 'The database was away.', at: now() } }] });
});

test('Prometheus can read it, whatever workflows are called', async () => {
	const wins = await trigger('Say "hi"\\\nthere');
	await failed(wins, 'No.');
	await office.add('deal', { title: 'A' });
	later(2);
	const lines = prometheusText(await look()).split('\n');
	const labels = 'workflow="Say \\"hi\\"\\\\\\nthere",trigger="On deal",workflow_id="id-Say \\"hi\\"\\\\\\nthere",node_id="node"';
	expect(lines).toEqual(
		expect.arrayContaining([
			'# TYPE crmflow_healthy gauge',
			'crmflow_healthy 0',
			'crmflow_problems 2',
			`crmflow_trigger_listening{${labels}} 1`,
			`crmflow_trigger_behind_changes{${labels}} 1`,
			`crmflow_trigger_behind_seconds{${labels}} 120`,
			`crmflow_deliveries{${labels},state="set_aside"} 1`,
			`crmflow_deliveries{${labels},state="in_flight"} 0`,
		]),
	);
	expect(lines.at(-1)).toBe('');
	for (const line of lines.slice(0, -1)) expect(line).toMatch(/^(# (HELP|TYPE) crmflow_\w+ .+|crmflow_\w+(\{.*\})? -?[\d.]+)$/);
});

test('a time back that makes no sense is refused', async () => {
	for (const hours of [0, -1, NaN, 1e21])
		await expect(look(hours)).rejects.toMatchObject({ code: 'invalidValue', remedy: expect.stringContaining('87600') });
});

test.each([
	[1, '1 second'],
	[119, '119 seconds'],
	[120, '2 minutes'],
	[7_200, '2 hours'],
	[500_000, '5 days'],
])('%d seconds are %j', (seconds, text) => {
	expect(durationText(seconds)).toBe(text);
});
