import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INode } from 'n8n-workflow';
import type { RecordRef } from '../../src/model/record';
import { projectRoot } from '../host/hostFolder.cjs';
import { errorOf, outputOf } from '../host/N8nClient';
import type { N8nClient } from '../host/N8nClient';
import type { StoredExecution, WorkflowContent } from '../host/n8nTypes';
import { sharedClient } from '../host/sharedN8n';
import { AGENT, agentFlow, changeStage, createTask, findDeals } from './support/agentFlow';
import { Company } from './support/Company';
import { ScriptedModel, type ModelReply, type ModelTurn } from './support/ScriptedModel';
import { WorkflowBench } from './support/WorkflowBench';
import { waitFor } from './support/waitFor';
import { node, note, trigger } from './support/workflows';

/**
 * n8n's own AI agent works in the CRM: its model is a script on the loopback interface, everything between the model and
 * the database is real.
 */
let client: N8nClient;
let company: Company;
let bench: WorkflowBench;
let model: ScriptedModel;
let credential: { id: string; name: string };

beforeAll(async () => {
	client = await sharedClient();
	company = await Company.open();
	bench = new WorkflowBench(client);
	model = await ScriptedModel.start();
	credential = await client.createCredential('openAiApi', 'Scripted model', { apiKey: 'none', url: model.url });
});
beforeEach(() => {
	model.turns.length = 0;
	model.errors.length = 0;
});
afterEach(async () => {
	await bench.clear();
	expect(model.errors).toEqual([]);
});
afterAll(async () => {
	await model?.close();
	await company?.close();
});

const call = (name: string, args: Record<string, unknown>): ModelReply => ({ calls: [{ name, arguments: args }] });
const tasksOf = ({ id }: RecordRef) => company.rows('SELECT title, priority FROM task WHERE record_id = ? ORDER BY id', Number(id));
/** The last answer of a tool, as the model reads it. */
const lastResult = ({ results }: ModelTurn) => JSON.parse(results.at(-1) ?? 'null') as Array<Record<string, unknown>>;

const byWebhook = (path: string): INode => ({
	...node('Webhook', 'n8n-nodes-base.webhook', { httpMethod: 'POST', path, responseMode: 'onReceived', options: {} }),
	typeVersion: 2,
	webhookId: randomUUID(),
});

/** Starts a flow by its webhook and returns the execution when it is over. */
async function ask(name: string, tools: INode[], script: typeof model.script): Promise<StoredExecution> {
	model.script = script;
	const path = randomUUID();
	const workflow = await bench.activate(agentFlow(name, byWebhook(path), '={{ $json.body.text }}', credential, tools));
	const { status } = await client.webhook(path, { text: name });
	expect(status).toBe(200);
	const started = await waitFor('the run', async () => (await client.listExecutions({ workflowId: workflow }))[0]);
	return await client.finished(started.id);
}

test('the model is told what each tool does and what it asks for, finds a deal and creates a task for it', async () => {
	const deal = await company.deal('Tulips for the town hall', { amount: 5400 });
	const execution = await ask('Find the tulip deal and plan a call', [findDeals(), createTask()], (turn) => {
		if (turn.results.length === 0) return call('Find_Deals', { name: 'tulips' });
		if (turn.results.length === 1) {
			const [found] = lastResult(turn);
			return call('Create_Task', { title: `Call about ${String(found?.title)}`, deal_id: found?.id, priority: 'high' });
		}
		return { text: `Done: ${String(lastResult(turn)[0]?.title)}.` };
	});
	expect(errorOf(execution)).toBeUndefined();
	expect(outputOf(execution, AGENT)).toEqual([{ output: 'Done: Call about Tulips for the town hall.' }]);
	expect(tasksOf(deal)).toEqual([{ title: 'Call about Tulips for the town hall', priority: 'high' }]);

	const [first, second, third] = model.turns as [ModelTurn, ModelTurn, ModelTurn];
	expect([...first.tools].sort((a, b) => b.name.localeCompare(a.name))).toEqual([
		expect.objectContaining({
			name: 'Find_Deals',
			description: 'Get many records in CRM',
			parameters: expect.objectContaining({
				type: 'object',
				properties: { name: { type: 'string', description: 'A part of the name of the deal' } },
				required: ['name'],
			}),
		}),
		expect.objectContaining({
			name: 'Create_Task',
			description: 'Create a task in CRM',
			parameters: expect.objectContaining({
				type: 'object',
				properties: {
					title: { type: 'string', description: 'What is to be done, in a few words' },
					deal_id: { type: 'string', description: 'The id of the deal, as Find Deals gives it' },
					priority: { type: 'string', description: 'One of: low, normal, high', default: 'normal' },
				},
				required: expect.arrayContaining(['title', 'deal_id']),
			}),
		}),
	]);
	expect(lastResult(second)).toEqual([
		expect.objectContaining({
			id: deal.id,
			type: 'deal',
			title: 'Tulips for the town hall',
			amount: 5400,
			stage: 'New',
			responsible: 'Anna Kowalska',
		}),
	]);
	expect(lastResult(third)).toEqual([
		expect.objectContaining({ type: 'task', title: 'Call about Tulips for the town hall', responsible: 'Anna Kowalska', priority: 'high' }),
	]);
});

