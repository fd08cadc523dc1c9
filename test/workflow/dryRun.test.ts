import { everyOperation } from '../host/actionNodes';
import { foundCompany, type Company } from './support/company';
import { runWorkflow } from './support/engine';
import { changeItem, chosen, fileOf, filledIn, onChange, oneStep } from './support/steps';
import { switchOnWorkflow } from './support/triggers';

let company: Company;
beforeEach(async () => (company = await foundCompany()));
afterEach(async () => await company.close());

const theDeal = () => ({ recordSource: 'choose', recordType: chosen('deal'), recordId: chosen(company.deal) });
const TEMPLATE = {
	name: 'Cards',
	parameters: [],
	stages: [{ name: 'All', responsible: { kind: 'recordResponsible' } }],
	tasks: [
		{ key: 'a', title: 'Design', stage: 'All' },
		{ key: 'b', title: 'Print', stage: 'All', after: ['a'] },
	],
};

/** Everything that counts as "nothing was written". */
async function untouched(step: () => Promise<void>): Promise<void> {
	const { scope } = company;
	const schema = async () => await Promise.all((await scope.crm.recordTypes()).map(async ({ name }) => await scope.crm.describe(name)));
	const before = {
		schema: await schema(),
		rows: company.rows(),
		cursor: await scope.feed.head(),
		deal: await scope.crm.get({ type: 'deal', id: company.deal }),
	};
	let woken = 0;
	const stop = scope.feed.onChanges(() => woken++);
	await step();
	await new Promise((resolve) => setTimeout(resolve, 20));
	stop();
	expect({
		schema: await schema(),
		rows: company.rows(),
		cursor: await scope.feed.head(),
		deal: await scope.crm.get({ type: 'deal', id: company.deal }),
	}).toEqual(before);
	expect(woken).toBe(0);
}

interface DryStep {
	resource: string;
	operation: string;
	parameters(): object | Promise<object>;
	/** The text of the file of the item. */
	file?: string;
	result: object;
}

/** A group that Anna is in, or not. */
async function salesGroup(groups: string[], members: string[] = []): Promise<object> {
	const { users } = company.scope.crm;
	await users.groups.save!(['Sales']);
	await users.update!([{ id: company.users.anna, name: 'Anna Agent', groups }], {});
	return { group: chosen('Sales'), members };
}

