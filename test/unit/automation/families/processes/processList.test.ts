import { DEFAULT_DELIVERY } from '../../../../../src/automation/engine/delivery/options';
import { explainRecord } from '../../../../../src/automation/families/processes/explain';
import { listProcesses, processWords } from '../../../../../src/automation/families/processes/processList';
import { listWorkflows } from '../../../../../src/automation/families/processes/processLists';
import { saveProcesses } from '../../../../../src/automation/families/processes/saveProcesses';
import type { ProcessCard } from '../../../../../src/model/processCard';
import { triggerWords } from '../../../../../src/automation/families/processes/triggerWords';
import type { TriggerFilter } from '../../../../../src/model/triggers';
import { Office } from '../../office';
import type { SaveProcessInput } from '../../../../../src/automation/families/processes/inputs';

let office: Office;
beforeEach(async () => {
	office = await Office.open();
	await switchOn(
		'a',
		'n',
		{ event: 'stageChanged', recordType: 'deal', toStages: ['sales:won', 'sales:lost'], pipelines: ['sales'] },
		{ department: 'Sales', category: 'Closing', description: 'Ends' },
	);
	await switchOn(
		'b',
		'n',
		{ event: 'recordChanged', recordType: 'lead', crossing: { field: 'score', direction: 'up', value: 50 } },
		{ department: 'Marketing' },
	);
	await switchOn(
		'b',
		'm',
		{ event: 'taskStatusChanged', recordType: 'task', taskStatuses: ['completed'], taskRecordType: 'deal' },
		{ category: 'Closing' },
	);
	office.clock.at = new Date(office.clock.at.getTime() + 3_600_000);
	await switchOn('c', 'n', { event: 'recordCreated', recordType: 'contact', conditions: [{ field: 'email', operator: 'isNotEmpty' }] });
});
afterEach(async () => await office.close());

async function switchOn(id: string, nodeId: string, filter: TriggerFilter, card?: ProcessCard): Promise<void> {
	await store(
		id,
		nodeId,
		JSON.stringify({ filter, allowOwnChanges: false, reentry: { kind: 'always' }, delivery: DEFAULT_DELIVERY, card }),
	);
}

async function store(id: string, nodeId: string, settings: string): Promise<void> {
	const at = office.clock.at.toISOString();
	await office.scope.ledger.subscriptions.save({
		workflowId: id,
		nodeId,
		workflowName: `Process ${id}`,
		nodeName: nodeId,
		cursor: await office.scope.feed.head(),
		servedAt: at,
		activatedAt: at,
		settings,
	});
}

const names = async (filter: Parameters<typeof listProcesses>[1]) =>
	(await listProcesses(office.scope, filter)).map(({ process }) => process);

test('a process has what its triggers say of it, and how it did', async () => {
	const { deliveries, runs } = office.scope.ledger;
	const at = office.clock.at.toISOString();
	const [row] = await deliveries.add([{ workflowId: 'a', nodeId: 'n', changeId: '1', replay: 0, recordKey: 'deal/1' }], at);
	const claim = { owner: 'p', aliveUntil: at, at, workflowVersion: '1' };
	const handOver = async () => (await deliveries.handOver([[row!.id]], claim, at))[0]!.runId!;
	await runs.claim({ id: await handOver() }, { ...claim, executionId: '17' });
	await deliveries.retryAt([row!.id], at, 'No.', at);
	await runs.claim({ id: await handOver() }, { ...claim, executionId: '18' });
	await deliveries.finish([row!.id], { state: 'done', at, error: null });
	const [a, b, c] = await listProcesses(office.scope, {});
	expect(a).toEqual({
		process: 'Process a',
		workflowId: 'a',
		department: 'Sales',
		category: 'Closing',
		description: 'Ends',
		recordType: 'Deal',
		recordTypeNames: ['deal'],
		startsOn: ['Deal: stage changes to Won or Lost in Sales'],
		active: false,
		servedAt: '2026-03-02T09:00:00.000Z',
		lastRunAt: at,
		lastExecution: '18',
		runs: 2,
		failed: 1,
	});
	expect(b).toMatchObject({
		department: 'Marketing',
		category: 'Closing',
		recordType: 'Task, Deal, Lead',
		startsOn: ['Task: status becomes Completed', 'Lead: Score rises to 50'],
		runs: 0,
		lastRunAt: null,
	});
	expect(c).toMatchObject({ department: null, category: null, active: true, startsOn: ['Contact: created, with a condition'] });
});

test('processes are listed by department, category, record type and state', async () => {
	expect(await names({})).toEqual(['Process a', 'Process b', 'Process c']);
	expect(await names({ department: 'sales ' })).toEqual(['Process a']);
	expect(await names({ category: 'Closing' })).toEqual(['Process a', 'Process b']);
	expect(await names({ category: 'Closing', department: 'Marketing' })).toEqual(['Process b']);
	expect(await names({ recordType: 'deal' })).toEqual(['Process a', 'Process b']);
	expect(await names({ state: 'active' })).toEqual(['Process c']);
	expect(await names({ state: 'inactive', limit: 1 })).toEqual(['Process a']);
	expect(await names({ department: 'Nobody' })).toEqual([]);
	expect(await processWords(office.scope, 'department')).toEqual(['Marketing', 'Sales']);
	expect(await processWords(office.scope, 'category')).toEqual(['Closing']);
});