test('the example: a person writes in the chat, the agent finds the deal, plans a task and moves it', async () => {
	const deal = await company.deal('Chairs for the library');
	const example = JSON.parse(readFileSync(join(projectRoot, 'docs', 'examples', '7-ai-agent.json'), 'utf8')) as WorkflowContent;
	const chat = example.nodes.find(({ type }) => type.endsWith('.chatTrigger'))!;
	chat.parameters = { ...chat.parameters, public: true };
	example.nodes.find(({ type }) => type.endsWith('.lmChatOpenAi'))!.credentials = { openAiApi: credential };
	await bench.activate(example);
	const calls = [
		call('Find_Deals', { name: 'library' }),
		call('Create_Task', {
			title: 'Call the library',
			description: 'About the colour',
			deal_id: deal.id,
			working_days: 2,
			priority: 'high',
		}),
		call('Change_Stage', { deal_id: deal.id, stage: 'Proposal' }),
	];
	model.script = ({ results }) => calls[results.length] ?? { text: 'A call is planned.' };
	const answer = await client.rest.send('POST', `/webhook/${chat.webhookId}/chat`, {
		action: 'sendMessage',
		sessionId: 'test',
		chatInput: 'Plan a call with the library',
	});
	expect(answer).toMatchObject({ status: 200, body: { output: 'A call is planned.' } });
	expect(company.rows('SELECT title, description, priority, deadline FROM task WHERE record_id = ?', Number(deal.id))).toEqual([
		{ title: 'Call the library', description: 'About the colour', priority: 'high', deadline: expect.any(String) },
	]);
	expect(company.rows('SELECT stage_id FROM record WHERE id = ?', Number(deal.id))).toEqual([{ stage_id: 'sales:proposal' }]);
	for (const { description, parameters } of model.turns[0]!.tools) {
		expect(description).toMatch(/^[A-Z].+\. Returns .+\.$/);
		for (const { description: field, type } of Object.values(parameters.properties!))
			expect([type, field]).toEqual([expect.stringMatching(/^(string|number)$/), expect.stringMatching(/.{15,}/)]);
	}
});

test('a search that finds nothing says so', async () => {
	await ask('Find what is not there', [findDeals()], ({ results }) =>
		results.length === 0 ? call('Find_Deals', { name: 'no such deal at all' }) : { text: 'Nothing.' },
	);
	expect(lastResult(model.turns[1]!)).toEqual([{ results: 0, note: expect.stringContaining('Nothing was found') }]);
});

test('a wrong call is answered with what was wrong and what to do, and the model corrects itself', async () => {
	const deal = await company.deal('Roses for the opera');
	const attempts = [
		call('Change_Stage', { deal_id: '', stage: 'Won' }),
		call('Change_Stage', { deal_id: '999999', stage: 'Won' }),
		call('Change_Stage', { deal_id: deal.id, stage: 'Victory' }),
		call('Change_Stage', { deal_id: deal.id, stage: 'Qualified' }),
	];
	const execution = await ask('Move the rose deal', [changeStage()], ({ results }) => attempts[results.length] ?? { text: 'Moved.' });
	expect(errorOf(execution)).toBeUndefined();
	const answers = model.turns.at(-1)!.results.map((result) => (JSON.parse(result) as Array<{ error?: string }>)[0]!);
	expect(answers.map(({ error }) => error)).toEqual([
		'"Chosen Record" is empty. Fill in "Chosen Record". If it holds an expression, look at what the expression gives for this item.',
		expect.stringMatching(/999999.+\. .+/),
		expect.stringMatching(/"Victory".+New.+Qualified.+Won/),
		undefined,
	]);
	expect(answers[3]).toMatchObject({ id: deal.id, stage: 'Qualified' });
	expect(company.rows('SELECT stage_id FROM record WHERE id = ?', Number(deal.id))).toEqual([{ stage_id: 'sales:qualified' }]);
});

