import type { INodeExecutionData } from 'n8n-workflow';
import { actionNodes, everyOperation } from '../host/actionNodes';
import type { INodeProperties } from 'n8n-workflow';
import { OTHER_TYPES, type Permission, type Right } from '../../src/model/permissions';
import { foundCompany, type Company } from './support/company';
import { runWorkflow, type RunOptions } from './support/engine';
import { changeItem, chosen, filledIn, onChange, oneStep } from './support/steps';
import { switchOnWorkflow } from './support/triggers';

let company: Company;
beforeEach(async () => (company = await foundCompany()));
afterEach(async () => await company.close());

const permission = (recordType: string, allowed: Right[], ownOnly = false): Permission => ({ recordType, allowed, ownOnly });
const theDeal = () => ({ recordSource: 'choose', recordType: chosen('deal'), recordId: chosen(company.deal) });
const asBoris = { additionalFields: { actor: { __rl: true, mode: 'name', value: 'boris@example.com' } } };
const TEMPLATE = {
	name: 'Cards',
	parameters: [],
	stages: [{ name: 'All', responsible: { kind: 'recordResponsible' } }],
	tasks: [{ key: 'a', title: 'Design', stage: 'All' }],
};

/** Boris is an agent, and agents may do this. */
async function allowAgents(...permissions: Permission[]): Promise<void> {
	const { crm, companions } = company.scope;
	await crm.users.roles.save!(['agent']);
	await companions.permissions.save('agent', permissions);
	await crm.users.update!([{ id: company.users.boris, name: 'Boris Lead', role: 'agent' }], {});
}

async function run(step: object, options: RunOptions = {}, more: object = {}) {
	return await runWorkflow(oneStep(step, more), options);
}

const logged = async () => await company.scope.crm.history.find({ types: ['accessRefused'] });

