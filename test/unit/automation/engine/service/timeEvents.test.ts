import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SubscriptionOptions } from '../../../../../src/automation/engine/delivery/Subscription';
import type { Subscription } from '../../../../../src/automation/engine/delivery/Subscription';
import { closeConnections, openConnection, type OpenConnection } from '../../../../../src/automation/engine/hub/hub';
import type { Service } from '../../../../../src/automation/engine/service/Service';
import { resolveTrigger } from '../../../../../src/automation/words/triggers/resolveTrigger';
import type { Values } from '../../../../../src/model/record';
import type { TriggerFilter } from '../../../../../src/model/triggers';
import { MovableClock } from '../../../../contract/support/MovableClock';
import { pause, problems, Runs, subscribe } from '../delivery/connection';

const HOUR = 3600_000;
const DAY = 24 * HOUR;

/** A CRM whose clock stands still until it is moved: Monday 2026-03-02, ten in Stockholm. */
let folder: string;
let clock: MovableClock;
let connection: OpenConnection;
let runs: Runs;
const open: Subscription[] = [];

beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'crmflow-time-'));
	clock = new MovableClock('2026-03-02T09:00:00.000Z');
	runs = new Runs();
	connection = await openConnection({ backend: 'builtin-sqlite', folder }, 'Europe/Stockholm', { clock });
});
afterEach(async () => {
	for (const subscription of open.splice(0)) await subscription.close();
	connection.release();
	await closeConnections();
	rmSync(folder, { recursive: true, force: true });
	expect(problems.splice(0)).toEqual([]);
});

async function listen(filter: TriggerFilter, more: Partial<SubscriptionOptions> = {}): Promise<Subscription> {
	const resolved = await resolveTrigger(connection.scope, filter);
	const subscription = await subscribe(connection, runs, { filter: resolved, ...more });
	open.push(subscription);
	await settle();
	return subscription;
}

async function switchOff(subscription: Subscription): Promise<void> {
	open.splice(open.indexOf(subscription), 1);
	await subscription.close();
	await settle();
}

/** Everything that is to follow has followed. */
async function settle(): Promise<void> {
	for (let round = 0; round < 8; round++) {
		await pause(5);
		await connection.reader.settled();
		await (connection.service as unknown as Service).settled();
	}
}

async function pass(milliseconds: number): Promise<void> {
	clock.advance(milliseconds);
	await settle();
}

async function deal(values: Values): Promise<string> {
	const [record] = await connection.scope.crm.create('deal', [{ values }], {});
	await settle();
	return record!.id;
}

async function edit(id: string, values: Values): Promise<void> {
	await connection.scope.crm.update('deal', [{ id, values }], {});
	await settle();
}

const dateReached = (more: object = {}): TriggerFilter => ({ event: 'dateReached', recordType: 'deal', dateField: 'closeDate', ...more });
const inDays = (days: number) => new Date(clock.now().getTime() + days * DAY).toISOString().slice(0, 10);

