import type { IDataObject, IRunExecutionData } from 'n8n-workflow';
import { createRunExecutionData } from 'n8n-workflow';
import aggregate from './fixtures/aggregate.json';
import branches from './fixtures/branches.json';
import editFields from './fixtures/editFields.json';
import loop from './fixtures/loop.json';
import subWorkflow from './fixtures/subWorkflow.json';
import { foundCompany, type Company } from './support/company';
import { runWorkflow, type RunOptions, type WorkflowJson } from './support/engine';
import { changeItem, chosen, onChange, oneStep } from './support/steps';

let company: Company;
beforeEach(async () => (company = await foundCompany()));
afterEach(async () => await company.close());

const run = async (json: unknown, items: IDataObject[], more: RunOptions = {}) =>
	await runWorkflow(json as WorkflowJson, { mode: 'trigger', items, ...more });
const change = (id: string, more: IDataObject = {}) => {
	const item = changeItem({ type: 'deal', id: company.deal }, { id });
	return { ...item, record: { ...(item.record as IDataObject), ...more } };
};
const texts = async () => (await company.scope.crm.history.find({})).map(({ text }) => text).sort();
const addNote = () => ({
	resource: 'history',
	operation: 'add',
	recordSource: 'choose',
	recordType: chosen('deal'),
	recordId: chosen(company.deal),
	text: '={{ $json.text ?? "noted" }}',
});

describe('a run is repeated', () => {
	test('the same change delivered again writes nothing twice and gives the same output', async () => {
		const step = onChange({ resource: 'task', operation: 'create', title: 'Call' });
		const first = await run(step, [change('7')]);
		const second = await run(step, [change('7')]);
		expect(second.json('CRM')).toEqual(first.json('CRM'));
		expect(await company.counts()).toMatchObject({ tasks: 1 });
	});

	test('another change, another replay or another node acts again', async () => {
		const step = onChange({ resource: 'task', operation: 'create', title: 'Call' });
		await run(step, [change('7')]);
		await run(step, [change('8')]);
		await run(step, [changeItem({ type: 'deal', id: company.deal }, { id: '7', replay: 1 })]);
		await run(onChange({ resource: 'task', operation: 'create', title: 'Call' }, { id: 'other-node' }), [change('7')]);
		expect(await company.counts()).toMatchObject({ tasks: 4 });
	});

	test('the same step with another target is an error, never the result of the other one', async () => {
		await run(onChange({ resource: 'task', operation: 'create', title: 'Call' }), [change('7')]);
		const { error } = await run(onChange({ resource: 'task', operation: 'create', title: 'Write' }), [change('7')]);
		expect(error).toMatchObject({ message: expect.stringContaining('already done'), itemIndex: 0 });
		expect(await company.counts()).toMatchObject({ tasks: 1 });
	});

	test('any other trigger: a retry of the same execution is the same run, a new execution is not', async () => {
		const step = oneStep(addNote());
		const first = await run(step, [{ text: 'by webhook' }], { mode: 'webhook' });
		await run(step, [{ text: 'by webhook' }], { mode: 'retry', retryOf: first.run.data });
		expect(await texts()).toEqual(['by webhook']);
		await new Promise((resolve) => setTimeout(resolve, 2));
		await run(step, [{ text: 'by webhook' }], { mode: 'webhook' });
		expect(await texts()).toHaveLength(2);
	});

	test('in the editor every click acts again, also when it shows a real change', async () => {
		const step = onChange({ resource: 'record', operation: 'getMany', recordType: chosen('deal') });
		const note = oneStep(addNote());
		await run(note, [{}], { mode: 'manual' });
		await run(note, [{}], { mode: 'manual' });
		expect(await texts()).toHaveLength(2);
		expect((await run(step, [change('1')])).error).toBeUndefined();
	});
});

