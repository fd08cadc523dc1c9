import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';
import { picked } from '../../nodes/Crm/actions/example';
import { everyOperation } from '../host/actionNodes';
import type { Company } from './support/company';
import { switchOn, type ActivationOptions } from './support/activation';
import type { WorkflowJson } from './support/engine';
import { plainCompany, type PlainCompany } from './support/plainCompany';
import { sampleCompany } from './support/sampleCompany';
import { chosen, crmNode, filledIn } from './support/steps';

// Its line in the list of back-ends.
jest.mock('../../src/crm/backendList', () => {
	const { plainRest } = jest.requireActual<{ plainRest: object }>('../plainRest/adapter/descriptor');
	const listed = { ...jest.requireActual<object>('../../src/crm/backendList'), plainRest };
	return Object.defineProperty(listed, '__esModule', { value: true });
});

let steps = 0;
const step = (name: string, parameters: object, more: Partial<INode> = {}): INode =>
	crmNode(parameters, { id: `step-${++steps}`, name, ...more });

/** The trigger, and the steps one behind the other. */
function workflow(steps: INode[], trigger: INodeParameters = {}): WorkflowJson {
	const first: INode = {
		id: 'trigger',
		name: 'CRM Trigger',
		type: 'n8n-nodes-crmflow.crmTrigger',
		typeVersion: 1,
		position: [0, 0],
		parameters: { event: 'stageChanged', recordType: picked('deal', 'Deal'), ...trigger },
	};
	const nodes = [first, ...steps];
	const connections = Object.fromEntries(
		nodes.slice(1).map(({ name }, index) => [nodes[index]!.name, { main: [[{ node: name, type: 'main' as const, index: 0 }]] }]),
	);
	return { name: 'Imported', nodes, connections };
}

/** What it says when it refuses; undefined where it listens. */
async function refusal(
	json: WorkflowJson,
	options?: ActivationOptions,
): Promise<{ message: string; description?: string | null } | undefined> {
	try {
		const { closeFunction } = await switchOn(json, options);
		await closeFunction!();
		return undefined;
	} catch (error) {
		return error as Error;
	}
}

const toUser = (user: unknown) => ({ resource: 'task', operation: 'create', title: 'Call', responsible: 'user', responsibleUser: user });
const fields = (value: IDataObject, options: Record<string, Array<{ name: string; value: string }>> = {}) =>
	filledIn(value, { schema: Object.entries(options).map(([id, list]) => ({ id, displayName: id, type: 'options', options: list })) });

const EVERY = everyOperation.map((operation) => [`${operation.resource}/${operation.module.option.value}`, operation] as const);

describe('in a company that has what the steps name', () => {
	let company: Company;
	beforeAll(async () => (company = await sampleCompany()));
	afterAll(async () => await company.close());

	test.each(EVERY)('%s: its example is no reason to refuse', async (_, { resource, module }) => {
		const { option, example } = module;
		expect(await refusal(workflow([step('CRM', { resource, operation: option.value, ...example.form })]))).toBeUndefined();
	});
});