test('a process on a deleted type is still listed', async () => {
	await office.scope.crm.schema!.removeField('deal', 'contact');
	await office.scope.crm.schema!.removeRecordType('contact');
	expect((await listProcesses(office.scope, { state: 'active' }))[0]).toMatchObject({
		recordType: 'contact',
		startsOn: ['contact: created, with a condition'],
	});
});

describe('a trigger that another version switched on', () => {
	test.each([
		['settings that were never kept', ''],
		['a filter of another shape', JSON.stringify({ filter: { on: { event: 'stageChanged' }, type: 'deal' } })],
		['an event that is not there', JSON.stringify({ filter: { event: 'moonRose', recordType: 'deal' } })],
	])('is listed and says what to do: %s', async (_, settings) => {
		await store('d', 'n', settings);
		const processes = await listProcesses(office.scope, {});
		expect(processes.map(({ process }) => process)).toEqual(['Process a', 'Process b', 'Process c', 'Process d']);
		expect(processes[3]).toMatchObject({
			workflowId: 'd',
			recordTypeNames: [],
			startsOn: [expect.stringContaining('Open the workflow once')],
			runs: 0,
		});
		expect((await listWorkflows(office.scope, {})).options.map(({ value }) => value)).toContain('d');
		const why = explainRecord(office.scope, { record: { type: 'deal', id: '1' }, workflow: 'Process d', limit: 5 });
		await expect(why).rejects.toMatchObject({
			message: expect.stringContaining('cannot be read'),
			remedy: expect.stringContaining('Open the workflow once'),
		});
	});

	test('leaves the other triggers of its workflow readable', async () => {
		await store('a', 'older', '');
		expect(await names({})).toEqual(['Process a', 'Process b', 'Process c']);
		expect((await listProcesses(office.scope, {}))[0]!.startsOn).toEqual(['Deal: stage changes to Won or Lost in Sales']);
	});
});

describe('what is saved of a process', () => {
	const save = async (workflow: string, card: SaveProcessInput['card']) =>
		await saveProcesses.perform(office.scope, [{ workflow, card }], {});
	const cards = async () =>
		(await listProcesses(office.scope, {})).map(({ department, category, description }) => [department, category, description]);

	test('counts where its triggers say nothing; what is not given stays, what is empty is emptied', async () => {
		expect(await save('process C', { department: ' Service ', description: 'Greets' })).toEqual([
			expect.objectContaining({
				process: 'Process c',
				workflowId: 'c',
				department: 'Service',
				category: null,
				description: 'Greets',
				recordType: 'Contact',
			}),
		]);
		await save('c', { category: 'Onboarding', description: null });
		await save('b', { description: 'Two triggers' });
		expect(await cards()).toEqual([
			['Sales', 'Closing', 'Ends'],
			['Marketing', 'Closing', 'Two triggers'],
			['Service', 'Onboarding', null],
		]);
		expect(await names({ department: 'service', category: 'onboarding' })).toEqual(['Process c']);
		expect(await processWords(office.scope, 'department')).toEqual(['Marketing', 'Sales', 'Service']);
	});

	test('gives way to a word that a trigger says later, and comes back when the trigger says nothing again', async () => {
		await save('c', { department: 'Service' });
		const filter: TriggerFilter = { event: 'recordCreated', recordType: 'contact' };
		await switchOn('c', 'n', filter, { department: 'Front office' });
		expect((await cards())[2]![0]).toBe('Front office');
		await switchOn('c', 'n', filter, {});
		expect((await cards())[2]![0]).toBe('Service');
	});

	test.each([
		['a word that a trigger says', 'a', { department: 'Marketing' }, 'The department of "Process a" is set in its trigger "n": Sales.'],
		['emptying such a word', 'b', { category: null }, 'The category of "Process b" is set in its trigger "m": Closing.'],
		['nothing', 'c', {}, 'Nothing is given'],
		['an unknown process', 'Nobody', { category: 'X' }, 'Nobody'],
	])('refused, and nothing is kept: %s', async (_, workflow, card, words) => {
		await expect(
			save(workflow, { description: 'Lost', ...card, ...(words.startsWith('Nothing') ? { description: undefined } : {}) }),
		).rejects.toThrow(words);
		expect((await office.scope.ledger.processCards.all()).size).toBe(0);
	});

	test('the word of the trigger itself is no contradiction', async () => {
		await save('a', { department: 'Sales', category: 'Closing' });
		expect((await cards())[0]).toEqual(['Sales', 'Closing', 'Ends']);
	});
});

test.each([
	[{ event: 'recordDeleted', recordType: 'contact' }, 'deleted'],
	[{ event: 'recordDeleted', recordType: 'contact', includeMerged: true }, 'deleted, or merged into another'],
	[{ event: 'recordCreated', recordType: 'contact', includeRestored: true }, 'created, or restored'],
] as Array<[TriggerFilter, string]>)('what counts as an event is said with it: %j', (filter, words) => {
	expect(triggerWords(filter, undefined)).toBe(`contact: ${words}`);
});
