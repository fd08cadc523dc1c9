import type { Change } from '../../../../src/model/change';
import type { EventName, TriggerFilter } from '../../../../src/model/triggers';
import { matches } from '../../../../src/model/triggers/matching';

/** What can be set for an event. */
type SettingsFor<Name extends EventName> = Partial<Omit<Extract<TriggerFilter, { event: Name }>, 'event'>>;

const moved: Change = {
	id: '7',
	ref: { type: 'deal', id: '1' },
	kind: 'updated',
	at: '2026-01-01T00:00:00.000Z',
	changed: ['stage', 'amount'],
	before: { title: 'Printer', pipeline: 'sales', stage: 'sales:new', amount: 900 },
	after: { title: 'Printer', pipeline: 'sales', stage: 'sales:won', amount: 1000 },
};
const created: Change = { ...moved, kind: 'created', changed: [], before: undefined };
const deleted: Change = { ...moved, kind: 'deleted', changed: [], after: undefined };
const merged: Change = { ...deleted, reason: { kind: 'merged', into: '2' } };
const restored: Change = { ...created, reason: { kind: 'restored' } };
const imported: Change = { ...created, reason: { kind: 'imported', file: 'deals.csv' } };
const filter = (
	more:
		| SettingsFor<'recordChanged'>
		| ({ event: 'stageChanged' } & SettingsFor<'stageChanged'>)
		| ({ event: 'recordCreated' } & SettingsFor<'recordCreated'>)
		| ({ event: 'recordDeleted' } & SettingsFor<'recordDeleted'>)
		| { event: EventName },
) => ({ event: 'recordChanged', recordType: 'deal', ...more }) as TriggerFilter;

describe('a trigger starts on what it was told to watch, and on nothing else', () => {
	test.each([
		['another record type', moved, filter({ recordType: 'lead' }), false],
		['created', created, filter({ event: 'recordCreated' }), true],
		['created is not changed', created, filter({}), false],
		['deleted', deleted, filter({ event: 'recordDeleted' }), true],
		['merged is not deleted', merged, filter({ event: 'recordDeleted' }), false],
		['merged, when that counts', merged, filter({ event: 'recordDeleted', includeMerged: true }), true],
		['deleted, when merging counts too', deleted, filter({ event: 'recordDeleted', includeMerged: true }), true],
		['restored is not created', restored, filter({ event: 'recordCreated' }), false],
		['restored, when that counts', restored, filter({ event: 'recordCreated', includeRestored: true }), true],
		['imported is created', imported, filter({ event: 'recordCreated' }), true],
		['restored in the stage did not move there', restored, filter({ event: 'stageChanged', includeCreated: true }), false],
		['imported into the stage, when that counts', imported, filter({ event: 'stageChanged', includeCreated: true }), true],
		['changed is not deleted', moved, filter({ event: 'recordDeleted' }), false],
		['any field', moved, filter({}), true],
		['one of the chosen fields', moved, filter({ fields: ['title', 'amount'] }), true],
		['none of the chosen fields', moved, filter({ fields: ['title'] }), false],
		['stage to', moved, filter({ event: 'stageChanged', toStages: ['sales:won'] }), true],
		['stage to another', moved, filter({ event: 'stageChanged', toStages: ['sales:lost'] }), false],
		['stage from and to', moved, filter({ event: 'stageChanged', fromStages: ['sales:new'], toStages: ['sales:won'] }), true],
		['stage from another', moved, filter({ event: 'stageChanged', fromStages: ['sales:lost'] }), false],
		['any stage of the pipeline', moved, filter({ event: 'stageChanged', pipelines: ['sales'] }), true],
		['another pipeline', moved, filter({ event: 'stageChanged', pipelines: ['renewals'] }), false],
		['a change that leaves the stage alone', { ...moved, changed: ['amount'] }, filter({ event: 'stageChanged' }), false],
		[
			'created in the stage, when that counts',
			created,
			filter({ event: 'stageChanged', toStages: ['sales:won'], includeCreated: true }),
			true,
		],
		['created in the stage, when it does not', created, filter({ event: 'stageChanged', toStages: ['sales:won'] }), false],
		['created comes from no stage', created, filter({ event: 'stageChanged', fromStages: ['sales:new'], includeCreated: true }), false],
		['a condition that holds', moved, filter({ conditions: [{ field: 'amount', operator: 'atLeast', value: '1000' }] }), true],
		['a condition that does not', moved, filter({ conditions: [{ field: 'title', operator: 'contains', value: 'scanner' }] }), false],
		[
			'a condition on the last values of a deleted record',
			deleted,
			filter({ event: 'recordDeleted', conditions: [{ field: 'title', operator: 'is', value: 'printer' }] }),
			true,
		],
	] as const)('%s', (_, change, wanted, expected) => {
		expect(matches(change as Change, wanted)).toBe(expected);
	});
});

describe('a field crosses a value only when it was on the other side before', () => {
	test.each([
		[900, 1000, 'up', true],
		[1000, 1100, 'up', false],
		[900, 999, 'up', false],
		[1100, 1000, 'down', true],
		[1100, 1000, 'up', false],
		[1000, 900, 'down', false],
		[1100, 900, 'either', true],
		[null, 1100, 'up', false],
		[900, null, 'down', false],
		['900', '1000', 'up', true],
	] as const)('%s → %s, %s: %s', (before, after, direction, expected) => {
		const change = { ...moved, changed: ['amount'], before: { amount: before }, after: { amount: after } };
		expect(matches(change, filter({ crossing: { field: 'amount', direction, value: '1000' } }))).toBe(expected);
	});

	test('dates cross dates', () => {
		const change = { ...moved, before: { due: '2026-03-01' }, after: { due: '2026-04-02' } };
		expect(matches(change, filter({ crossing: { field: 'due', direction: 'up', value: '2026-04-01' } }))).toBe(true);
		expect(matches(change, filter({ crossing: { field: 'due', direction: 'up', value: '2026-05-01' } }))).toBe(false);
	});
});

describe('a task trigger', () => {
	const task: Change = {
		...moved,
		ref: { type: 'task', id: '3' },
		changed: ['status'],
		before: { title: 'Call the customer', status: 'open', record: 'deal/1' },
		after: { title: 'Call the customer', status: 'completed', record: 'deal/1' },
	};
	const tasks = (more: SettingsFor<'taskStatusChanged'>): TriggerFilter => ({ event: 'taskStatusChanged', recordType: 'task', ...more });

	test.each([
		['any status', tasks({}), true],
		['the chosen status', tasks({ taskStatuses: ['completed'] }), true],
		['another status', tasks({ taskStatuses: ['open'] }), false],
		['a title that contains', tasks({ conditions: [{ field: 'title', operator: 'contains', value: 'CUSTOMER' }] }), true],
		['a task of a deal', tasks({ taskRecordType: 'deal' }), true],
		['a task of a lead', tasks({ taskRecordType: 'lead' }), false],
	] as const)('%s', (_, wanted, expected) => {
		expect(matches(task, wanted)).toBe(expected);
	});

	test('a change that leaves the status alone starts nothing', () => {
		expect(matches({ ...task, changed: ['title'] }, tasks({}))).toBe(false);
	});
});