/** One per operation that writes; a new one is missed by the test below. */
const STEPS: DryStep[] = [
	{
		resource: 'group',
		operation: 'save',
		parameters: () => ({ name: 'Sales', members: ['Anna Agent'] }),
		result: {
			would: { name: 'Sales', created: true, members: [{ name: 'Anna Agent' }] },
			changes: [{ event: 'updated', values: [{ field: 'groups' }] }],
		},
	},
	{
		resource: 'group',
		operation: 'addMembers',
		parameters: async () => await salesGroup([], ['Anna Agent']),
		result: { would: { added: [{ name: 'Anna Agent' }] }, changes: [{ event: 'updated', values: [{ field: 'groups' }] }] },
	},
	{
		resource: 'group',
		operation: 'removeMembers',
		parameters: async () => await salesGroup(['Sales'], ['Anna Agent']),
		result: { would: { removed: [{ name: 'Anna Agent' }] }, changes: [{ event: 'updated', values: [{ field: 'groups' }] }] },
	},
	{
		resource: 'group',
		operation: 'delete',
		parameters: async () => await salesGroup(['Sales']),
		result: { would: { deleted: true, name: 'Sales', removed: [{ name: 'Anna Agent' }] }, changes: [{ event: 'updated' }] },
	},
	{
		resource: 'role',
		operation: 'save',
		parameters: () => ({ name: 'agent', mayDo: 'listed', permissions: { permission: [{ recordTypes: ['deal'], allowed: ['see'] }] } }),
		result: { would: { name: 'agent', created: true, permissions: [{ recordType: 'deal', see: true }] }, changes: [] },
	},
	{
		resource: 'role',
		operation: 'delete',
		parameters: () => ({ role: chosen('employee') }),
		result: { would: { deleted: true, name: 'employee' }, changes: [] },
	},
	{
		resource: 'user',
		operation: 'create',
		parameters: () => ({ name: 'Dora New', additionalFields: { supervisor: 'Boris Lead' } }),
		result: {
			would: { id: null, type: 'user', name: 'Dora New', supervisor: 'Boris Lead' },
			changes: [{ event: 'created', record: { type: 'user', id: null, title: 'Dora New' } }],
		},
	},
	{
		resource: 'user',
		operation: 'update',
		parameters: () => ({ user: chosen('Anna Agent'), additionalFields: { active: false } }),
		result: {
			would: { name: 'Anna Agent', active: false },
			changes: [{ event: 'updated', values: [{ field: 'active', from: true, to: false }] }],
		},
	},
	{
		resource: 'record',
		operation: 'create',
		parameters: () => ({
			recordType: chosen('deal'),
			fields: filledIn({ title: 'Globex', amount: 1200, responsible: 'boris@example.com', stage: 'Proposal' }),
		}),
		result: {
			operation: 'Create a record',
			would: { id: null, type: 'deal', title: 'Globex', stage: 'Proposal', responsible: 'Boris Lead', amount: 1200 },
			changes: [
				{
					event: 'created',
					record: { type: 'deal', typeLabel: 'Deal', id: null, title: 'Globex' },
					values: [
						{ field: 'title', label: 'Title', from: null, to: 'Globex' },
						{ field: 'pipeline', label: 'Pipeline', from: null, to: 'Sales' },
						{ field: 'stage', label: 'Stage', from: null, to: 'Proposal' },
						{ field: 'responsible', label: 'Responsible', from: null, to: 'Boris Lead' },
						{ field: 'amount', label: 'Amount', from: null, to: 1200 },
					],
				},
			],
		},
	},
	{
		resource: 'record',
		operation: 'update',
		parameters: () => ({ ...theDeal(), fields: filledIn({ amount: 500 }) }),
		result: {
			would: { id: '1', amount: 500 },
			changes: [
				{
					event: 'updated',
					record: { type: 'deal', typeLabel: 'Deal', id: '1', title: 'Acme, 100 chairs' },
					values: [{ field: 'amount', label: 'Amount', from: null, to: 500 }],
				},
			],
		},
	},
	{
		resource: 'record',
		operation: 'upsert',
		parameters: () => ({
			recordType: chosen('deal'),
			fields: filledIn({ externalId: 'G-1', title: 'Globex' }, { matchingColumns: ['externalId'] }),
		}),
		result: { would: { id: null, title: 'Globex', externalId: 'G-1' }, changes: [{ event: 'created' }] },
	},
	{
		resource: 'record',
		operation: 'importFile',
		parameters: () => ({ recordType: chosen('deal'), matchField: chosen('title'), binaryProperty: 'data' }),
		file: 'Title;Amount\nGlobex;1.234,50\nAcme, 100 chairs;€ 500\nUmbrella;a lot\n',
		result: {
			operation: 'Import a file of records',
			would: {
				created: 1,
				updated: 1,
				refused: 1,
				report: [
					{ row: 2, outcome: 'created', id: null, title: 'Globex' },
					{ row: 3, outcome: 'updated', id: '1' },
					{ row: 4, outcome: 'refused' },
				],
			},
			changes: [
				{ event: 'created', record: { id: null, title: 'Globex' } },
				{ event: 'updated', record: { id: '1' }, values: [{ label: 'Amount', from: null, to: 500 }] },
			],
		},
	},
	{
		resource: 'record',
		operation: 'changeStage',
		parameters: () => ({ ...theDeal(), stage: chosen('Won') }),
		result: {
			would: { id: '1', stage: 'Won', moved: true, stageBefore: 'New' },
			changes: [{ values: [{ label: 'Stage', from: 'New', to: 'Won' }] }],
		},
	},
	{
		resource: 'record',
		operation: 'delete',
		parameters: () => theDeal(),
		result: {
			would: { deleted: true, id: '1', record: { title: 'Acme, 100 chairs' } },
			changes: [{ event: 'deleted', record: { id: '1', title: 'Acme, 100 chairs' } }],
		},
	},
	{
		resource: 'record',
		operation: 'restore',
		async parameters() {
			await company.scope.crm.remove([{ type: 'deal', id: company.deal }], {});
			return theDeal();
		},
		result: {
			would: { restored: true, id: '1', title: 'Acme, 100 chairs' },
			changes: [{ event: 'created', record: { id: '1', title: 'Acme, 100 chairs' } }],
		},
	},
	{
		resource: 'record',
		operation: 'assign',
		async parameters() {
			await company.scope.crm.users.groups.save!(['Sales']);
			await company.scope.crm.users.create!([{ name: 'Dan', groups: ['Sales'] }], {});
			return { ...theDeal(), assignBy: 'roundRobin', assignGroup: 'Sales' };
		},
		result: {
			would: { id: '1', assignedTo: 'Dan', responsibleBefore: 'Anna Agent' },
			changes: [{ event: 'updated', values: [{ label: 'Responsible', from: 'Anna Agent', to: 'Dan' }] }],
		},
	},
	{
		resource: 'record',
		operation: 'merge',
		async parameters() {
			const [other] = await company.scope.crm.create('deal', [{ values: { title: 'Acme again', amount: 7 } }], {});
			const { anna } = company.users;
			await company.scope.crm.tasks.create([{ title: 'Call', responsibleId: anna, record: { type: 'deal', id: other!.id } }], {});
			return { ...theDeal(), duplicateSource: 'ids', duplicateIds: other!.id };
		},
		result: {
			would: { id: '1', amount: 7, merged: [{ id: '2', title: 'Acme again' }], moved: { tasks: 1 } },
			changes: [
				{ event: 'updated', record: { type: 'task' }, values: [{ label: 'Record' }] },
				{ event: 'deleted', record: { id: '2' } },
				{ event: 'updated', record: { id: '1' }, values: [{ label: 'Amount', from: null, to: 7 }] },
			],
		},
	},
	{
		resource: 'record',
		operation: 'score',
		parameters: () => ({ ...theDeal(), scoreField: 'amount', scoringRules: { rule: [{ name: 'Always', points: 5 }] } }),
		result: { would: { id: '1', score: 5, grade: null }, changes: [{ values: [{ label: 'Amount', from: null, to: 5 }] }] },
	},
	{
		resource: 'task',
		operation: 'create',
		parameters: () => ({ title: 'Call', ...theDeal(), deadline: 'absolute', deadlineAt: '2026-03-02T15:00:00' }),
		result: {
			operation: 'Create a task',
			would: {
				id: null,
				title: 'Call',
				responsible: 'Anna Agent',
				deadline: '2026-03-02T14:00:00.000Z',
				record: { type: 'deal', id: '1', title: 'Acme, 100 chairs' },
			},
			changes: [{ event: 'created', record: { type: 'task', id: null, title: 'Call' } }],
		},
	},
	{
		resource: 'task',
		operation: 'complete',
		async parameters() {
			await runWorkflow(oneStep({ resource: 'task', operation: 'create', title: 'Call', ...theDeal() }));
			return { completeWhat: 'automation', ...theDeal() };
		},
		result: {
			would: { completed: 1, tasks: [{ id: '1', status: 'completed' }] },
			changes: [{ event: 'updated', record: { type: 'task', id: '1', title: 'Call' } }],
		},
	},
	{
		resource: 'task',
		operation: 'update',
		async parameters() {
			const [task] = await company.scope.crm.tasks.create([{ title: 'Call', responsibleId: company.users.anna }], {});
			return { task: chosen(task!.id), additionalFields: { status: 'inProgress' } };
		},
		result: {
			would: { id: '1', status: 'inProgress' },
			changes: [{ event: 'updated', record: { type: 'task', id: '1' }, values: [{ label: 'Status', to: 'In progress' }] }],
		},
	},
	{
		resource: 'task',
		operation: 'delete',
		async parameters() {
			const [task] = await company.scope.crm.tasks.create([{ title: 'Call', responsibleId: company.users.anna }], {});
			return { task: chosen(task!.id) };
		},
		result: {
			would: { deleted: true, id: '1', task: { title: 'Call' } },
			changes: [{ event: 'deleted', record: { type: 'task', id: '1', title: 'Call' } }],
		},
	},
	{
		resource: 'comment',
		operation: 'add',
		parameters: () => ({ ...theDeal(), text: 'Look, @Boris Lead' }),
		result: { would: { id: null, text: 'Look, @Boris Lead', notified: [{ name: 'Boris Lead' }] }, changes: [] },
	},
	{
		resource: 'notification',
		operation: 'notify',
		parameters: () => ({ ...theDeal(), text: 'Hello', users: [company.users.boris] }),
		result: { would: { notified: [{ name: 'Boris Lead' }], notifications: [{ id: null }] }, changes: [] },
	},
	{
		resource: 'notification',
		operation: 'markRead',
		async parameters() {
			await company.scope.companions.notifications.create([{ recipientId: company.users.anna, text: 'Hello' }], {});
			return { markWhat: 'all', recipient: chosen(company.users.anna) };
		},
		result: { would: { recipient: 'Anna Agent', marked: 1 }, changes: [] },
	},
	{
		resource: 'activity',
		operation: 'schedule',
		parameters: () => ({ ...theDeal(), description: 'Show the samples', when: 'absolute', at: '2026-03-02T15:00:00' }),
		result: {
			would: { id: null, subject: 'Show the samples', at: '2026-03-02T14:00:00.000Z', responsible: 'Anna Agent' },
			changes: [{ event: 'created', record: { type: 'activity', id: null, title: 'Show the samples' } }],
		},
	},
	{
		resource: 'activity',
		operation: 'complete',
		async parameters() {
			await runWorkflow(oneStep({ resource: 'activity', operation: 'schedule', description: 'Call', ...theDeal() }));
			return { completeWhat: 'record', ...theDeal() };
		},
		result: {
			would: { completed: 1, activities: [{ id: '1', status: 'completed' }] },
			changes: [{ event: 'updated', record: { type: 'activity', id: '1' } }],
		},
	},
	{
		resource: 'document',
		operation: 'attach',
		parameters: () => ({ ...theDeal(), binaryProperty: 'data', section: 'Contracts' }),
		result: {
			would: { id: null, name: 'Contract.pdf', section: 'Contracts', size: 7, documentVersion: 1 },
			changes: [{ event: 'created', record: { type: 'document', id: null, title: 'Contract.pdf' } }],
		},
	},
	{
		resource: 'document',
		operation: 'delete',
		async parameters() {
			await runWorkflow(oneStep({ resource: 'document', operation: 'attach', binaryProperty: 'data', ...theDeal() }), {
				binary: fileOf('content', 'Contract.pdf'),
			});
			return { document: chosen('1') };
		},
		result: { would: { deleted: true, id: '1' }, changes: [{ event: 'deleted', record: { type: 'document', id: '1' } }] },
	},
	{
		resource: 'system',
		operation: 'importSetUp',
		parameters: () => ({ binaryProperty: 'data' }),
		file: JSON.stringify({
			format: 'crmflow-setup',
			version: 1,
			recordTypes: [{ name: 'vase', label: 'Vase', pluralLabel: 'Vases', fields: [], pipelines: [] }],
			groups: [],
			roles: [],
			filingRules: [],
			templates: [],
		}),
		result: {
			would: { new: 1, changed: 0, same: 0, parts: [{ what: 'Record type', name: 'vase', change: 'new' }] },
			changes: [],
		},
	},
	{
		resource: 'calendar',
		operation: 'setCompany',
		parameters: () => ({
			timeZone: 'Europe/Warsaw',
			hours: { span: [{ weekdays: ['Monday'], opens: '09:00', closes: '12:00' }] },
			holidays: '12-25 Christmas',
		}),
		result: {
			would: {
				user: null,
				timeZone: 'Europe/Warsaw',
				hours: [{ weekday: 'Monday', opens: '09:00', closes: '12:00' }],
				holidays: [{ date: '12-25', name: 'Christmas', everyYear: true }],
				isUsual: false,
			},
			changes: [],
		},
	},
	{
		resource: 'calendar',
		operation: 'setHours',
		parameters: () => ({ user: chosen('anna@example.com'), hoursOf: 'company', timeZone: 'Asia/Kolkata' }),
		result: { would: { user: 'Anna Agent', timeZone: 'Asia/Kolkata', ownHours: false, ownTimeZone: true }, changes: [] },
	},
	{
		resource: 'calendar',
		operation: 'addAbsence',
		parameters: () => ({ user: chosen('anna@example.com'), from: '2026-07-06', to: '2026-07-17' }),
		result: { would: { user: 'Anna Agent', from: '2026-07-06', to: '2026-07-17', substitute: null }, changes: [] },
	},
	{
		resource: 'calendar',
		operation: 'removeAbsence',
		async parameters() {
			const absence = { from: '2026-07-06', to: '2026-07-17', substituteId: null, reason: null };
			const { ledger } = company.scope;
			await ledger.calendars.savePerson({ userId: company.users.anna, timeZone: null, hours: null, absences: [absence] });
			return { user: chosen('anna@example.com'), absence: chosen('2026-07-06') };
		},
		result: { would: { removed: true, user: 'Anna Agent', from: '2026-07-06' }, changes: [] },
	},
	{
		resource: 'filingRule',
		operation: 'save',
		parameters: () => ({ rules: { rule: [{ namePattern: '*.pdf', section: 'Contracts' }] } }),
		result: { would: { rules: [{ namePattern: '*.pdf', section: 'Contracts' }] }, changes: [] },
	},
	{
		resource: 'history',
		operation: 'add',
		parameters: () => ({ ...theDeal(), text: 'The offer was sent' }),
		result: { would: { id: null, text: 'The offer was sent', record: { id: '1' } }, changes: [] },
	},
	{
		resource: 'notification',
		operation: 'notifySupervisor',
		parameters: () => ({ ...theDeal(), text: 'Look' }),
		result: {
			would: { notified: [{ name: 'Boris Lead' }], notifications: [{ id: null, text: 'Look', recipient: 'Boris Lead' }], reason: null },
			changes: [],
		},
	},
	{
		resource: 'projectTemplate',
		operation: 'save',
		parameters: () => ({ defineAs: 'json', templateJson: JSON.stringify(TEMPLATE) }),
		result: { would: { id: null, name: 'Cards', version: 1 }, changes: [] },
	},
	{
		resource: 'project',
		operation: 'start',
		async parameters() {
			await runWorkflow(
				oneStep({ resource: 'projectTemplate', operation: 'save', defineAs: 'json', templateJson: JSON.stringify(TEMPLATE) }),
			);
			return { template: chosen('Cards'), ...theDeal(), parameters: filledIn({}) };
		},
		result: {
			would: {
				id: null,
				name: 'Cards: Acme, 100 chairs',
				tasks: [
					{ id: null, projectId: null, title: 'Design', responsible: 'Anna Agent' },
					{ id: null, projectId: null, title: 'Print', status: 'waiting' },
				],
			},
			changes: [
				{ event: 'created', record: { type: 'project', id: null } },
				{ record: { type: 'task', title: 'Design' } },
				{ record: { type: 'task', title: 'Print' } },
			],
		},
	},
	{
		resource: 'process',
		operation: 'replay',
		async parameters() {
			await switchOnWorkflow(company.scope);
			await company.scope.crm.update('deal', [{ id: company.deal, values: { stage: 'sales:won' } }], {});
			return { trigger: chosen('id of Won deals/node-1'), from: '2020-01-01' };
		},
		result: {
			would: { replay: null, replayed: 1, list: [{ record: { id: '1', title: 'Acme, 100 chairs' }, what: 'Stage: New → Won' }] },
			changes: [],
		},
	},
	{
		resource: 'process',
		operation: 'save',
		async parameters() {
			await switchOnWorkflow(company.scope);
			return { workflow: chosen('id of Won deals'), processFields: { department: chosen('Sales') } };
		},
		result: { would: { process: 'Won deals', department: 'Sales' }, changes: [] },
	},
	{
		resource: 'recordType',
		operation: 'save',
		parameters: () => ({ label: 'Case' }),
		result: { would: { name: 'case', created: true }, changes: [] },
	},
	{
		resource: 'recordType',
		operation: 'addReadyType',
		parameters: () => ({ readyType: 'ticket' }),
		result: { would: { name: 'ticket', created: true, addedPipelines: ['Tickets'] }, changes: [] },
	},
	{
		resource: 'recordType',
		operation: 'delete',
		parameters: () => ({ recordType: chosen('deal'), deleteRecords: true }),
		result: {
			would: { deleted: true, name: 'deal', deletedRecords: 1 },
			changes: [{ event: 'deleted', record: { type: 'deal', id: '1', title: 'Acme, 100 chairs' } }],
		},
	},
	{
		resource: 'field',
		operation: 'save',
		parameters: () => ({ recordType: chosen('deal'), label: 'Wish', kind: 'string' }),
		result: { would: { name: 'wish', created: true }, changes: [] },
	},
	{
		resource: 'field',
		operation: 'delete',
		async parameters() {
			await company.scope.crm.update('deal', [{ id: company.deal, values: { amount: 500 } }], {});
			return { recordType: chosen('deal'), field: chosen('amount'), deleteValues: true };
		},
		result: {
			would: { deleted: true, name: 'amount', values: 1 },
			changes: [{ event: 'updated', record: { id: '1' }, values: [{ field: 'amount', from: 500, to: null }] }],
		},
	},
	{
		resource: 'pipeline',
		operation: 'save',
		parameters: () => ({ recordType: chosen('deal'), pipelineName: 'Renewals', stages: { stage: [{ name: 'Due', kind: 'open' }] } }),
		result: { would: { id: 'renewals', created: true, stages: [{ name: 'Due' }] }, changes: [] },
	},
	{
		resource: 'pipeline',
		operation: 'delete',
		parameters: () => ({ recordType: chosen('lead'), pipeline: chosen('leads') }),
		result: { would: { deleted: true, name: 'Leads' }, changes: [] },
	},
	{
		resource: 'stage',
		operation: 'setGate',
		parameters: () => ({ recordType: chosen('deal'), pipeline: chosen('sales'), stage: chosen('Won'), neededFields: ['amount'] }),
		result: { would: { name: 'Won', gates: { entering: { fields: [{ name: 'amount' }] }, leaving: null } }, changes: [] },
	},
	{
		resource: 'stage',
		operation: 'save',
		parameters: () => ({ recordType: chosen('deal'), pipeline: chosen('sales'), stageName: 'Demo' }),
		result: { would: { name: 'Demo', created: true, position: 5 }, changes: [] },
	},
	{
		resource: 'stage',
		operation: 'delete',
		parameters: () => ({
			recordType: chosen('deal'),
			pipeline: chosen('sales'),
			stage: chosen('sales:new'),
			moveTo: chosen('sales:proposal'),
		}),
		result: {
			would: { deleted: true, name: 'New', moved: 1 },
			changes: [{ event: 'updated', record: { id: '1' }, values: [{ label: 'Stage', to: 'Proposal' }] }],
		},
	},
];

