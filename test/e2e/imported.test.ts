import type { INode, INodeParameters } from 'n8n-workflow';
import { openConnection, type OpenConnection } from '../../src/automation/engine/hub/hub';
import { crmFolder } from '../demo/library';
import type { N8nClient } from '../host/N8nClient';
import type { ListParameter, WorkflowContent } from '../host/n8nTypes';
import { sharedClient, sharedN8n } from '../host/sharedN8n';
import { Company } from './support/Company';
import { waitFor } from './support/waitFor';
import { WorkflowBench } from './support/WorkflowBench';
import { chain, chosen, crm, CRM, trigger } from './support/workflows';

/** A workflow is made with one company, taken out of n8n as a file, and put in for another company whose people are others. */
let client: N8nClient;
let bench: WorkflowBench;
let first: Company;
let second: OpenConnection;
let credential: { id: string; name: string };

const DATABASE = 'imported-into';

beforeAll(async () => {
	client = await sharedClient();
	bench = new WorkflowBench(client);
	first = await Company.open();
	second = await openConnection({ backend: 'builtin-sqlite', folder: crmFolder(sharedN8n().folder), database: DATABASE }, 'UTC');
	// As many people as the first company has, so that each id is somebody else's.
	const people = (await first.scope.crm.users.find()).map((_, index) => ({ name: `Stranger ${index}`, email: `s${index}@second.example` }));
	await second.scope.crm.users.create!(people, {});
	credential = await client.createCredential('crmBuiltInApi', 'The other company', { database: DATABASE });
});
afterEach(async () => await bench.clear());
afterAll(async () => {
	second?.release();
	await first?.close();
});

/** What the list of people shows in the form of a step, and what it keeps. */
async function pick(
	name: string,
	other: Pick<ListParameter, 'credentials'> & { parameters?: INodeParameters } = {},
): Promise<INodeParameters> {
	const { results } = await client.listSearch({ type: CRM, method: 'searchUsers', parameters: {}, ...other }, name);
	expect(results.map((result) => result.name)).toEqual([name]);
	return chosen(String(results[0]!.value), name);
}

function giveWork(name: string, user: INodeParameters, title = 'Call the customer'): INode {
	return crm(name, 'task', 'create', { title, responsible: 'user', responsibleUser: user });
}

/** As a person does who downloads a workflow and uploads it elsewhere. */
async function movedToSecond(id: string): Promise<WorkflowContent> {
	const { name, nodes, connections } = JSON.parse(JSON.stringify(await client.getWorkflow(id))) as WorkflowContent;
	return {
		name: `${name}, moved`,
		nodes: nodes.map((node) => ({
			...node,
			parameters: { ...node.parameters, connection: 'builtInOther' },
			credentials: { crmBuiltInApi: credential },
		})),
		connections,
	};
}

const secondTasks = async (): Promise<unknown[]> => await second.scope.crm.tasks.find({});

test('it is refused by name when it is switched on, all at once, and runs for who is meant as soon as it is corrected', async () => {
	const anna = await pick('Anna Kowalska');
	expect(anna['value']).toBe('anna@example.com');
	const idOfAnna = first.userId('Anna Kowalska');
	const there = await second.scope.crm.users.find();
	const stranger = there.find(({ id }) => id === idOfAnna)!;
	const content = chain(
		'For Anna',
		trigger(),
		giveWork('Give Work', anna),
		giveWork('Give More Work', chosen(idOfAnna, 'Anna Kowalska')),
		crm('Tell the Team', 'notification', 'notify', { text: 'Won', groups: ['Sales'], additionalFields: {} }),
	);
	const working = await bench.activate(content);
	const moved = await movedToSecond(working);
	const imported = await bench.add(moved);
	const refusal = await client.activate(imported).then(
		() => 'It was switched on.',
		(error: Error) => error.message,
	);
	expect(refusal).toContain('3 things in the steps of this workflow do not fit the CRM, so nothing was started.');
	expect(refusal).toContain(
		'"Give Work": Responsible User: Anna Kowalska (anna@example.com) was chosen, who is not among the users here. Choose the person again.',
	);
	expect(refusal).toContain(
		`"Give More Work": Responsible User: Anna Kowalska was chosen, but user ${idOfAnna} is ${stranger.name} here. Choose the person again.`,
	);
	expect(refusal).toContain('"Tell the Team": Group Names or IDs: Group "Sales" does not exist.');
	expect(await secondTasks()).toEqual([]);

	await second.scope.crm.users.groups.save!(['Sales']);
	const other = { parameters: { connection: 'builtInOther' }, credentials: { crmBuiltInApi: credential } };
	const chosenAnew = await pick(stranger.name, other);
	await client.updateWorkflow(imported, {
		...moved,
		nodes: moved.nodes.map((node) =>
			node.parameters['responsibleUser'] === undefined
				? node
				: { ...node, parameters: { ...node.parameters, responsibleUser: chosenAnew } },
		),
	});
	await client.activate(imported);
	const [deal] = await second.scope.crm.create('deal', [{ values: { title: 'Theirs' } }], {});
	await second.scope.crm.update('deal', [{ id: deal!.id, values: { stage: 'sales:won' } }], {});
	await waitFor('the tasks of the stranger', async () => (await secondTasks()).length === 2);
	expect(await secondTasks()).toEqual([
		expect.objectContaining({ responsibleId: stranger.id }),
		expect.objectContaining({ responsibleId: stranger.id }),
	]);
});
