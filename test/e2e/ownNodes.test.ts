import type { INode, INodeParameters } from 'n8n-workflow';
import type { RecordRef } from '../../src/model/record';
import type { N8nClient } from '../host/N8nClient';
import type { ListedExecution, WorkflowContent } from '../host/n8nTypes';
import { sharedClient } from '../host/sharedN8n';
import { Company } from './support/Company';
import { WorkflowBench } from './support/WorkflowBench';
import { waitFor } from './support/waitFor';
import { chain, chosen, crm, node, trigger } from './support/workflows';

/**
 * n8n's own nodes between the trigger and a step: behind each, `$('CRM Trigger').item` is the change that the item came
 * from, and the step is done once. Three changes come in one run; that run fails at its end, and is made again in halves.
 */
let client: N8nClient;
let company: Company;
let bench: WorkflowBench;

beforeAll(async () => {
	client = await sharedClient();
	company = await Company.open();
	bench = new WorkflowBench(client);
});
afterEach(async () => await bench.clear());
afterAll(async () => await company?.close());

const base = (name: string, type: string, typeVersion: number, parameters: INodeParameters): INode => ({
	...node(name, `n8n-nodes-base.${type}`, parameters),
	typeVersion,
});
const code = (name: string, jsCode: string): INode => base(name, 'code', 2, { jsCode });
const batched = (): INode => trigger({ runMode: 'batch', batchSize: 3, batchWait: 0.5, options: { retries: 3, retryAfterMinutes: 0.01 } });
const failsAtFirst = (): INode =>
	code(
		'Fails at first',
		"if ($('CRM Trigger').all().some((item) => item.json.change.attempt < 2)) throw new Error('At first it fails.');\nreturn [{ json: {} }];",
	);

/** A task for the record of the change, named by the item the expression finds. */
const task = (title = "={{ $('CRM Trigger').item.json.record.title }}", more: INodeParameters = {}): INode =>
	crm('Task', 'task', 'create', { title, ...more });
const forRecord = (id: string): INodeParameters => ({
	recordSource: 'choose',
	recordType: chosen('deal'),
	recordId: { __rl: true, mode: 'id', value: id },
});

function connect(content: WorkflowContent, from: string, ...outputs: Array<Array<string | [name: string, input: number]>>): void {
	content.connections[from] = {
		main: outputs.map((targets) =>
			targets.map((target) =>
				typeof target === 'string'
					? { node: target, type: 'main' as const, index: 0 }
					: { node: target[0], type: 'main' as const, index: target[1] },
			),
		),
	};
}

const tasksOf = ({ id }: RecordRef) =>
	company.rows('SELECT title FROM task WHERE record_id = ? ORDER BY title', Number(id)).map(({ title }) => title);
const runsOf = async (workflow: string): Promise<ListedExecution[]> => await client.listExecutions({ workflowId: workflow });

async function done(workflow: string, count: number): Promise<void> {
	await waitFor('the end of all deliveries', () => {
		const { deliveries } = company.ledger(workflow);
		return deliveries.length === count && deliveries.every(({ state }) => state === 'done');
	});
}

/** Three deals of different amounts are won at once; afterwards each has the tasks. */
async function threeDeals(content: WorkflowContent, tasks: (title: string) => string[] = (title) => [title]): Promise<void> {
	const titles = [100, 200, 300].map((amount) => `${content.name} ${amount}`);
	const deals = await Promise.all(titles.map(async (title, index) => await company.deal(title, { amount: (index + 1) * 100 })));
	const workflow = await bench.activate(content);
	for (const deal of deals) await company.change(deal, { stage: 'sales:won' });
	await done(workflow, deals.length);
	expect(deals.map(tasksOf)).toEqual(titles.map((title) => tasks(title).sort()));
	const statuses = (await client.ended(workflow)).map(({ status }) => status);
	expect(statuses).toContain('error');
	expect(statuses.filter((status) => status === 'success').length).toBeGreaterThan(1);
}

const amountIs = (amount: number, operation: 'equals' | 'gt'): INodeParameters => ({
	options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
	conditions: [
		{ id: `${operation}-${amount}`, leftValue: '={{ $json.record.amount }}', rightValue: amount, operator: { type: 'number', operation } },
	],
	combinator: 'and',
});

test('If: both branches lead to the same step', async () => {
	const content = chain('If', batched(), base('If', 'if', 2.2, { conditions: amountIs(150, 'gt'), options: {} }), task(), failsAtFirst());
	connect(content, 'If', ['Task'], ['Task']);
	await threeDeals(content);
});