describe('a dry run of each operation shows what it would write, and writes nothing', () => {
	test.each(STEPS.map((step) => [`${step.resource}: ${step.operation}`, step] as const))(
		'%s',
		async (_, { resource, operation, parameters, file = 'content', result }) => {
			const step = oneStep({ resource, operation, dryRun: true, ...(await parameters()) });
			await untouched(async () => {
				const { json, output, error } = await runWorkflow(step, { binary: fileOf(file, 'Contract.pdf') });
				expect(error).toBeUndefined();
				expect(json('CRM')).toEqual([expect.objectContaining({ dryRun: true, operation: expect.stringMatching(/^[A-Z]/) })]);
				expect(json('CRM')[0]).toMatchObject(result);
				expect(output('CRM')[0]!.pairedItem).toEqual({ item: 0 });
			});
		},
	);

	test('every operation that writes is among these, and offers the switch', () => {
		const withSwitch = everyOperation.filter(({ module }) => module.description.some(({ name }) => name === 'dryRun'));
		expect(withSwitch.map(({ name }) => name).sort()).toEqual(STEPS.map(({ resource, operation }) => `${resource}.${operation}`).sort());
	});
});

test('the same look at a real run finds what it wrote, and that others were woken', async () => {
	const { scope } = company;
	const { task, effect, change_feed: changes } = company.rows() as Record<'task' | 'effect' | 'change_feed', number>;
	let woken = 0;
	const stop = scope.feed.onChanges(() => woken++);
	await runWorkflow(oneStep({ resource: 'task', operation: 'create', title: 'Call', ...theDeal() }));
	await new Promise((resolve) => setTimeout(resolve, 20));
	stop();
	expect(company.rows()).toMatchObject({ task: task + 1, effect: effect + 1, change_feed: changes + 1 });
	expect(woken).toBe(1);
});

