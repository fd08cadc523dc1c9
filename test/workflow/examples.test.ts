import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { foundCompany, type Company } from './support/company';
import { runWorkflow, type WorkflowJson } from './support/engine';
import { fileOf } from './support/steps';

/** The examples in a CRM in which there are people, a deal and nothing else: no templates, fields, groups or roles of its own. */
const folder = join(__dirname, '../../docs/examples');
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
const FIRST = 'Run This Once';

let company: Company;
beforeEach(async () => (company = await foundCompany()));
afterEach(async () => await company.close());

const example = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as WorkflowJson;

/** The first node as the editor runs it: with a sample of a real record. */
async function run(workflow: WorkflowJson, startNode: string) {
	const { error, json } = await runWorkflow(workflow, { startNode });
	expect(error).toBeUndefined();
	return json;
}

/** What a CRM must hold for the example to have something to do, and what is there afterwards that was not. */
const jobs: Record<
	string,
	{ given?: () => Promise<unknown>; done: Partial<Awaited<ReturnType<Company['counts']>>>; check?: () => Promise<void> }
> = {
	'1-new-lead.json': {
		given: async () => await company.scope.crm.create('lead', [{ values: { title: 'Roses', responsible: company.users.anna } }], {}),
		done: { tasks: 1, history: 1 },
	},
	'2-big-deal.json': {
		given: async () => await company.scope.crm.update('deal', [{ id: company.deal, values: { amount: 12_000 } }], {}),
		done: { notifications: 1 },
	},
	'3-won-deal.json': {
		given: async () => await company.scope.crm.update('deal', [{ id: company.deal, values: { stage: 'sales:won' } }], {}),
		done: { projects: 1, tasks: 4 },
	},
	'4-deleted-deal.json': { done: { notifications: 1 } },
	'5-task-done.json': {
		given: async () => {
			const { tasks } = company.scope.crm;
			const record = { type: 'deal', id: company.deal };
			const [task] = await tasks.create([{ title: 'Call the customer', responsibleId: company.users.anna, record }], {});
			await tasks.update([{ id: task!.id, status: 'completed' }], {});
		},
		done: {},
		check: async () => expect((await company.scope.crm.get({ type: 'deal', id: company.deal }))?.values['stage']).toBe('sales:qualified'),
	},
	'6-employee-result.json': {
		given: async () => {
			const { users } = company.scope.crm;
			for (const monthlyResult of [4, 2])
				await users.update!([{ id: company.users.anna, name: 'Anna Agent', values: { monthlyResult } }], {});
		},
		done: { notifications: 1 },
	},
	'9-gate.json': {
		given: async () => {
			const { tasks } = company.scope.crm;
			const record = { type: 'deal', id: company.deal };
			const [written] = await tasks.create(
				['Write the offer', 'Ask for the address'].map((title) => ({ title, responsibleId: company.users.anna, record })),
				{},
			);
			await tasks.update([{ id: written!.id, status: 'completed' }], {});
		},
		done: { history: 1 },
		check: async () => {
			const { crm } = company.scope;
			const record = { type: 'deal', id: company.deal };
			expect((await crm.get(record))?.values['stage']).toBe('sales:new');
			const [entry] = await crm.history.find({ record, limit: 1 });
			expect(entry).toMatchObject({
				type: 'warning',
				text: '"Acme, 100 chairs" cannot go to "Proposal": Amount is empty, one task is open.',
			});
		},
	},
};

test.each(Object.keys(jobs))('%s does its job, with what it brings', async (file) => {
	const workflow = example(file);
	const trigger = workflow.nodes.find(({ type }) => type === 'n8n-nodes-crmflow.crmTrigger')!;
	if (workflow.nodes.some(({ name }) => name === FIRST)) await run(workflow, FIRST);
	await jobs[file]!.given?.();
	const before = await company.counts();
	await run(workflow, trigger.name);
	const after = await company.counts();
	const added = Object.fromEntries(Object.entries(after).map(([name, count]) => [name, count - before[name as keyof typeof before]]));
	expect(added).toMatchObject(jobs[file]!.done);
	await jobs[file]!.check?.();
});

test('8-import-deals.json makes deals of the rows of a file', async () => {
	const workflow = example('8-import-deals.json');
	const step = workflow.nodes.find(({ name }) => name === 'Import File')!;
	const { data } = fileOf('Deal Number;Title;Amount\nD-1;Northwind;12500\n', 'deals.csv', 'text/csv');
	const { error, json } = await runWorkflow({ ...workflow, nodes: [step], connections: {} }, { binary: { file: data! } });
	expect(error).toBeUndefined();
	expect(json('Import File')).toMatchObject([{ written: 1, refused: 0 }]);
});

test('the tools of the AI agent name only what every CRM has', () => {
	const named = example('7-ai-agent.json').nodes.flatMap(
		({ parameters }) => (parameters.recordType as { value: string } | undefined)?.value ?? [],
	);
	expect(new Set(named)).toEqual(new Set(['deal']));
});

test('each example is tried here', () => {
	expect([...Object.keys(jobs), '7-ai-agent.json', '8-import-deals.json'].sort()).toEqual(files.sort());
});