describe('a date is reached', () => {
	test('on the day, in the zone of the company, once', async () => {
		await listen(dateReached());
		await deal({ title: 'Soon', closeDate: '2026-03-04' });
		await pass(DAY);
		expect(runs.titles).toEqual([]);
		// Midnight in Stockholm is 23:00 UTC.
		clock.moveTo(new Date('2026-03-03T22:59:59.000Z'));
		await settle();
		expect(runs.titles).toEqual([]);
		await pass(1000);
		expect(runs.titles).toEqual(['Soon']);
		const { change } = runs.started[0]!;
		expect(change).toMatchObject({ kind: 'due', changed: [], after: { title: 'Soon' } });
		expect(change.reason).toEqual({ kind: 'due', event: 'dateReached', workflowId: 'wf', nodeId: 'node', at: '2026-03-03T23:00:00.000Z' });
		await pass(10 * DAY);
		expect(runs.titles).toEqual(['Soon']);
	});

	test('so long before it, at a time of day, and in working time', async () => {
		await listen(
			dateReached({ direction: 'before', span: { amount: 2, unit: 'days', working: true }, timeOfDay: { hour: 8, minute: 30 } }),
		);
		await deal({ title: 'Monday', closeDate: '2026-03-16' });
		clock.moveTo(new Date('2026-03-12T07:29:00.000Z'));
		await settle();
		expect(runs.titles).toEqual([]);
		await pass(60_000);
		expect(runs.titles).toEqual(['Monday']);
	});

	test('a date that is filled in later arms it; one that is moved moves it; one that is emptied ends it', async () => {
		await listen(dateReached());
		const id = await deal({ title: 'Open' });
		await edit(id, { closeDate: inDays(2) });
		await edit(id, { closeDate: inDays(5) });
		await pass(3 * DAY);
		expect(runs.titles).toEqual([]);
		await pass(2 * DAY);
		expect(runs.titles).toEqual(['Open']);
		await edit(id, { closeDate: inDays(2) });
		await edit(id, { closeDate: null });
		await pass(3 * DAY);
		expect(runs.titles).toEqual(['Open']);
		await edit(id, { closeDate: inDays(2) });
		await pass(3 * DAY);
		expect(runs.titles).toEqual(['Open', 'Open']);
	});

	test('"as it was": a date that is moved later leaves the moment', async () => {
		await listen(dateReached({ keepFirst: true }));
		const id = await deal({ title: 'Promised', closeDate: inDays(2) });
		await edit(id, { closeDate: inDays(9) });
		await pass(3 * DAY);
		expect(runs.titles).toEqual(['Promised']);
		await pass(9 * DAY);
		expect(runs.titles).toEqual(['Promised']);
	});

	test('what is over when the trigger begins is not told, unless it is asked for', async () => {
		await deal({ title: 'Past', closeDate: inDays(-1) });
		await deal({ title: 'Future', closeDate: inDays(1) });
		await listen(dateReached());
		await pass(2 * DAY);
		expect(runs.titles).toEqual(['Future']);
		await listen(dateReached({ includeDue: true }), { workflowId: 'other' });
		expect(runs.titles.sort()).toEqual(['Future', 'Future', 'Past']);
	});

	test('a moment that is over while its date is still to come starts at once; one whose date is over too does not', async () => {
		await listen(dateReached({ direction: 'before', span: { amount: 7, unit: 'days' } }));
		await deal({ title: 'Tomorrow', closeDate: inDays(1) });
		await deal({ title: 'Last year', closeDate: '2025-03-01' });
		await pass(DAY);
		expect(runs.titles).toEqual(['Tomorrow']);
	});

	test('the record must meet the conditions when the moment comes', async () => {
		await listen(dateReached({ conditions: [{ field: 'amount', operator: 'greaterThan', value: 100 }] }));
		const id = await deal({ title: 'Small', amount: 10, closeDate: inDays(2) });
		const large = await deal({ title: 'Large', amount: 10, closeDate: inDays(2) });
		await edit(large, { amount: 1000 });
		await pass(3 * DAY);
		expect(runs.titles).toEqual(['Large']);
		await edit(id, { amount: 1000 });
		expect(runs.titles).toEqual(['Large']);
	});

	test('it is repeated as often as was asked for, as long as the date stays', async () => {
		await listen(dateReached({ repeat: { amount: 2, unit: 'days' } }));
		const id = await deal({ title: 'Again', closeDate: inDays(1) });
		for (let day = 0; day < 5; day++) await pass(DAY);
		expect(runs.titles).toEqual(['Again', 'Again', 'Again']);
		await edit(id, { closeDate: null });
		await pass(5 * DAY);
		expect(runs.started).toHaveLength(3);
	});

	test('a deleted record is not told; years in which nobody lives set no timer', async () => {
		await listen(dateReached({ direction: 'after', span: { amount: 3660, unit: 'days' } }));
		await deal({ title: 'Late', closeDate: '9999-12-31' });
		await deal({ title: 'Early', closeDate: '0001-01-01' });
		expect(await connection.scope.ledger.timers.nextDue()).toBeNull();
		const id = await deal({ title: 'Gone', closeDate: inDays(1) });
		await connection.scope.crm.remove([{ type: 'deal', id }], {});
		await settle();
		expect(await connection.scope.ledger.timers.nextDue()).toBeNull();
	});

	test('what came while the workflow was off is not told, unless it is to catch up; nothing is told twice', async () => {
		await deal({ title: 'Two', closeDate: inDays(2) });
		await deal({ title: 'Six', closeDate: inDays(6) });
		const first = await listen(dateReached());
		await pass(3 * DAY);
		expect(runs.titles).toEqual(['Two']);
		await deal({ title: 'Five', closeDate: inDays(2) });
		await switchOff(first);
		await pass(2.5 * DAY);
		await listen(dateReached(), { catchUp: true });
		expect(runs.titles).toEqual(['Two', 'Five']);
		await pass(DAY);
		expect(runs.titles).toEqual(['Two', 'Five', 'Six']);
	});
});