describe('a dry run is as strict as a real one', () => {
	const create = (value: object, more: object = {}) => ({
		resource: 'record',
		operation: 'create',
		dryRun: true,
		recordType: chosen('deal'),
		fields: filledIn(value as never),
		...more,
	});

	test.each([
		['missing field', () => create({ amount: 1 }), 'Title'],
		['unknown stage', () => create({ title: 'X', stage: 'Nowhere' }), 'Nowhere'],
		['unknown user', () => create({ title: 'X', responsible: 'zoe@example.com' }), 'zoe@example.com'],
		['unknown author', () => create({ title: 'X' }, { additionalFields: { actor: 'Nobody' } }), 'Nobody'],
	])('%s', async (_, step, names) => {
		await untouched(async () => {
			const dry = await runWorkflow(oneStep(step()));
			const real = await runWorkflow(oneStep({ ...step(), dryRun: false }));
			expect(dry.error?.message).toContain(names);
			expect(dry.error).toEqual(real.error);
		});
	});

	test('the bad one of many items is named; two that clash are found', async () => {
		await untouched(async () => {
			const items = ['A', 'B', 'A'].map((externalId) => ({ externalId }));
			const { error } = await runWorkflow(oneStep(create({ title: 'X', externalId: '={{ $json.externalId }}' })), { items });
			expect(error?.itemIndex).toBe(2);
		});
	});

	test('with "Continue on fail" the bad items say what is wrong, the good ones what would be', async () => {
		await untouched(async () => {
			const { json, output } = await runWorkflow(
				oneStep(create({ title: 'X', amount: '={{ $json.a }}' }), { onError: 'continueRegularOutput' }),
				{ items: [{ a: 1 }, { a: 'x' }, { a: 3 }] },
			);
			expect(json('CRM')).toEqual([
				expect.objectContaining({ dryRun: true, would: expect.objectContaining({ amount: 1 }) }),
				{ error: expect.stringContaining('"x"'), remedy: expect.any(String) },
				expect.objectContaining({ dryRun: true, would: expect.objectContaining({ amount: 3 }) }),
			]);
			expect(output('CRM').map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
		});
	});
});

describe('a dry run and the real runs around it', () => {
	test('items of one run build on each other', async () => {
		await untouched(async () => {
			const step = {
				resource: 'record',
				operation: 'upsert',
				dryRun: true,
				recordType: chosen('deal'),
				fields: filledIn({ externalId: 'G-1', title: '={{ $json.title }}' }, { matchingColumns: ['externalId'] }),
			};
			const { json } = await runWorkflow(oneStep(step), { items: [{ title: 'First' }, { title: 'Second' }] });
			expect(json('CRM').map(({ would }) => would)).toEqual([
				expect.objectContaining({ id: null, title: 'Second' }),
				expect.objectContaining({ id: null, title: 'Second' }),
			]);
		});
	});

	test('the switch is read per item', async () => {
		const step = { resource: 'task', operation: 'create', title: '={{ $json.title }}', ...theDeal(), dryRun: '={{ $json.dry }}' };
		const { json } = await runWorkflow(oneStep(step), {
			items: [
				{ title: 'A', dry: true },
				{ title: 'B', dry: false },
				{ title: 'C', dry: true },
			],
		});
		expect(json('CRM')).toEqual([
			expect.objectContaining({ dryRun: true }),
			expect.objectContaining({ id: '1', title: 'B' }),
			expect.objectContaining({ dryRun: true }),
		]);
		expect(await company.counts()).toMatchObject({ tasks: 1 });
	});

	test('when a dry item is refused, the real ones beside it are not written', async () => {
		const step = { resource: 'task', operation: 'create', title: '={{ $json.title }}', ...theDeal(), dryRun: '={{ $json.title === "" }}' };
		const { error } = await runWorkflow(oneStep(step), { items: [{ title: 'A' }, { title: '' }] });
		expect(error).toMatchObject({ itemIndex: 1 });
		expect(await company.counts()).toMatchObject({ tasks: 0 });
	});

	test('the same step acts later for real, and its dry run then still shows what it would do again', async () => {
		const step = (dryRun: boolean) => onChange({ resource: 'task', operation: 'create', title: 'Call', dryRun });
		const run = async (dryRun: boolean) =>
			await runWorkflow(step(dryRun), { mode: 'trigger', items: [changeItem({ type: 'deal', id: company.deal }, { id: '1' })] });
		await untouched(async () => expect((await run(true)).json('CRM')).toEqual([expect.objectContaining({ dryRun: true })]));
		expect((await run(false)).json('CRM')).toEqual([expect.objectContaining({ id: '1', title: 'Call' })]);
		await untouched(async () =>
			expect((await run(true)).json('CRM')).toEqual([
				expect.objectContaining({ dryRun: true, would: expect.objectContaining({ id: null }) }),
			]),
		);
		expect((await run(false)).json('CRM')).toEqual([expect.objectContaining({ id: '1' })]);
		expect(await company.counts()).toMatchObject({ tasks: 1 });
	});
});