test('Switch: a step for each branch, and one behind all of them', async () => {
	const rules = [100, 200].map((amount) => ({ conditions: amountIs(amount, 'equals') }));
	const content = chain(
		'Switch',
		batched(),
		base('Switch', 'switch', 3.2, { rules: { values: rules }, options: { fallbackOutput: 'extra' } }),
		task(),
		failsAtFirst(),
	);
	const small = { ...task("=Small {{ $('CRM Trigger').item.json.record.title }}"), name: 'Small' };
	content.nodes.push(small);
	connect(content, 'Switch', ['Small'], ['Task'], ['Task']);
	connect(content, 'Small', ['Task']);
	await threeDeals(content, (title) => (title.endsWith('100') ? [title, `Small ${title}`] : [title]));
});

test('Merge: branches brought together by the id of the record', async () => {
	const content = chain(
		'Merge',
		batched(),
		base('Details', 'set', 3.4, { mode: 'raw', jsonOutput: '={{ { id: $json.record.id, twice: $json.record.amount * 2 } }}', options: {} }),
		base('Merge', 'merge', 3.2, {
			mode: 'combine',
			advanced: true,
			mergeByFields: { values: [{ field1: 'record.id', field2: 'id' }] },
			options: {},
		}),
		task("={{ $('CRM Trigger').item.json.record.title }} {{ $json.twice }}"),
		failsAtFirst(),
	);
	connect(content, 'CRM Trigger', [['Merge', 0], 'Details']);
	connect(content, 'Details', [['Merge', 1]]);
	await threeDeals(content, (title) => [`${title} ${Number(title.split(' ')[1]) * 2}`]);
});

test('Merge: branches one after the other', async () => {
	const content = chain(
		'Append',
		batched(),
		base('If', 'if', 2.2, { conditions: amountIs(150, 'gt'), options: {} }),
		base('Merge', 'merge', 3.2, { mode: 'append' }),
		task(),
		failsAtFirst(),
	);
	connect(content, 'If', [['Merge', 0]], [['Merge', 1]]);
	await threeDeals(content);
});

test('Edit Fields that keeps nothing', async () => {
	await threeDeals(
		chain(
			'Edit',
			batched(),
			base('Edit Fields', 'set', 3.4, { mode: 'raw', jsonOutput: '{ "mine": 1 }', options: {} }),
			task(),
			failsAtFirst(),
		),
	);
});

test('Code, once for each item', async () => {
	const each = base('Code', 'code', 2, { mode: 'runOnceForEachItem', jsCode: 'return { json: { half: $json.record.amount / 2 } };' });
	await threeDeals(
		chain('Code', batched(), each, task("={{ $('CRM Trigger').item.json.record.title }} {{ $json.half }}"), failsAtFirst()),
		(title) => [`${title} ${Number(title.split(' ')[1]) / 2}`],
	);
});

test('Loop Over Items, one at a time', async () => {
	const end = failsAtFirst();
	const content = chain('Loop', batched(), base('Loop Over Items', 'splitInBatches', 3, { batchSize: 1, options: {} }), end);
	content.nodes.push(task());
	connect(content, 'Loop Over Items', [end.name], ['Task']);
	connect(content, 'Task', ['Loop Over Items']);
	await threeDeals(content);
});

test('Record → Get Many for each change, then If: the found records keep their change', async () => {
	const find = crm('Find', 'record', 'getMany', {
		recordType: chosen('deal'),
		returnAll: true,
		additionalFields: { search: '={{ $json.record.title }}' },
	});
	const content = chain(
		'Found',
		batched(),
		find,
		base('If', 'if', 2.2, {
			conditions: {
				...amountIs(150, 'gt'),
				conditions: [{ id: 'found', leftValue: '={{ $json.amount }}', rightValue: 150, operator: { type: 'number', operation: 'gt' } }],
			},
			options: {},
		}),
		task("={{ $('CRM Trigger').item.json.record.title }} is {{ $json.title }}", forRecord('={{ $json.id }}')),
		failsAtFirst(),
	);
	connect(content, 'If', ['Task'], ['Task']);
	await threeDeals(content, (title) => [`${title} is ${title}`]);
});

test('a sub-workflow for each item', async () => {
	const start = base('When Called', 'executeWorkflowTrigger', 1.1, { inputSource: 'passthrough' });
	const called = await bench.activate(chain('Called', start, task('=Called for {{ $json.record.title }}')));
	const call = base('Call', 'executeWorkflow', 1.2, {
		workflowId: { ...chosen(called), mode: 'id' },
		workflowInputs: { mappingMode: 'defineBelow', value: {} },
		mode: 'each',
		options: {},
	});
	await threeDeals(chain('Sub', batched(), call, { ...task(), name: 'Behind' }, failsAtFirst()), (title) => [title, `Called for ${title}`]);
});

test('Code that gives new objects: n8n cannot pair them, the items say themselves what they are for', async () => {
	const anew = code('Anew', 'return $input.all().map(({ json }) => ({ json: { id: json.record.id, title: json.record.title } }));');
	const content = chain(
		'Anew',
		trigger({ options: { retries: 2, retryAfterMinutes: 0.01 } }),
		anew,
		task('={{ $json.title }}', forRecord('={{ $json.id }}')),
		failsAtFirst(),
	);
	const deal = await company.deal('Anew');
	const workflow = await bench.activate(content);
	await company.change(deal, { stage: 'sales:won' });
	await done(workflow, 1);
	expect(tasksOf(deal)).toEqual(['Anew']);
});