describe('a workflow that comes from another CRM', () => {
	let company: Company;
	beforeEach(async () => (company = await sampleCompany()));
	afterEach(async () => await company.close());

	test('does not reach whoever has the id here: it is refused with both names', async () => {
		const { boris } = company.users;
		expect(await refusal(workflow([step('Give Work', toUser(picked(boris, 'Olga Kos')))]))).toMatchObject({
			message: expect.stringContaining(
				`The step "Give Work" cannot work: Responsible User: Olga Kos was chosen, but user ${boris} is Boris Lead here.`,
			),
			description: expect.stringMatching(/^Choose the person again\..*Boris Lead/),
		});
		expect(await refusal(workflow([step('Give Work', toUser(picked(boris, 'Boris Lead')))]))).toBeUndefined();
		// Typed, or given by another program, an id is a legal way to name a user.
		expect(await refusal(workflow([step('Give Work', toUser({ __rl: true, mode: 'name', value: boris }))]))).toBeUndefined();
		expect(await refusal(workflow([step('Give Work', toUser(boris))]))).toBeUndefined();
	});

	test('reaches who has the address, whatever id and name', async () => {
		expect(await refusal(workflow([step('Give Work', toUser(picked('boris@example.com', 'Boris of Old')))]))).toBeUndefined();
		expect(await refusal(workflow([step('Give Work', toUser(picked('olga@other.example', 'Olga Kos')))]))).toMatchObject({
			message: expect.stringContaining('Olga Kos (olga@other.example) was chosen, who is not among the users here.'),
		});
	});

	test('all that does not fit is told at once, by step and field, and nothing is written', async () => {
		const { boris, anna } = company.users;
		const rows = company.rows();
		const condition = (field: string, more: IDataObject) => ({ condition: [{ field, ...more }] });
		const refused = await refusal(
			workflow(
				[
					step('Give Work', {
						...toUser(picked(boris, 'Olga Kos')),
						additionalFields: { observers: ['anna@example.com', 'olga@other.example'] },
					}),
					step('Tell Them', { resource: 'notification', operation: 'notify', text: 'Won', groups: ['Printers'], additionalFields: {} }),
					step('Note Region', {
						resource: 'record',
						operation: 'update',
						fields: fields({ region: 'North', amount: 'much', responsible: anna }, { responsible: [{ name: 'Olga Kos', value: anna }] }),
					}),
					step('New Parcel', {
						resource: 'record',
						operation: 'create',
						recordType: picked('shipment', 'Shipment'),
						fields: fields({ title: 'A' }),
					}),
					step('Move', { resource: 'record', operation: 'changeStage', stage: picked('sales:shipped', 'Shipped') }),
					step('Assign', {
						resource: 'record',
						operation: 'assign',
						assignBy: 'rules',
						assignmentRules: {
							rule: [
								{
									name: 'North',
									conditions: condition('region', { operator: 'is', value: 'North' }),
									assignTo: 'roleRoundRobin',
									role: 'shipper',
								},
								{
									name: 'Lost',
									conditions: condition('stage', { operator: 'isAnyOf', values: ['sales:gone'] }),
									assignTo: 'user',
									user: picked('ewa@other.example', 'Ewa Lis'),
								},
							],
						},
					}),
					step('Onboard', {
						resource: 'project',
						operation: 'start',
						template: picked('Onboarding of shops', 'Onboarding of shops'),
						parameters: fields({ plan: 'Gold' }),
					}),
					step('Onboard Badly', {
						resource: 'project',
						operation: 'start',
						template: picked('Customer onboarding', 'Customer onboarding'),
						parameters: fields({ plan: 'Iron', shop: 'North' }),
					}),
					step('Look', {
						resource: 'history',
						operation: 'add',
						recordSource: 'choose',
						recordType: picked('deal', 'Deal'),
						recordId: picked(company.deal, 'Another deal'),
						text: 'Seen',
						additionalFields: { actor: picked('77', 'Iga Zima') },
					}),
				],
				{ conditions: condition('territory', { operator: 'is', value: 'North' }) as unknown as INodeParameters },
			),
		);
		const { message } = refused!;
		expect(message).toMatch(/^\d+ things in the steps of this workflow do not fit the CRM, so nothing was started\. 1\. /);
		const told = [
			/"CRM Trigger": .*Field "territory" does not exist/,
			/"Give Work": Responsible User: Olga Kos was chosen, but user \d+ is Boris Lead here\./,
			/"Give Work": User "olga@other.example" does not exist \(Observer Names or IDs\)\./,
			/"Tell Them": Group Names or IDs: Group "Printers" does not exist\./,
			/"Note Region": Field "region" does not exist in record type "Deal"\./,
			/"Note Region": Field "Amount" \(amount\): "much" is not a number/,
			/"Note Region": Responsible: Olga Kos was chosen, but user \d+ is Anna Agent here\./,
			/"New Parcel": Record Type: Record type "shipment" does not exist\./,
			/"Move": Stage "sales:shipped" does not exist/,
			/"Assign": .*Field "region" does not exist/,
			/"Assign": Role Name or ID: Role "shipper" does not exist\./,
			/"Assign": .*"sales:gone" does not exist/,
			/"Assign": User Name or ID: Ewa Lis \(ewa@other.example\) was chosen/,
			/"Onboard": Project Template: Project template "Onboarding of shops" does not exist\./,
			/"Onboard Badly": .*Plan: "Iron" is not one of the choices\./,
			/"Onboard Badly": .*Parameter "shop" does not exist/,
			/"Look": Chosen Record: "Another deal" was chosen, but deal 1 is "Northwind, 100 chairs" here\./,
			/"Look": Act As: Iga Zima \(77\) was chosen/,
		];
		for (const sentence of told) expect(message).toMatch(sentence);
		expect(message).toContain('Choose one of: Sales.');
		expect(message.match(/ \d+\. "/g)).toHaveLength(told.length);
		expect(company.rows()).toEqual(rows);
	});

	test('what only a run knows, what is switched off and what is not reached is no reason to refuse', async () => {
		const wrong = toUser(picked('77', 'Olga Kos'));
		const dynamic = step('Dynamic', {
			...toUser({ __rl: true, mode: 'name', value: '={{ $json.person }}' }),
			additionalFields: { observers: '={{ $json.people }}' },
		});
		const filled = step('Merge', {
			resource: 'record',
			operation: 'update',
			fields: fields({ title: '{{record.title}} again', responsible: '={{ $json.who }}' }),
		});
		const json = workflow([dynamic, filled, step('Off', wrong, { disabled: true })]);
		json.nodes.push(step('Elsewhere', wrong));
		expect(await refusal(json)).toBeUndefined();
		// Behind one that is switched off it goes on.
		expect(await refusal(workflow([step('Off', wrong, { disabled: true }), step('On', wrong)]))).toMatchObject({
			message: expect.stringMatching(/^The step "On" cannot work: /),
		});
	});

	test('what an earlier step makes need not be there yet', async () => {
		const group = step('Make', { resource: 'group', operation: 'save', groupName: 'Printers' });
		const notice = step('Tell', {
			resource: 'notification',
			operation: 'notify',
			text: 'Hello',
			groups: ['Printers'],
			additionalFields: {},
		});
		expect(await refusal(workflow([notice]))).toMatchObject({ message: expect.stringContaining('"Printers"') });
		expect(await refusal(workflow([group, notice]))).toBeUndefined();
		expect(await refusal(workflow([step('Set Up', { resource: 'system', operation: 'importSetUp' }), notice]))).toBeUndefined();
	});

	test('an operation that this package does not have is told by name', async () => {
		expect(await refusal(workflow([step('New', { resource: 'record', operation: 'teleport' })]))).toMatchObject({
			message: expect.stringContaining(
				'The step "New" cannot work: The operation "teleport" of the resource "record" does not exist in this version of the package.',
			),
		});
	});

	test('a record is the same whatever stood beside its title in the list', async () => {
		const look = (shown: string) =>
			workflow([
				step('Look', {
					resource: 'record',
					operation: 'get',
					recordSource: 'choose',
					recordType: picked('deal', 'Deal'),
					recordId: picked(company.deal, shown),
				}),
			]);
		const { title } = (await company.scope.crm.get({ type: 'deal', id: company.deal }))!.values;
		expect(await refusal(look(`${String(title)} · Won · Somebody Else`))).toBeUndefined();
		expect(await refusal(look(`${String(title)} too · Won`))).toBeDefined();
	});

	test('a record that an earlier step makes may be named by its title, a picked one may not be another', async () => {
		const make = step('Make', {
			resource: 'record',
			operation: 'create',
			recordType: picked('company', 'Company'),
			fields: fields({ title: 'Soon' }),
		});
		const link = (value: string, options = {}) =>
			step('Link', { resource: 'record', operation: 'update', fields: fields({ company: value }, options) });
		expect(await refusal(workflow([link('Soon')]))).toMatchObject({ message: expect.stringContaining('"Soon"') });
		expect(await refusal(workflow([make, link('Soon')]))).toBeUndefined();
		const [northwind] = await company.scope.crm.match('company', 'title', ['Northwind']).then((found) => found.get('Northwind')!);
		const named = (name: string) => link(northwind!, { company: [{ name, value: northwind! }] });
		expect(await refusal(workflow([make, named('Northwind')]))).toBeUndefined();
		expect(await refusal(workflow([make, named('Southwind')]))).toMatchObject({
			message: expect.stringContaining(`"Southwind" was chosen, but company ${northwind} is "Northwind" here.`),
		});
	});

	test('the tool of an agent is a step like any other', async () => {
		const json = workflow([{ ...step('Agent', {}), type: 'n8n-nodes-base.noOp' }]);
		json.nodes.push(step('Tool', toUser(picked('77', 'Olga Kos')), { type: 'n8n-nodes-crmflow.crmTool' }));
		json.connections['Tool'] = { ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] };
		expect(await refusal(json)).toMatchObject({ message: expect.stringMatching(/^The step "Tool" cannot work: .*Olga Kos/) });
	});

	test('is refused when a person switches it on or changes it, not when n8n starts', async () => {
		const json = workflow([step('Give Work', toUser(picked('77', 'Olga Kos')))]);
		for (const mode of ['activate', 'create', 'update'] as const) expect(await refusal(json, { mode })).toBeDefined();
		for (const mode of ['init', 'leadershipChange'] as const) expect(await refusal(json, { mode })).toBeUndefined();
	});

	test('is switched on as soon as it is corrected, and its task goes to who is meant', async () => {
		expect(await refusal(workflow([step('Give Work', toUser(picked('2', 'Olga Kos')))]))).toBeDefined();
		expect(await refusal(workflow([step('Give Work', toUser(picked('anna@example.com', 'Anna Agent')))]))).toBeUndefined();
	});
});

describe('a step with a connection of its own', () => {
	let company: Company;
	let plain: PlainCompany;
	beforeEach(async () => {
		company = await sampleCompany();
		plain = await plainCompany();
	});
	afterEach(async () => {
		await plain.close();
		await company.close();
	});

	const elsewhere = (user: unknown) =>
		workflow([
			step('There', { ...toUser(user), ...plain.connection.parameters }, { credentials: { crmPlainRestApi: { id: '7', name: 'Plain' } } }),
		]);

	test('is checked against its own CRM', async () => {
		const credentials = { 7: plain.connection.credentials['crmPlainRestApi']! };
		expect(await refusal(elsewhere(picked(plain.users.boris, 'Boris Lead')), { credentials })).toBeUndefined();
		expect(await refusal(elsewhere(picked(plain.users.boris, 'Olga Kos')), { credentials })).toMatchObject({
			message: expect.stringContaining(`Olga Kos was chosen, but user ${plain.users.boris} is Boris Lead here.`),
		});
	});

	test('is left out where its credential cannot be read, and the log says so', async () => {
		const { closeFunction, logged } = await switchOn(elsewhere(chosen('77')));
		expect(logged).toEqual([expect.stringMatching(/^The step "There" works with another CRM than its trigger, and was not checked .*"7"/)]);
		await closeFunction!();
	});
});
