import type { INode } from 'n8n-workflow';
import { DELIVERIES } from '../host/deliveries';
import type { N8nClient } from '../host/N8nClient';
import type { WorkflowContent } from '../host/n8nTypes';
import { sharedClient } from '../host/sharedN8n';
import type { RecordRef } from '../../src/model/record';
import { Company } from './support/Company';
import { WorkflowBench } from './support/WorkflowBench';
import { waitFor } from './support/waitFor';
import { chain, chosen, crm, node, note, trigger } from './support/workflows';

/**
 * Each step once, whatever n8n does: in the real n8n, where a run fails after its steps and is made again. "Fails at
 * first" stands at the end of every workflow and stops the first run of a change.
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

const retrying = { options: { retries: 2, retryAfterMinutes: 0.01 } };
const code = (name: string, jsCode: string): INode => ({ ...node(name, 'n8n-nodes-base.code', { jsCode }), typeVersion: 2 });
const failsAtFirst = (): INode =>
	code(
		'Fails at first',
		"if ($('CRM Trigger').all().some((item) => item.json.change.attempt < 2)) throw new Error('At first it fails.');\nreturn [{ json: {} }];",
	);
const subWorkflow = (id: string): INode => ({
	...node('Call', 'n8n-nodes-base.executeWorkflow', {
		workflowId: { ...chosen(id), mode: 'id' },
		workflowInputs: { mappingMode: 'defineBelow', value: {} },
		options: {},
	}),
	typeVersion: 1.2,
});

/** Texts of a record's history with how often each is there. */
function history({ type, id }: RecordRef): Record<string, number> {
	const rows = company.rows(
		'SELECT text, count(*) AS times FROM history_entry WHERE record_type = ? AND record_id = ? GROUP BY text ORDER BY text',
		type,
		Number(id),
	);
	return Object.fromEntries(rows.map(({ text, times }) => [String(text), Number(times)]));
}

const deliveries = (workflow: string) =>
	company.rows(`SELECT state, failures, attempts FROM ${DELIVERIES} d WHERE workflow_id = ?`, workflow);
async function over(workflow: string, count = 1): Promise<void> {
	await waitFor('the end of all deliveries', () => {
		const all = deliveries(workflow);
		return all.length === count && all.every(({ state }) => state === 'done' || state === 'failed');
	});
}

/** Switches the workflow on, moves a deal to Won, and returns when its change is done. */
async function twice(content: WorkflowContent, between: (deal: RecordRef) => Promise<void> = async () => undefined): Promise<RecordRef> {
	const deal = await company.deal(`Deal of ${content.name}`);
	const workflow = await bench.activate(content);
	await company.change(deal, { stage: 'sales:won' });
	await waitFor('the first run to fail', () => Number(deliveries(workflow)[0]?.failures) > 0);
	await between(deal);
	await over(workflow);
	expect(deliveries(workflow)).toEqual([{ state: 'done', failures: 1, attempts: 2 }]);
	const executions = await client.ended(workflow);
	expect(executions.map(({ status }) => status).sort()).toEqual(['error', 'success']);
	return deal;
}

test('one item: a second delivery', async () => {
	expect(history(await twice(chain('Once', trigger(retrying), note(), failsAtFirst())))).toEqual({ 'It ran.': 1 });
});

test('Edit Fields drops our data, Code gives items that n8n cannot pair', async () => {
	const edit = {
		...node('Edit Fields', 'n8n-nodes-base.set', { mode: 'raw', jsonOutput: '{ "mine": 1 }', options: {} }),
		typeVersion: 3.4,
	};
	const anew = code('Anew', "return [{ json: { text: 'one' } }, { json: { text: 'two' } }];");
	const step = note('={{ $json.text }}');
	expect(history(await twice(chain('Unpaired', trigger(retrying), edit, anew, step, failsAtFirst())))).toEqual({ one: 1, two: 1 });
});

test('a search that comes back in another order', async () => {
	const all = await Promise.all(
		['Alpha', 'Beta', 'Gamma'].map(async (title) => await company.create('contact', { title: `Order ${title}`, phone: title })),
	);
	const found = crm('Find', 'record', 'getMany', {
		recordType: chosen('contact'),
		returnAll: true,
		additionalFields: { search: 'Order ', orderBy: 'phone' },
	});
	const step = crm('Note', 'history', 'add', {
		recordSource: 'choose',
		recordType: chosen('contact'),
		recordId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
		text: '=Found {{ $json.title }}',
	});
	await twice(chain('Reordered', trigger(retrying), found, step, failsAtFirst()), async () => {
		for (const [index, contact] of all.entries()) await company.change(contact, { phone: ['z', 'm', 'a'][index]! });
	});
	expect(all.map(history)).toEqual([{ 'Found Order Alpha': 1 }, { 'Found Order Beta': 1 }, { 'Found Order Gamma': 1 }]);
});