describe('each call of a tool is a step of its own, and the same step when the run is made again', () => {
	/** Calls one after the other; the last word is a failure as long as `broken`. */
	let broken: boolean;
	beforeEach(() => (broken = true));
	const plays =
		(calls: () => ModelReply[]) =>
		({ results }: ModelTurn): ModelReply =>
			calls()[results.length] ?? (broken ? { failure: 400 } : { text: 'Done.' });
	const retry = async ({ id }: StoredExecution) => {
		broken = false;
		await client.rest.call('POST', `/executions/${id}/retry`, { loadWorkflow: false });
		return await waitFor('the retried run', async () =>
			(await client.listExecutions({ workflowId: (await client.getExecution(id)).workflowId })).find(
				(other) => other.id !== id && other.status === 'success',
			),
		);
	};

	test('two equal calls are two steps; "Retry" of the execution goes on behind them', async () => {
		const deal = await company.deal('Lilies for the bank');
		const task = call('Create_Task', { title: 'Write', deal_id: deal.id, priority: 'low' });
		const failed = await ask(
			'Plan',
			[createTask()],
			plays(() => [task, task]),
		);
		expect(failed.status).toBe('error');
		expect(tasksOf(deal)).toHaveLength(2);
		await retry(failed);
		expect(tasksOf(deal)).toHaveLength(2);
	});

	test('another run of the workflow is another start', async () => {
		const deal = await company.deal('Asters for the school');
		broken = false;
		const once = async () =>
			await ask(
				'Plan',
				[createTask()],
				plays(() => [call('Create_Task', { title: 'Call', deal_id: deal.id, priority: 'low' })]),
			);
		await once();
		await once();
		expect(tasksOf(deal)).toHaveLength(2);
	});

	test('a change that is delivered again: calls in another order and without the mistake of before find what they had done', async () => {
		const deal = await company.deal('Violets for the museum');
		const task = (title: string, deal_id = deal.id) => call('Create_Task', { title, deal_id, priority: 'low' });
		const first = [task('Call', 'none'), task('Call'), task('Write'), task('Write')];
		model.script = plays(() => (broken ? first : [task('Write'), task('Call'), task('Write'), task('Visit')]));
		const start = trigger({ options: { retries: 2, retryAfterMinutes: 0.01 } });
		const workflow = await bench.activate(
			agentFlow('By a change', start, '={{ $json.record.title }}', credential, [createTask()], note('The agent is done.')),
		);
		const titles = () => tasksOf(deal).map(({ title }) => title);
		await company.change(deal, { stage: 'sales:won' });
		await waitFor(
			'the failed run',
			() => Number(company.rows('SELECT failures FROM delivery WHERE workflow_id = ?', workflow)[0]?.failures) > 0,
		);
		expect(titles()).toEqual(['Call', 'Write', 'Write']);
		broken = false;
		await waitFor('the end', () => company.ledger(workflow).deliveries.every(({ state }) => state === 'done'));
		expect(titles()).toEqual(['Call', 'Write', 'Write', 'Visit']);
		expect(company.effects(deal).history).toBe(1);
	});

	test('several changes in one run: the tool works on the record of the item that the agent is at', async () => {
		const deals = await Promise.all(['Iris one', 'Iris two'].map(async (title) => await company.deal(title)));
		const flow = agentFlow('Batch', trigger({ runMode: 'batch', batchSize: 2, batchWait: 0.5 }), '={{ $json.record.title }}', credential, [
			{ ...createTask(), parameters: { resource: 'task', operation: 'create', title: 'Thank them' } },
		]);
		model.script = ({ results }) => (results.length === 0 ? call('Create_Task', {}) : { text: 'Done.' });
		const workflow = await bench.activate(flow);
		for (const deal of deals) await company.change(deal, { stage: 'sales:won' });
		await waitFor('the end', () => {
			const { deliveries } = company.ledger(workflow);
			return deliveries.length === 2 && deliveries.every(({ state }) => state === 'done');
		});
		expect(deals.map((deal) => tasksOf(deal).map(({ title }) => title))).toEqual([['Thank them'], ['Thank them']]);
	});
});