describe('each right is refused by itself: told, logged, and nothing is written', () => {
	const SEE = [permission(OTHER_TYPES, ['see'])];
	const create = { resource: 'record', operation: 'create', recordType: chosen('deal'), fields: filledIn({ title: 'New' }) };

	test.each([
		['see', [permission('lead', ['see'])], () => ({ resource: 'record', operation: 'get', ...theDeal() }), 'see deals', 'deal'],
		[
			'see many',
			[permission('lead', ['see'])],
			() => ({ resource: 'record', operation: 'getMany', recordType: chosen('deal'), returnAll: true }),
			'see deals',
			'user',
		],
		[
			'see duplicates',
			[permission('lead', ['see'])],
			() => ({ resource: 'record', operation: 'findDuplicates', recordType: chosen('deal'), recordSource: 'none', returnAll: true }),
			'see deals',
			'user',
		],
		[
			'see the time per stage',
			[permission('lead', ['see'])],
			() => ({ resource: 'record', operation: 'getTimePerStage', recordType: chosen('deal'), recordSource: 'none' }),
			'see deals',
			'user',
		],
		['create', SEE, () => create, 'create deals', 'user'],
		[
			'create by upsert',
			SEE,
			() => ({ ...create, operation: 'upsert', fields: filledIn({ title: 'N', externalId: 'x' }, { matchingColumns: ['externalId'] }) }),
			'create deals',
			'user',
		],
		['edit', SEE, () => ({ resource: 'record', operation: 'update', ...theDeal(), fields: filledIn({ amount: 5 }) }), 'edit deals', 'deal'],
		['move', SEE, () => ({ resource: 'record', operation: 'changeStage', ...theDeal(), stage: chosen('Won') }), 'edit deals', 'deal'],
		[
			'assign',
			SEE,
			() => ({ resource: 'record', operation: 'assign', ...theDeal(), assignBy: 'user', assignUser: chosen(company.users.clara) }),
			'edit deals',
			'deal',
		],
		['delete', SEE, () => ({ resource: 'record', operation: 'delete', ...theDeal() }), 'delete deals', 'deal'],
		['create a task', SEE, () => ({ resource: 'task', operation: 'create', title: 'Call', ...theDeal() }), 'create tasks', 'user'],
		[
			'start a project',
			SEE,
			() => ({ resource: 'project', operation: 'start', template: chosen('Cards'), ...theDeal(), parameters: filledIn({}) }),
			'run processes for deals',
			'deal',
		],
		[
			'replay a process',
			SEE,
			() => ({ resource: 'process', operation: 'replay', trigger: chosen('Won deals'), replayWhat: 'period', from: '2020-01-01' }),
			'run processes for deals',
			'user',
		],
		[
			'write into the history of what it may not see',
			[permission('lead', ['see'])],
			() => ({ resource: 'history', operation: 'add', ...theDeal(), text: 'x' }),
			'see deals',
			'deal',
		],
		['create a person', SEE, () => ({ resource: 'user', operation: 'create', name: 'Dora' }), 'create users', 'user'],
		['make a group', SEE, () => ({ resource: 'group', operation: 'save', name: 'Sales' }), 'groups', 'user'],
		['change its own role', SEE, () => ({ resource: 'role', operation: 'save', name: 'agent', mayDo: 'everything' }), 'roles', 'user'],
		[
			'save a template',
			SEE,
			() => ({
				resource: 'projectTemplate',
				operation: 'save',
				defineAs: 'json',
				templateJson: JSON.stringify({ ...TEMPLATE, name: 'Other' }),
			}),
			'project templates',
			'user',
		],
		[
			'say where a process belongs',
			SEE,
			() => ({ resource: 'process', operation: 'save', workflow: chosen('Won deals'), processFields: { department: chosen('Sales') } }),
			'where processes belong',
			'user',
		],
		[
			'add a field',
			SEE,
			() => ({ resource: 'field', operation: 'save', recordType: chosen('deal'), label: 'Colour', kind: 'string' }),
			'fields',
			'user',
		],
	])('%s', async (_, permissions, parameters, naming, loggedAt) => {
		await switchOnWorkflow(company.scope);
		await run({ resource: 'projectTemplate', operation: 'save', defineAs: 'json', templateJson: JSON.stringify(TEMPLATE) });
		await allowAgents(...permissions);
		const { history_entry: historyBefore, effect: effectsBefore, sqlite_sequence: sequence, ...before } = company.rows();
		const { error } = await run({ ...parameters(), ...asBoris });
		expect(error).toMatchObject({
			message: expect.stringMatching(new RegExp(`^Boris Lead may not .*${naming}.*role "agent"`)),
			description: expect.stringMatching(/administrator.*"agent".*Role › Save.*Act As/),
			itemIndex: 0,
		});
		const { history_entry: history, effect: effects, sqlite_sequence: __, ...after } = company.rows();
		expect(after).toEqual(before);
		expect([history, effects]).toEqual([historyBefore! + 1, effectsBefore! + 1]);
		expect(sequence).toBeDefined();
		const [entry] = await logged();
		const record = loggedAt === 'deal' ? { type: 'deal', id: company.deal } : { type: 'user', id: company.users.boris };
		expect(entry).toMatchObject({
			type: 'accessRefused',
			text: error!.message,
			userId: company.users.boris,
			record,
			origin: { workflow: 'workflow-1', workflowName: 'Test', run: expect.stringContaining('execution'), node: 'crm-node' },
		});
	});

	test('and allowed, each of them works as the user', async () => {
		await run({ resource: 'projectTemplate', operation: 'save', defineAs: 'json', templateJson: JSON.stringify(TEMPLATE) });
		await allowAgents(permission('deal', ['see', 'create', 'edit', 'delete', 'run']));
		const done = async (step: object) => {
			const { json, error } = await run({ ...step, ...asBoris });
			expect(error).toBeUndefined();
			return json('CRM')[0]!;
		};
		const made = await done(create);
		expect(await done({ resource: 'record', operation: 'get', ...theDeal(), recordId: chosen(String(made.id)) })).toMatchObject({
			title: 'New',
		});
		expect(await done({ resource: 'record', operation: 'update', ...theDeal(), fields: filledIn({ amount: 5 }) })).toMatchObject({
			amount: 5,
		});
		// Its tasks come with the project, though the role allows no tasks.
		expect(
			await done({ resource: 'project', operation: 'start', template: chosen('Cards'), ...theDeal(), parameters: filledIn({}) }),
		).toMatchObject({ startedBy: 'Boris Lead', tasks: [{ title: 'Design' }] });
		expect(await done({ resource: 'record', operation: 'delete', ...theDeal(), recordId: chosen(String(made.id)) })).toMatchObject({
			deleted: true,
		});
		const [change] = await company.scope.feed.newest({ types: ['deal'] }, 1);
		expect(change).toMatchObject({ kind: 'deleted', actor: company.users.boris });
		expect(await logged()).toEqual([]);
	});
});