test('rounds of a loop', async () => {
	const many = code('Many', 'return [1, 2, 3, 4, 5].map((number) => ({ json: { number }, pairedItem: 0 }));');
	const loop = { ...node('Loop Over Items', 'n8n-nodes-base.splitInBatches', { batchSize: 2, options: {} }), typeVersion: 3 };
	const step = note('=Round for {{ $json.number }}');
	const end = failsAtFirst();
	const content = chain('Loop', trigger(retrying), many, loop, end);
	content.nodes.push(step);
	content.connections['Loop Over Items'] = {
		main: [[{ node: end.name, type: 'main', index: 0 }], [{ node: step.name, type: 'main', index: 0 }]],
	};
	content.connections[step.name] = { main: [[{ node: loop.name, type: 'main', index: 0 }]] };
	const deal = await twice(content);
	expect(history(deal)).toEqual(Object.fromEntries([1, 2, 3, 4, 5].map((number) => [`Round for ${number}`, 1])));
});

test('a sub-workflow, called for each item', async () => {
	const start = { ...node('When Called', 'n8n-nodes-base.executeWorkflowTrigger', { inputSource: 'passthrough' }), typeVersion: 1.1 };
	const called = await bench.activate(chain('Called', start, note('=Called for {{ $json.number }}')));
	const many = code('Many', "return [1, 2].map((number) => ({ json: { ...$('CRM Trigger').first().json, number }, pairedItem: 0 }));");
	const deal = await twice(
		chain(
			'Calls',
			trigger(retrying),
			many,
			{ ...subWorkflow(called), parameters: { ...subWorkflow(called).parameters, mode: 'each' } },
			failsAtFirst(),
		),
	);
	expect(history(deal)).toEqual({ 'Called for 1': 1, 'Called for 2': 1 });
});

test('"Retry On Fail": the items that were done are not done again', async () => {
	const some = code('Some', "return ['', 'kept', 'kept too'].map((text) => ({ json: { text }, pairedItem: 0 }));");
	const step: INode = {
		...note('={{ $json.text }}'),
		retryOnFail: true,
		maxTries: 3,
		waitBetweenTries: 10,
		onError: 'continueRegularOutput',
	};
	const deal = await company.deal('Retry On Fail');
	const workflow = await bench.activate(chain('Retry On Fail', trigger(), some, step));
	await company.change(deal, { stage: 'sales:won' });
	await over(workflow);
	expect(history(deal)).toEqual({ kept: 1, 'kept too': 1 });
});

test('"Retry" of a failed execution: what a called workflow had done is not done again', async () => {
	const start = { ...node('When Called', 'n8n-nodes-base.executeWorkflowTrigger', { inputSource: 'passthrough' }), typeVersion: 1.1 };
	const stop = code('Stops', "throw new Error('Not yet.');");
	const called = await bench.activate(chain('Called and stops', start, note('Called.'), stop));
	const deal = await company.deal('Retry');
	const workflow = await bench.activate(chain('Retried', trigger(), subWorkflow(called), note('After it.')));
	await company.change(deal, { stage: 'sales:won' });
	await over(workflow);
	expect(history(deal)).toEqual({ 'Called.': 1 });
	const { nodes } = await client.getWorkflow(called);
	await client.updateWorkflow(called, {
		nodes: nodes.map((each) => (each.name === 'Stops' ? { ...each, parameters: { jsCode: 'return $input.all();' } } : each)),
	});
	await client.activate(called);
	const [failed] = await client.ended(workflow);
	await client.rest.call('POST', `/executions/${failed!.id}/retry`, { loadWorkflow: false });
	await waitFor('the step after it', () => history(deal)['After it.']);
	expect(history(deal)).toEqual({ 'After it.': 1, 'Called.': 1 });
});

test('a batch that fails in the middle of its steps', async () => {
	const deals = await Promise.all(Array.from({ length: 12 }, async (_, index) => await company.deal(`Batch ${index}`)));
	const batched = trigger({ runMode: 'batch', batchSize: 12, batchWait: 0.5, ...retrying });
	const workflow = await bench.activate(chain('Batch', batched, note(), failsAtFirst()));
	for (const deal of deals) await company.change(deal, { stage: 'sales:won' });
	await over(workflow, 12);
	expect(deals.map(history)).toEqual(deals.map(() => ({ 'It ran.': 1 })));
	expect(deliveries(workflow).map(({ state }) => state)).toEqual(deals.map(() => 'done'));
	const runs = await client.ended(workflow);
	expect(runs.map(({ status }) => status)).toContain('error');
	expect(runs.length).toBeLessThan(deals.length);
});
