import type { INodeExecutionData } from 'n8n-workflow';
import { foundCompany, type Company } from './support/company';
import { runWorkflow } from './support/engine';
import { chosen, filledIn, oneStep } from './support/steps';

let company: Company;
beforeEach(async () => (company = await foundCompany()));
afterEach(async () => await company.close());

const theDeal = () => ({ recordSource: 'choose', recordType: chosen('deal'), recordId: chosen(company.deal) });
const createDeal = (value: object, more: object = {}) => ({
	resource: 'record',
	operation: 'create',
	recordType: chosen('deal'),
	fields: filledIn(value as never),
	...more,
});
const createTask = (more: object = {}) => ({ resource: 'task', operation: 'create', title: 'Call', ...theDeal(), ...more });

interface Refusal {
	what: string;
	step: () => object;
	/** In the message. */
	names: string;
	/** In the remedy. */
	remedy?: string;
}

const REFUSALS: Refusal[] = [
	{ what: 'unknown record type', step: () => createDeal({ title: 'X' }, { recordType: chosen('dael') }), names: 'dael', remedy: 'deal' },
	{ what: 'unknown field', step: () => createDeal({ title: 'X', ammount: 1 }), names: 'ammount', remedy: 'amount' },
	{ what: 'wrong value type', step: () => createDeal({ title: 'X', amount: 'a lot' }), names: 'a lot' },
	{ what: 'value that is not a choice', step: () => createDeal({ title: 'X', currency: 'Taler' }), names: 'Taler', remedy: 'EUR' },
	{
		what: 'unknown stage',
		step: () => ({ resource: 'record', operation: 'changeStage', ...theDeal(), stage: chosen('Engagin') }),
		names: 'Engagin',
		remedy: 'Qualified',
	},
	{
		what: 'stage of another pipeline',
		step: () => ({ resource: 'record', operation: 'changeStage', ...theDeal(), stage: chosen('leads:contacted') }),
		names: 'The stage "Contacted" is one of Leads',
	},
	{
		what: 'unknown user in a field',
		step: () => createDeal({ title: 'X', responsible: 'Nobody Known' }),
		names: 'Nobody Known',
		remedy: 'Anna Agent',
	},
	{
		what: 'unknown user as actor',
		step: () => createDeal({ title: 'X' }, { additionalFields: { actor: 'Nobody Known' } }),
		names: 'Nobody Known',
	},
	{
		what: 'unknown user of a task',
		step: () => createTask({ responsible: 'user', responsibleUser: chosen('Nobody Known') }),
		names: 'Nobody Known',
	},
	{ what: 'unknown record', step: () => ({ resource: 'record', operation: 'get', ...theDeal(), recordId: chosen('4711') }), names: '4711' },
	{
		what: 'no record at all',
		step: () => ({ resource: 'record', operation: 'get', recordSource: 'trigger' }),
		names: 'No record started this workflow',
		remedy: 'Choose a Record',
	},
	{
		what: 'unknown template',
		step: () => ({ resource: 'project', operation: 'start', template: chosen('Cards'), ...theDeal(), parameters: filledIn({}) }),
		names: 'Cards',
	},
	{
		what: 'empty required text from an expression',
		step: () => createTask({ title: '={{ $json.nothing }}' }),
		names: 'Title',
		remedy: 'Title',
	},
	{ what: 'wrong deadline', step: () => createTask({ deadline: 'absolute', deadlineAt: 'soon' }), names: 'soon' },
	{
		what: 'estimate that is no number',
		step: () => createTask({ additionalFields: { estimateMinutes: '={{ "an hour" }}' } }),
		names: 'an hour',
	},
	{
		what: 'no recipients',
		step: () => ({
			resource: 'notification',
			operation: 'notifySupervisor',
			...theDeal(),
			text: 'X',
			recipientChoice: 'users',
			recipients: '={{ [] }}',
		}),
		names: 'Recipient',
	},
	{
		what: 'update of a record of another type',
		step: () => ({
			resource: 'record',
			operation: 'update',
			recordSource: 'trigger',
			recordType: chosen('contact'),
			fields: filledIn({ title: 'X' }),
		}),
		names: 'deal',
		remedy: 'Record Type',
	},
	{
		what: 'nothing to map automatically',
		step: () => createDeal({}, { fields: { mappingMode: 'autoMapInputData', value: null } }),
		names: 'None of the item',
		remedy: 'Edit Fields',
	},
	{
		what: 'template that is no JSON',
		step: () => ({ resource: 'projectTemplate', operation: 'save', defineAs: 'json', templateJson: '{"name": }' }),
		names: 'JSON',
	},
	{
		what: 'limit that is an object',
		step: () => ({ resource: 'user', operation: 'getMany', limit: '={{ { most: 5 } }}' }),
		names: '{"most":5}',
		remedy: 'whole number',
	},
	{
		what: 'limit without end',
		step: () => ({ resource: 'user', operation: 'getMany', limit: 1e89 }),
		names: '1e+89',
		remedy: 'whole number',
	},
	{
		what: 'hours without end',
		step: () => ({ resource: 'system', operation: 'getHealth', additionalFields: { hours: 1e21 } }),
		names: '1e+21 hours',
		remedy: '87600',
	},
	{
		what: 'limit that an expression does not give',
		step: () => ({ resource: 'user', operation: 'getMany', limit: '={{ $json.nothing }}' }),
		names: 'nothing',
		remedy: 'whole number',
	},
	{
		what: 'role that is an object',
		step: () => ({ resource: 'user', operation: 'create', name: 'X', additionalFields: { role: '={{ { name: "manager" } }}' } }),
		names: 'Role "{',
		remedy: 'manager',
	},
	{
		what: 'expression that n8n cannot evaluate',
		step: () => createTask({ title: '={{ $("Nowhere").item.json.title }}' }),
		names: "Referenced node doesn't exist.",
		remedy: 'Correct the expression',
	},
	{
		what: 'restoring somebody who is there',
		step: () => ({
			resource: 'record',
			operation: 'restore',
			recordSource: 'choose',
			recordType: chosen('user'),
			recordId: chosen(company.users.anna),
		}),
		names: '"Anna Agent"',
	},
	{
		what: 'task for the responsible person of a user',
		step: () => createTask({ recordType: chosen('user'), recordId: chosen(company.users.anna) }),
		names: 'user "Anna Agent" has no responsible person',
	},
	{
		what: 'value as long as a book',
		step: () => createDeal({ title: 'X' }, { recordType: chosen('long '.repeat(20_000)) }),
		names: 'Record type "long long',
		remedy: 'deal',
	},
	{
		what: 'template with a number as its name',
		step: () => ({
			resource: 'projectTemplate',
			operation: 'save',
			defineAs: 'json',
			templateJson:
				'{"name": 5, "stages": [{}], "parameters": [], "tasks": [{"key": "a", "title": "x", "stage": "y", "priority": "soon"}]}',
		}),
		names:
			'name: must be a text, and is "5"; Stage 1, name: is missing; Task 1 (x), priority: must be one of low, normal, high, and is "soon"',
	},
	{
		what: 'template without tasks',
		step: () => ({ resource: 'projectTemplate', operation: 'save', defineAs: 'fields', templateName: 'Empty', taskLines: '={{ "" }}' }),
		names: '"Tasks" is empty.',
	},
	{
		what: 'template with an empty choice in its second parameter',
		step: () => ({
			resource: 'projectTemplate',
			operation: 'save',
			defineAs: 'json',
			templateJson: JSON.stringify({
				name: 'Flowers',
				parameters: [
					{ name: 'gift', label: 'Gift', kind: 'string', required: false },
					{ name: 'price', label: 'Price range', kind: 'choice', required: true, choices: [''] },
				],
				stages: [{ name: 'All' }],
				tasks: [{ key: 'buy', title: 'Buy', stage: 'All' }],
			}),
		}),
		names: 'Parameter 2 (Price range), choices, number 1: must not be empty',
	},
];