describe('what lies between the trigger and the step', () => {
	test('Edit Fields drops our data: the step still knows its change and the record', async () => {
		await run(editFields, [change('1')]);
		await run(editFields, [change('1')]);
		expect(await texts()).toEqual(['only this is left']);
		const [entry] = await company.scope.crm.history.find({});
		expect(entry).toMatchObject({ record: { type: 'deal', id: company.deal }, origin: { depth: 1, node: 'note' } });
	});

	test('If and Merge', async () => {
		const items = [change('1', { amount: 5000 }), change('2', { amount: 5 })];
		const first = await run(branches, items);
		expect(first.error).toBeUndefined();
		expect(await texts()).toEqual(['after large', 'after small', 'large', 'small']);
		// Delivered again one by one: the batch is gone, the changes are the same.
		await run(branches, [items[1]!]);
		await run(branches, [items[0]!]);
		expect(await texts()).toHaveLength(4);
	});

	test('branches that lead to one step: a batch that is put together anew finds what was done', async () => {
		const condition = {
			id: 'large',
			leftValue: '={{ $json.record.amount }}',
			rightValue: 100,
			operator: { type: 'number', operation: 'gt' },
		};
		const json: WorkflowJson = {
			name: 'Branches',
			nodes: [
				...onChange({ ...addNote(), text: "={{ $('CRM Trigger').item.json.record.amount }}" }, { id: 'note', name: 'Note' }).nodes,
				{
					id: 'if',
					name: 'If',
					type: 'n8n-nodes-base.if',
					typeVersion: 2.2,
					position: [0, 0],
					parameters: {
						conditions: {
							options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
							conditions: [condition],
							combinator: 'and',
						},
						options: {},
					},
				},
			],
			connections: {
				'CRM Trigger': { main: [[{ node: 'If', type: 'main', index: 0 }]] },
				If: { main: [[{ node: 'Note', type: 'main', index: 0 }], [{ node: 'Note', type: 'main', index: 0 }]] },
			},
		};
		const items = [5000, 5, 7000].map((amount, index) => change(String(index), { amount }));
		await run(json, items);
		expect(await texts()).toEqual(['5', '5000', '7000']);
		for (const part of [[items[1]!], [items[2]!, items[0]!], [items[1]!, items[2]!]]) expect((await run(json, part)).error).toBeUndefined();
		expect(await texts()).toHaveLength(3);
	});

	test('rounds of a loop are different steps, and the same ones when repeated', async () => {
		const items = ['1', '2', '3', '4', '5'].map((id) => ({ ...change(id), n: Number(id) }));
		await run(loop, items);
		expect(await texts()).toEqual(['round 1', 'round 2', 'round 3', 'round 4', 'round 5']);
		await run(loop, items);
		expect(await texts()).toHaveLength(5);
	});

	test('one change, many items: each is a step of its own', async () => {
		const many = onChange({ ...addNote(), text: '={{ $json.title }}' }, { id: 'note', name: 'Note' });
		const find = onChange(
			{ resource: 'record', operation: 'getMany', recordType: chosen('deal'), returnAll: true, additionalFields: { orderBy: 'title' } },
			{ id: 'find', name: 'Find' },
		);
		const json: WorkflowJson = {
			name: 'Many',
			nodes: [find.nodes[0]!, find.nodes[1]!, many.nodes[1]!],
			connections: {
				'CRM Trigger': { main: [[{ node: 'Find', type: 'main', index: 0 }]] },
				Find: { main: [[{ node: 'Note', type: 'main', index: 0 }]] },
			},
		};
		await company.scope.crm.create('deal', [{ values: { title: 'B' } }, { values: { title: 'C' } }], {});
		await run(json, [change('1')]);
		await run(json, [change('1')]);
		expect(await texts()).toEqual(['Acme, 100 chairs', 'B', 'C']);
	});

	test('after Aggregate the set of changes is the step', async () => {
		await run(aggregate, [change('1'), change('2')]);
		await run(aggregate, [change('2'), change('1')]);
		expect(await texts()).toEqual(['2 changes']);
		await run(aggregate, [change('1'), change('3')]);
		expect(await texts()).toEqual(['2 changes', '2 changes']);
	});
});

describe('sub-workflows', () => {
	/** The calling run as n8n has stored it when it began. */
	function parent(id: string): Record<string, IRunExecutionData> {
		const { nodes } = editFields as unknown as WorkflowJson;
		const data = createRunExecutionData({
			executionData: { nodeExecutionStack: [{ node: nodes[0]!, data: { main: [[{ json: change('1') }]] }, source: null }] },
		});
		data.executionData!.runtimeData = {
			version: 1,
			establishedAt: 1,
			source: 'trigger',
			triggerNode: { name: 'CRM Trigger', type: 'n8n-nodes-crmflow.crmTrigger' },
		};
		return { [id]: data };
	}
	const call = async (parentId: string, item: IDataObject) =>
		await run(subWorkflow, [item], { mode: 'integrated', parentExecutionId: parentId, executions: parent(parentId) });

	test('a call is the same step when the calling run is repeated; two calls of one run are two', async () => {
		const item = { dealId: company.deal };
		await call('100', item);
		await call('100', item);
		expect(await texts()).toHaveLength(2);
		await call('101', item);
		await call('101', item);
		expect(await texts()).toHaveLength(2);
		await call('101', { ...item, other: true });
		expect(await texts()).toHaveLength(3);
		const [entry] = await company.scope.crm.history.find({});
		expect(entry?.origin).toMatchObject({ depth: 1 });
	});

	test('when the parent cannot be read, every call acts', async () => {
		const lost = async () => await run(subWorkflow, [{ dealId: company.deal }], { mode: 'integrated', parentExecutionId: 'gone' });
		await lost();
		await new Promise((resolve) => setTimeout(resolve, 2));
		await lost();
		expect(await texts()).toHaveLength(2);
	});
});