describe('no movement', () => {
	const noMovement = (more: object = {}): TriggerFilter => ({
		event: 'noMovement',
		recordType: 'deal',
		measure: 'stage',
		inStage: { amount: 3, unit: 'days' },
		...more,
	});

	test('too long at a stage: once per visit; a move begins anew, and a final stage ends it', async () => {
		await listen(noMovement());
		const id = await deal({ title: 'Lazy' });
		await pass(2 * DAY);
		await edit(id, { stage: 'sales:proposal' });
		await pass(2 * DAY);
		expect(runs.titles).toEqual([]);
		await pass(DAY);
		expect(runs.titles).toEqual(['Lazy']);
		await edit(id, { amount: 5 });
		await pass(5 * DAY);
		expect(runs.titles).toEqual(['Lazy']);
		await edit(id, { stage: 'sales:won' });
		await pass(5 * DAY);
		expect(runs.titles).toEqual(['Lazy']);
		await edit(id, { stage: 'sales:proposal' });
		await pass(3 * DAY);
		expect(runs.titles).toEqual(['Lazy', 'Lazy']);
	});

	test('without a contact: an entry in the history puts it off', async () => {
		await listen(noMovement({ measure: 'contact', inStage: undefined, withoutContact: { amount: 3, unit: 'days' } }));
		const id = await deal({ title: 'Quiet' });
		await pass(2 * DAY);
		await connection.scope.crm.history.create([{ text: 'Called', record: { type: 'deal', id } }], {});
		await pass(2 * DAY);
		expect(runs.titles).toEqual([]);
		await pass(DAY);
		expect(runs.titles).toEqual(['Quiet']);
	});

	test('both at once: the later of the two', async () => {
		await listen(noMovement({ measure: 'both', withoutContact: { amount: 3, unit: 'days' } }));
		const id = await deal({ title: 'Both' });
		await pass(DAY);
		await connection.scope.crm.comments!.create([{ text: 'Hm', record: { type: 'deal', id } }], {});
		await pass(2 * DAY);
		expect(runs.titles).toEqual([]);
		await pass(DAY);
		expect(runs.titles).toEqual(['Both']);
	});

	test('it repeats until the record moves', async () => {
		await listen(noMovement({ repeat: { amount: 1, unit: 'days' } }));
		const id = await deal({ title: 'Slow' });
		for (let day = 0; day < 5; day++) await pass(DAY);
		expect(runs.titles).toEqual(['Slow', 'Slow', 'Slow']);
		await edit(id, { stage: 'sales:proposal' });
		await pass(2 * DAY);
		expect(runs.started).toHaveLength(3);
	});
});

describe('changed and settled', () => {
	const settled = (more: object = {}): TriggerFilter => ({
		event: 'recordSettled',
		recordType: 'deal',
		quiet: { amount: 10, unit: 'minutes' },
		longest: { amount: 60, unit: 'minutes' },
		...more,
	});
	const MINUTE = 60_000;

	test('once after the last of several edits, with the values before the first and after the last', async () => {
		await listen(settled());
		const id = await deal({ title: 'A', amount: 1 });
		await pass(HOUR);
		for (const amount of [2, 3, 4]) {
			await edit(id, { amount });
			await pass(9 * MINUTE);
		}
		expect(runs.started).toEqual([]);
		await pass(MINUTE);
		expect(runs.started.map(({ change }) => change)).toMatchObject([
			{ kind: 'due', changed: ['amount'], before: { amount: 1 }, after: { amount: 4 } },
		]);
		await edit(id, { title: 'B' });
		await pass(10 * MINUTE);
		expect(runs.started[1]!.change).toMatchObject({ changed: ['title'], before: { title: 'A' }, after: { title: 'B' } });
		expect(runs.started).toHaveLength(2);
	});

	test('at the latest after the longest time, though the edits go on; changed back, it is nothing', async () => {
		await listen(settled({ fields: ['amount'] }));
		const id = await deal({ title: 'A', amount: 1 });
		for (let round = 0; round < 10; round++) {
			await edit(id, { amount: round + 2 });
			await pass(8 * MINUTE);
		}
		expect(runs.started.map(({ change }) => change.after?.amount)).toEqual([9]);
		await pass(HOUR);
		expect(runs.started).toHaveLength(2);
		await edit(id, { amount: 99 });
		await edit(id, { amount: 11 });
		await pass(2 * HOUR);
		await edit(id, { title: 'Else' });
		await pass(2 * HOUR);
		expect(runs.started).toHaveLength(2);
	});
});