const good = { type: 'deal', ok: true };

describe('what an expression gives of another kind than the field is taken where it is clear', () => {
	test('numbers for the names of stages, rules, grades and people, a moment for a date', async () => {
		const id = `={{ ${company.users.anna} }}`;
		const step = async (parameters: object) => (await runWorkflow(oneStep(parameters))).json('CRM')[0];
		expect(
			await step({
				resource: 'pipeline',
				operation: 'save',
				recordType: chosen('deal'),
				pipelineName: '={{ 7 }}',
				stages: { stage: [{ name: '={{ 1 }}' }, { name: '={{ 2 }}' }] },
			}),
		).toMatchObject({ name: '7', stages: [{ name: '1' }, { name: '2' }] });
		expect(
			await step({
				resource: 'record',
				operation: 'score',
				...theDeal(),
				scoringRules: { rule: [{ name: '={{ 8 }}', points: '={{ "10" }}' }] },
				grades: { grade: [{ name: '={{ 9 }}', from: 0 }] },
			}),
		).toMatchObject({ score: 10, grade: '9' });
		expect(await step({ resource: 'notification', operation: 'notify', text: 'X', users: id, recordSource: 'none' })).toMatchObject({
			notified: [{ name: 'Anna Agent' }],
		});
		expect(
			await step({ resource: 'activity', operation: 'schedule', ...theDeal(), description: 'X', when: 'absolute', at: '={{ $now }}' }),
		).toMatchObject({ at: expect.stringMatching(/^20/) });
		expect(
			await step({
				resource: 'projectTemplate',
				operation: 'save',
				defineAs: 'fields',
				templateName: 'T',
				stages: { stage: [{ name: '={{ 3 }}' }] },
				taskLines: '={{ 4 }}',
				taskDetails: { detail: [{ task: '={{ 4 }}', checklist: '={{ 5 }}' }] },
			}),
		).toMatchObject({ tasks: [{ title: '4', stage: '3', checklist: ['5'] }] });
	});
});