describe('who acts', () => {
	test('the system may do everything, chosen or not, and a user whose role says nothing too', async () => {
		await allowAgents(permission('lead', ['see']));
		for (const actor of [undefined, '', 'system', chosen('system'), company.users.clara, chosen(company.users.anna)]) {
			const { error } = await run({
				resource: 'record',
				operation: 'update',
				...theDeal(),
				fields: filledIn({ amount: 5 }),
				additionalFields: actor === undefined ? {} : { actor },
			});
			expect(error).toBeUndefined();
		}
		expect(await logged()).toEqual([]);
	});

	test('a person who does not exist is an error that names him', async () => {
		const { error } = await run({ resource: 'record', operation: 'get', ...theDeal(), additionalFields: { actor: 'Nobody' } });
		expect(error).toMatchObject({ message: expect.stringContaining('Nobody'), itemIndex: 0 });
	});

	test('own records only: others are left out of a list, and refused when named, with whose they are', async () => {
		const [own] = await company.scope.crm.create('deal', [{ values: { title: 'Globex', responsible: company.users.boris } }], {});
		await allowAgents(permission('deal', ['edit'], true));
		const many = await run({ resource: 'record', operation: 'getMany', recordType: chosen('deal'), returnAll: true, ...asBoris });
		expect(many.json('CRM').map(({ id }) => id)).toEqual([own!.id]);
		const named = await run({ resource: 'record', operation: 'get', ...theDeal(), ...asBoris });
		expect(named.error?.message).toMatch(/see deal "Acme, 100 chairs".*belongs to Anna Agent/);
		const both = await run(
			{
				resource: 'record',
				operation: 'update',
				...theDeal(),
				recordId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
				fields: filledIn({ amount: 5 }),
				...asBoris,
			},
			{ items: [{ id: own!.id }, { id: company.deal }] },
		);
		expect(both.error).toMatchObject({ message: expect.stringContaining('belongs to Anna Agent'), itemIndex: 1 });
		expect((await company.scope.crm.get({ type: 'deal', id: own!.id }))?.values['amount']).toBeNull();
	});

	test('a link to what may not be seen has no title', async () => {
		const [acme] = await company.scope.crm.create('company', [{ values: { title: 'Acme Ltd' } }], {});
		await company.scope.crm.update('deal', [{ id: company.deal, values: { company: acme!.id } }], {});
		await allowAgents(permission('deal', ['see']));
		const { json, error } = await run({ resource: 'record', operation: 'get', ...theDeal(), simplify: false, ...asBoris });
		expect(error).toBeUndefined();
		expect(json('CRM')[0]).toMatchObject({ title: 'Acme, 100 chairs', company: null, companyId: acme!.id });
	});

	test('what follows by itself follows, whoever it concerns: the next task of a project', async () => {
		const chain = {
			...TEMPLATE,
			tasks: [
				{ key: 'a', title: 'Design', stage: 'All', responsible: { kind: 'user', user: 'Boris Lead' } },
				{ key: 'b', title: 'Print', stage: 'All', after: ['a'], responsible: { kind: 'user', user: 'Anna Agent' } },
			],
		};
		await run({ resource: 'projectTemplate', operation: 'save', defineAs: 'json', templateJson: JSON.stringify(chain) });
		await run({ resource: 'project', operation: 'start', template: chosen('Cards'), ...theDeal(), parameters: filledIn({}) });
		await allowAgents(permission('task', ['edit'], true));
		const [print, design] = await company.scope.crm.tasks.find({});
		const { json, error } = await run({
			resource: 'task',
			operation: 'complete',
			completeWhat: 'task',
			task: chosen(design!.id),
			...asBoris,
		});
		expect(error).toBeUndefined();
		expect(json('CRM')[0]).toMatchObject({ completed: 1, released: [{ id: print!.id, status: 'open' }] });
		expect(
			(await run({ resource: 'task', operation: 'complete', completeWhat: 'task', task: chosen(print!.id), ...asBoris })).error?.message,
		).toContain('"Print"');
	});
});