describe('tasks, activities and the clock', () => {
	test('a task that is overdue, unless it was done', async () => {
		const { crm } = connection.scope;
		const [anna] = await crm.users.create!([{ name: 'Anna' }], {});
		await listen({ event: 'taskDue', recordType: 'task', direction: 'after', span: { amount: 1, unit: 'hours' } });
		const deadline = new Date(clock.now().getTime() + DAY).toISOString();
		const [done] = await crm.tasks.create(
			['Done', 'Late'].map((title) => ({ title, responsibleId: anna!.id, deadline })),
			{},
		);
		await settle();
		await crm.tasks.update([{ ...done!, status: 'completed' }], {});
		await settle();
		await pass(DAY + HOUR);
		expect(runs.titles).toEqual(['Late']);
	});

	test('an activity comes near', async () => {
		const { crm } = connection.scope;
		const [anna] = await crm.users.create!([{ name: 'Anna' }], {});
		const id = await deal({ title: 'Acme' });
		await listen({ event: 'activityDue', recordType: 'activity', direction: 'before', span: { amount: 15, unit: 'minutes' } });
		const at = new Date(clock.now().getTime() + DAY).toISOString();
		await crm.activities!.create(
			[{ kind: 'meeting', subject: 'Demo', description: 'Show it', at, record: { type: 'deal', id }, responsibleId: anna!.id }],
			{},
		);
		await settle();
		await pass(DAY - 16 * 60_000);
		expect(runs.titles).toEqual([]);
		await pass(60_000);
		expect(runs.titles).toEqual(['Demo']);
	});

	test('on a schedule: for each record that meets the conditions, on working days', async () => {
		await deal({ title: 'Small', amount: 1 });
		await deal({ title: 'Large', amount: 1000 });
		await listen({
			event: 'schedule',
			recordType: 'deal',
			every: 'day',
			timeOfDay: { hour: 9, minute: 0 },
			weekday: 1,
			dayOfMonth: 1,
			workingDays: true,
			conditions: [{ field: 'amount', operator: 'greaterThan', value: 100 }],
		});
		for (let day = 0; day < 7; day++) await pass(DAY);
		// Tuesday to Friday, and Monday: at nine, once each.
		expect(runs.titles).toEqual(['Large', 'Large', 'Large', 'Large', 'Large']);
	});
});

test('a trigger that was set otherwise waits for that alone', async () => {
	await deal({ title: 'Both', closeDate: inDays(10) });
	const first = await listen(dateReached({ direction: 'before', span: { amount: 3, unit: 'days' } }));
	await pass(8 * DAY);
	expect(runs.titles).toEqual(['Both']);
	await switchOff(first);
	await listen(dateReached({ direction: 'before', span: { amount: 1, unit: 'days' } }), { activation: 'resume' });
	await pass(2 * DAY);
	expect(runs.titles).toEqual(['Both', 'Both']);
});

test('a thousand at once are each told once', async () => {
	await listen(dateReached());
	await connection.scope.crm.create(
		'deal',
		Array.from({ length: 1000 }, (_, index) => ({ values: { title: `Deal ${index}`, closeDate: inDays(1) } })),
		{},
	);
	await settle();
	await pass(DAY);
	for (let round = 0; round < 200 && runs.started.length < 1000; round++) await settle();
	expect(new Set(runs.titles).size).toBe(1000);
	expect(runs.started).toHaveLength(1000);
});