describe('bad input names the thing, the item and what to do, and leaves nothing behind', () => {
	test.each(REFUSALS)('$what', async ({ what, step, names, remedy }) => {
		const before = await company.counts();
		const item = what.startsWith('update of') ? { type: 'deal', id: company.deal } : good;
		const { error } = await runWorkflow(oneStep(step()), { items: [item] });
		expect(error).toMatchObject({
			message: expect.stringContaining(names),
			description: expect.stringContaining(remedy ?? ''),
			itemIndex: 0,
		});
		expect(error?.description).not.toBe('');
		expect(await company.counts()).toEqual(before);
	});

	test('one bad item of many: its index, and nothing of the others is written', async () => {
		const items = Array.from({ length: 20 }, (_, index) => ({ title: `Deal ${index}`, amount: index === 13 ? 'broken' : index }));
		const { error } = await runWorkflow(oneStep(createDeal({ title: '={{ $json.title }}', amount: '={{ $json.amount }}' })), { items });
		expect(error).toMatchObject({ message: expect.stringContaining('broken'), itemIndex: 13 });
		expect(await company.counts()).toMatchObject({ deals: 1 });
	});

	test('two items that clash: the second one is named', async () => {
		const items = ['A', 'B', 'A', 'C'].map((externalId) => ({ externalId }));
		const { error } = await runWorkflow(oneStep(createDeal({ title: 'X', externalId: '={{ $json.externalId }}' })), { items });
		expect(error?.itemIndex).toBe(2);
		expect(await company.counts()).toMatchObject({ deals: 1 });
	});
});

describe('continue on fail', () => {
	const continuing = { onError: 'continueRegularOutput' as const };

	test('the bad items say what is wrong, the good ones are written', async () => {
		const items = [{ a: 1 }, { a: 'x' }, { a: 3 }];
		const { json, output, error } = await runWorkflow(oneStep(createDeal({ title: 'X', amount: '={{ $json.a }}' }), continuing), { items });
		expect(error).toBeUndefined();
		expect(json('CRM')).toEqual([
			expect.objectContaining({ amount: 1 }),
			{ error: expect.stringContaining('"x"'), remedy: expect.any(String) },
			expect.objectContaining({ amount: 3 }),
		]);
		expect(output('CRM').map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
		expect(await company.counts()).toMatchObject({ deals: 3 });
	});

	test('with an error output they go there, a read too', async () => {
		const step = oneStep(
			{ resource: 'record', operation: 'get', ...theDeal(), recordId: { __rl: true, mode: 'id', value: '={{ $json.id }}' } },
			{ onError: 'continueErrorOutput' },
		);
		const { run } = await runWorkflow(step, { items: [{ id: company.deal }, { id: '4711' }] });
		const [regular, failed] = run.data.resultData.runData.CRM![0]!.data!.main as INodeExecutionData[][];
		expect(regular!.map(({ json }) => json.id)).toEqual([company.deal]);
		expect(failed!.map(({ json }) => json)).toEqual([{ id: '4711', error: expect.stringContaining('4711'), details: expect.any(String) }]);
	});
});