describe('many items', () => {
	const items = [{ as: 'Clara Head' }, { as: 'Boris Lead' }, { as: 'Clara Head' }, { as: 'Boris Lead' }];
	const step = (operation: string, more: object = {}) => ({
		resource: 'record',
		operation,
		...more,
		additionalFields: { actor: '={{ $json.as }}' },
	});
	const createEach = () => step('create', { recordType: chosen('deal'), fields: filledIn({ title: '={{ $json.as }}' }) });

	test('with continue the others are done, and each refusal is told and logged', async () => {
		await allowAgents(permission('deal', ['see']));
		const { json, error } = await run(createEach(), { items }, { onError: 'continueRegularOutput' });
		expect(error).toBeUndefined();
		const refused = { error: expect.stringContaining('Boris Lead may not create deals'), remedy: expect.stringContaining('Act As') };
		expect(json('CRM')).toEqual([
			expect.objectContaining({ title: 'Clara Head' }),
			refused,
			expect.objectContaining({ title: 'Clara Head' }),
			refused,
		]);
		expect(await company.counts()).toMatchObject({ deals: 3 });
		expect(await logged()).toHaveLength(2);
	});

	test.each([
		['a write', createEach],
		['a read', () => step('get', theDeal())],
	])('with an error output they go there: %s', async (_, parameters) => {
		await allowAgents(permission('lead', ['see']));
		const { run: finished } = await run(parameters(), { items }, { onError: 'continueErrorOutput' });
		const [regular, failed] = finished.data.resultData.runData.CRM![0]!.data!.main as INodeExecutionData[][];
		expect([regular!.length, failed!.length]).toEqual([2, 2]);
		expect(failed!.map(({ json }) => json.error as string)).toEqual(Array(2).fill(expect.stringContaining('Boris Lead may not')));
		expect(await logged()).toHaveLength(2);
	});

	test('without it the first refusal is told, nothing of the others is written, and one refusal is logged', async () => {
		await allowAgents(permission('deal', ['see']));
		const { error } = await run(createEach(), { items });
		expect(error).toMatchObject({ message: expect.stringContaining('Boris Lead'), itemIndex: 1 });
		expect(await company.counts()).toMatchObject({ deals: 1, history: 1 });
	});

	test('the same step done again logs it once; in the editor each click is another step', async () => {
		await allowAgents(permission('deal', ['see']));
		const update = onChange({
			resource: 'record',
			operation: 'update',
			recordSource: 'trigger',
			recordType: chosen('deal'),
			fields: filledIn({ amount: 5 }),
			...asBoris,
		});
		const delivered = { mode: 'trigger' as const, items: [changeItem({ type: 'deal', id: company.deal }, { id: '1' })] };
		for (let attempt = 0; attempt < 2; attempt++) expect((await runWorkflow(update, delivered)).error?.message).toContain('edit deals');
		expect(await logged()).toHaveLength(1);
		await runWorkflow(update, { items: delivered.items });
		expect(await logged()).toHaveLength(2);
	});

	test('a step that was refused is done once it is allowed', async () => {
		await allowAgents(permission('deal', ['see']));
		const update = onChange({
			resource: 'record',
			operation: 'update',
			recordSource: 'trigger',
			recordType: chosen('deal'),
			fields: filledIn({ amount: 5 }),
			...asBoris,
		});
		const delivered = { mode: 'trigger' as const, items: [changeItem({ type: 'deal', id: company.deal }, { id: '1' })] };
		await runWorkflow(update, delivered);
		await allowAgents(permission('deal', ['edit']));
		expect((await runWorkflow(update, delivered)).json('CRM')[0]).toMatchObject({ amount: 5 });
	});
});

test('a dry run is refused in the same way, and logs nothing', async () => {
	await allowAgents(permission('deal', ['see']));
	const before = company.rows();
	const step = { resource: 'record', operation: 'update', ...theDeal(), fields: filledIn({ amount: 5 }), dryRun: true, ...asBoris };
	expect((await run(step)).error?.message).toContain('Boris Lead may not edit deals');
	expect((await run(step, {}, { onError: 'continueRegularOutput' })).json('CRM')).toEqual([
		{ error: expect.stringContaining('may not edit deals'), remedy: expect.any(String) },
	]);
	expect(company.rows()).toEqual(before);
});

test('every operation that reads or writes has the choice of who acts; those that tell how the CRM is set up have none', () => {
	const shown = ({ displayOptions }: INodeProperties) =>
		`${String(displayOptions?.show?.resource?.[0])}.${String(displayOptions?.show?.operation?.[0])}`;
	const all = everyOperation.map(({ name }) => name);
	const acting = actionNodes
		.flatMap(({ description }) => description.properties)
		.filter(({ name, options = [] }) => name === 'additionalFields' && options.filter((option) => option.name === 'actor').length === 1)
		.map(shown);
	expect(new Set(acting).size).toBe(acting.length);
	expect(all.filter((operation) => !acting.includes(operation)).sort()).toEqual([
		'field.getMany',
		'group.getMany',
		'pipeline.getMany',
		'process.getMany',
		'process.getStatistics',
		'projectTemplate.getMany',
		'recordType.getMany',
		'role.get',
		'role.getMany',
		'stage.getMany',
		'system.exportSetUp',
		'system.getHealth',
	]);
});
