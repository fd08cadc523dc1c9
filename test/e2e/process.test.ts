import type { INodeParameters } from 'n8n-workflow';
import type { RecordRef } from '../../src/model/record';
import { errorOf, outputOf } from '../host/N8nClient';
import type { N8nClient } from '../host/N8nClient';
import { sharedClient } from '../host/sharedN8n';
import { Company } from './support/Company';
import { WorkflowBench } from './support/WorkflowBench';
import { chain, chosen, crm, CRM_SETUP, node, note, trigger } from './support/workflows';
import { waitFor } from './support/waitFor';

/** Why, statistics, versions, replay and dry run, as a person uses them in a real n8n. */
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

/** Runs one step of the CRM node by hand, and gives its output. */
async function step(resource: string, operation: string, parameters: INodeParameters): Promise<Array<Record<string, unknown>>> {
	const start = node('By hand', 'n8n-nodes-base.manualTrigger', {});
	const execution = await client.finished(
		await client.run(await bench.add(chain('One step', start, crm('CRM', resource, operation, parameters)))),
	);
	expect(errorOf(execution)).toBeUndefined();
	return outputOf(execution, 'CRM');
}

async function ended(workflow: string, count: number): Promise<void> {
	await waitFor(`${count} deliveries`, () => {
		const { deliveries } = company.ledger(workflow);
		return deliveries.length === count && deliveries.every(({ state }) => state === 'done');
	});
}

const theRecord = ({ type, id }: RecordRef): INodeParameters => ({
	recordSource: 'choose',
	recordType: chosen(type),
	recordId: chosen(id),
});

test('a workflow is explained, counted per version, and its changes are replayed', async () => {
	const content = chain('Explained', trigger(), note('First version.'));
	const workflow = await bench.activate(content);
	const node = { type: CRM_SETUP, parameters: { resource: 'process' } };
	expect((await client.listSearch({ ...node, method: 'searchWorkflows' }, 'explained')).results).toEqual([
		expect.objectContaining({ name: 'Explained', value: workflow }),
	]);
	const [listed] = (await client.listSearch({ ...node, method: 'searchWorkflowTriggers' }, 'explained')).results;
	expect(listed).toMatchObject({ name: 'Explained: CRM Trigger' });

	const deal = await company.deal('To be explained');
	await company.change(deal, { stage: 'sales:proposal' });
	await company.change(deal, { stage: 'sales:won' });
	await ended(workflow, 1);
	await client.updateWorkflow(workflow, {
		...content,
		nodes: content.nodes.map((each) =>
			each.name === 'Note' ? { ...each, parameters: { ...each.parameters, text: 'Second version.' } } : each,
		),
	});
	await client.activate(workflow);
	await company.change(deal, { stage: 'sales:new' });
	await company.change(deal, { stage: 'sales:won' });
	await ended(workflow, 2);

	const reasons = async () => await step('process', 'why', { workflow: chosen(workflow), ...theRecord(deal) });
	const first = await reasons();
	expect(first.map(({ what, started }) => [what, started])).toEqual([
		['Created', false],
		['Stage: New → Proposal', false],
		['Stage: Proposal → Won', true],
		['Stage: Won → New', false],
		['Stage: New → Won', true],
	]);
	expect(first[1]).toMatchObject({ reason: 'The stage did not change to Won: it changed from New to Proposal.' });
	expect(first[2]).toMatchObject({ runs: [{ state: 'done', version: 1, replay: 0 }] });
	expect(first[4]).toMatchObject({ runs: [{ state: 'done', version: 2 }] });
	const { execution } = (first[4]!.runs as Array<{ execution: string }>)[0]!;
	expect(outputOf(await client.getExecution(execution), 'CRM Trigger')).toEqual([
		expect.objectContaining({ workflow: { id: workflow, name: 'Explained', version: 2 } }),
	]);

	const replay = { trigger: chosen(listed!.value as string), replayWhat: 'record', ...theRecord(deal) };
	const [dry] = await step('process', 'replay', { ...replay, dryRun: true });
	expect(dry).toMatchObject({
		dryRun: true,
		would: { replayed: 2, list: [{ what: 'Stage: Proposal → Won' }, { what: 'Stage: New → Won' }] },
	});
	expect(company.ledger(workflow).deliveries).toHaveLength(2);
	expect(await step('process', 'replay', replay)).toEqual([
		expect.objectContaining({ workflow: 'Explained', replay: 1, replayed: 2, records: 1 }),
	]);
	await ended(workflow, 4);
	const texts = company.rows('SELECT text FROM history_entry WHERE record_id = ? ORDER BY id', Number(deal.id)).map(({ text }) => text);
	expect(texts).toEqual(['First version.', 'Second version.', 'Second version.', 'Second version.']);
	expect((await reasons())[2]).toMatchObject({
		started: true,
		reason: 'Replayed (replay 1). It started the workflow.',
		runs: [
			{ replay: 0, version: 1 },
			{ replay: 1, version: 2 },
		],
	});

	const statistics = await step('process', 'getStatistics', { workflow: chosen(workflow) });
	expect(statistics.map(({ version, changes, runs, succeeded, failed }) => [version, changes, runs, succeeded, failed])).toEqual([
		[2, 3, 3, 3, 0],
		[1, 1, 1, 1, 0],
	]);
	expect(statistics[0]).toMatchObject({ workflow: 'Explained', seconds: { median: expect.any(Number), p95: expect.any(Number) } });
});

test('a whole workflow in a dry run writes nothing, and starts nothing', async () => {
	const listening = await bench.activate(chain('Listens', trigger(), note()));
	const deal = await company.deal('Only looked at');
	const before = company.rows(
		'SELECT (SELECT count(*) FROM change_feed) AS changes, (SELECT count(*) FROM effect) AS effects, (SELECT count(*) FROM task) AS tasks',
	);
	const dry = { ...theRecord(deal), dryRun: true };
	const [moved] = await step('record', 'changeStage', { ...dry, stage: chosen('sales:won') });
	expect(moved).toMatchObject({
		dryRun: true,
		operation: 'Change the stage of a record',
		changes: [{ event: 'updated', record: { title: 'Only looked at' }, values: [{ label: 'Stage', from: 'New', to: 'Won' }] }],
	});
	const [task] = await step('task', 'create', { ...dry, title: 'Call' });
	expect(task).toMatchObject({ would: { id: null, title: 'Call', responsible: 'Anna Kowalska' } });
	expect(
		company.rows(
			'SELECT (SELECT count(*) FROM change_feed) AS changes, (SELECT count(*) FROM effect) AS effects, (SELECT count(*) FROM task) AS tasks',
		),
	).toEqual(before);
	expect(company.ledger(listening).deliveries).toEqual([]);
});