test('Aggregate and Split Out of what a search found', async () => {
	const deals = await Promise.all(['one', 'two', 'three'].map(async (name) => await company.deal(`Aggregated ${name}`)));
	const find = crm('Find', 'record', 'getMany', {
		recordType: chosen('deal'),
		returnAll: true,
		additionalFields: { search: 'Aggregated ' },
	});
	const together = base('Aggregate', 'aggregate', 1, { aggregate: 'aggregateAllItemData', destinationFieldName: 'deals', options: {} });
	const apart = base('Split Out', 'splitOut', 1, { fieldToSplitOut: 'deals', options: {} });
	const step = task("={{ $json.title }} with {{ $('CRM Trigger').item.json.record.title }}", forRecord('={{ $json.id }}'));
	const content = chain(
		'Aggregated',
		trigger({ options: { retries: 2, retryAfterMinutes: 0.01 } }),
		find,
		together,
		apart,
		step,
		failsAtFirst(),
	);
	const workflow = await bench.activate(content);
	await company.change(deals[0]!, { stage: 'sales:won' });
	await done(workflow, 1);
	expect(deals.map(tasksOf)).toEqual(['one', 'two', 'three'].map((name) => [`Aggregated ${name} with Aggregated one`]));
});

test('Wait for a moment', async () => {
	await threeDeals(
		chain('Wait', batched(), base('Wait', 'wait', 1.1, { resume: 'timeInterval', amount: 1, unit: 'seconds' }), task(), failsAtFirst()),
	);
});

test('Wait until a call comes: the change is still known, and "Retry" of what fails behind it does nothing twice', async () => {
	const deal = await company.deal('Waits');
	const before = {
		...task("=Before {{ $('CRM Trigger').item.json.record.title }}", { description: '={{ $execution.resumeUrl }}' }),
		name: 'Before',
	};
	const wait: INode = {
		...base('Wait', 'wait', 1.1, { resume: 'webhook', options: {} }),
		webhookId: 'c1d2e3f4-0000-4000-8000-00000000abcd',
	};
	const workflow = await bench.activate(chain('Waits', trigger(), before, wait, task(), code('Stops', "throw new Error('Not yet.');")));
	await company.change(deal, { stage: 'sales:won' });
	const { id } = await waitFor('the run to wait', async () => (await runsOf(workflow)).find(({ status }) => status === 'waiting'));
	expect(tasksOf(deal)).toEqual(['Before Waits']);

	const resume = new URL(String(company.rows('SELECT description FROM task WHERE record_id = ?', Number(deal.id))[0]!.description));
	expect((await client.rest.send('GET', `${resume.pathname}${resume.search}`)).status).toBe(200);
	await waitFor('the end of the run', async () => (await runsOf(workflow)).some(({ status }) => status === 'error'));
	expect(tasksOf(deal)).toEqual(['Before Waits', 'Waits']);

	await client.rest.call('POST', `/executions/${id}/retry`, { loadWorkflow: false });
	await waitFor('the retried run', async () => (await runsOf(workflow)).filter(({ status }) => status === 'error').length === 2);
	expect(tasksOf(deal)).toEqual(['Before Waits', 'Waits']);
});

test('"Retry" of an execution: branches that were done are not done again', async () => {
	const deals = await Promise.all([100, 200].map(async (amount) => await company.deal(`Retried ${amount}`, { amount })));
	const stop = code('Stops', "throw new Error('Not yet.');");
	const content = chain(
		'Retried',
		trigger({ runMode: 'batch', batchSize: 2, batchWait: 0.5 }),
		base('If', 'if', 2.2, { conditions: amountIs(150, 'gt'), options: {} }),
		task(),
		stop,
	);
	connect(content, 'If', ['Task'], ['Task']);
	const workflow = await bench.activate(content);
	for (const deal of deals) await company.change(deal, { stage: 'sales:won' });
	const { id } = await waitFor('the failed run', async () => (await runsOf(workflow)).find(({ status }) => status === 'error'));
	const { nodes } = await client.getWorkflow(workflow);
	await client.updateWorkflow(workflow, {
		nodes: nodes.map((each) => (each.name === 'Stops' ? { ...each, parameters: { jsCode: 'return $input.all();' } } : each)),
	});
	await client.rest.call('POST', `/executions/${id}/retry`, { loadWorkflow: true });
	await waitFor('the retried run', async () => (await runsOf(workflow)).find(({ status }) => status === 'success'));
	expect(deals.map(tasksOf)).toEqual([['Retried 100'], ['Retried 200']]);
});
