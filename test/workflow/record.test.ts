import type { IDataObject } from 'n8n-workflow';
import { runWorkflow } from './support/engine';
import { foundCompany, type Company } from './support/company';
import { chosen, filledIn, onChange, oneStep, changeItem } from './support/steps';

let company: Company;
beforeEach(async () => (company = await foundCompany()));
afterEach(async () => await company.close());

const record = (operation: string, more: object = {}) => ({ resource: 'record', operation, recordType: chosen('deal'), ...more });
const theDeal = () => ({ recordSource: 'choose', recordId: chosen(company.deal) });

describe('record: create', () => {
	test('fields filled in by hand, people and choices by name, expressions per item', async () => {
		const step = record('create', {
			fields: filledIn({
				title: '={{ "Deal of " + $json.customer }}',
				amount: '={{ $json.amount }}',
				responsible: 'Anna Agent',
				currency: 'EUR',
				description: '',
			}),
			additionalFields: { actor: 'boris@example.com' },
		});
		const { output, error } = await runWorkflow(oneStep(step), {
			items: [
				{ customer: 'Acme', amount: 10 },
				{ customer: 'Beta', amount: '20.5' },
			],
		});
		expect(error).toBeUndefined();
		expect(output('CRM').map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		expect(output('CRM').map(({ json }) => json)).toEqual([
			expect.objectContaining({
				type: 'deal',
				title: 'Deal of Acme',
				amount: 10,
				responsible: 'Anna Agent',
				responsibleId: company.users.anna,
				stage: 'New',
			}),
			expect.objectContaining({ title: 'Deal of Beta', amount: 20.5 }),
		]);
		const [change] = await company.scope.feed.newest({ types: ['deal'] }, 1);
		expect(change).toMatchObject({
			actor: company.users.boris,
			origin: { workflow: 'workflow-1', workflowName: 'Test', node: 'crm-node', depth: 0 },
		});
		expect(await company.counts()).toMatchObject({ deals: 3 });
	});

	test('"map automatically" takes what the record type knows and leaves the rest of the item alone', async () => {
		const step = record('create', { fields: { mappingMode: 'autoMapInputData', value: null, matchingColumns: [], schema: [] } });
		const { json, run } = await runWorkflow(oneStep(step), {
			items: [{ title: 'Acme', amount: '7', stage: 'Qualified', somethingElse: true }],
		});
		expect(json('CRM')).toEqual([expect.objectContaining({ title: 'Acme', amount: 7, stage: 'Qualified' })]);
		expect(run.data.resultData.runData['CRM']![0]!.hints).toContainEqual({
			message: 'Map Automatically left out what is no field of Deal: "somethingElse".',
			location: 'outputPane',
		});
	});

	test('"map automatically" knows labels too, and lists that n8n wrote into columns', async () => {
		const options = [
			{ value: 'hot', label: 'Hot one' },
			{ value: 'over 1,000', label: 'Over 1,000' },
		];
		await company.scope.crm.schema!.saveField('deal', { name: 'tags', label: 'Tags', kind: 'multiChoice', required: false, options });
		const step = record('create', { fields: { mappingMode: 'autoMapInputData', value: null, matchingColumns: [], schema: [] } });
		const items = [{ TITLE: 'Acme', 'close date': '2026-03-31', 'tags.0': 'hot', 'tags.1': 'over 1,000', 'External-ID': 'A1' }];
		const { json } = await runWorkflow(oneStep(step), { items });
		expect(json('CRM')).toEqual([
			expect.objectContaining({ title: 'Acme', closeDate: '2026-03-31', tags: ['hot', 'over 1,000'], externalId: 'A1' }),
		]);
	});

	test('a cell that was emptied empties the field; a required one is refused', async () => {
		const fields = { mappingMode: 'autoMapInputData', value: null, matchingColumns: ['externalId'], schema: [] };
		const upsert = async (item: IDataObject) => await runWorkflow(oneStep(record('upsert', { fields })), { items: [item] });
		await upsert({ 'External ID': 'A1', Title: 'Acme', Amount: '5' });
		expect((await upsert({ 'External ID': 'A1', Title: 'Acme', Amount: '' })).json('CRM')).toEqual([
			expect.objectContaining({ title: 'Acme', amount: null }),
		]);
		expect((await upsert({ 'External ID': 'A1', Title: '', Amount: '7' })).error?.message).toContain('Title');
	});
});

describe('record: get, get many', () => {
	test('the record that started the workflow is the default', async () => {
		const { json } = await runWorkflow(onChange({ resource: 'record', operation: 'get' }), {
			mode: 'trigger',
			items: [changeItem({ type: 'deal', id: company.deal }, { id: '1' })],
		});
		expect(json('CRM')).toEqual([expect.objectContaining({ id: company.deal, title: 'Acme, 100 chairs' })]);
	});

	test('without a trigger of ours, the item itself is the record', async () => {
		const { json } = await runWorkflow(oneStep({ resource: 'record', operation: 'get' }), {
			items: [{ type: 'deal', id: Number(company.deal) }],
		});
		expect(json('CRM')[0]).toMatchObject({ id: company.deal });
	});

	test('conditions, sorting and limit; many results of one item are all paired with it', async () => {
		const values = [3, 1, 2].map((amount) => ({ values: { title: `Deal ${amount}`, amount } }));
		await company.scope.crm.create('deal', values, {});
		const step = record('getMany', {
			returnAll: false,
			limit: 2,
			conditions: { condition: [{ field: 'amount', operator: 'atLeast', value: '={{ $json.from }}' }] },
			additionalFields: { orderBy: 'amount', descending: true },
		});
		const { output } = await runWorkflow(oneStep(step), { items: [{ from: 1 }, { from: 3 }] });
		expect(output('CRM').map(({ json, pairedItem }) => [json.amount, pairedItem])).toEqual([
			[3, { item: 0 }],
			[2, { item: 0 }],
			[3, { item: 1 }],
		]);
	});
});

describe('record: update, upsert', () => {
	test('a blank field stays, an expression that gives nothing empties', async () => {
		await company.scope.crm.update('deal', [{ id: company.deal, values: { amount: 5, description: 'old', source: 'phone' } }], {});
		const step = record('update', {
			...theDeal(),
			fields: filledIn({ title: 'New title', amount: null, description: '={{ $json.nothing }}' }),
		});
		const { json } = await runWorkflow(oneStep(step));
		expect(json('CRM')[0]).toMatchObject({ title: 'New title', amount: 5, description: null, source: 'phone' });
	});

	test('"only if version is" refuses a change when somebody was faster', async () => {
		const step = record('update', { ...theDeal(), fields: filledIn({ title: 'X' }), additionalFields: { ifVersion: '99' } });
		const { error } = await runWorkflow(oneStep(step));
		expect(error?.itemIndex).toBe(0);
		expect((await company.scope.crm.get({ type: 'deal', id: company.deal }))?.values.title).toBe('Acme, 100 chairs');
	});

	test('upsert creates what is new and updates what is known by the chosen field', async () => {
		const fields = filledIn({ externalId: '={{ $json.nr }}', title: '={{ $json.title }}' }, { matchingColumns: ['externalId'] });
		const step = oneStep(record('upsert', { fields }));
		await runWorkflow(step, { items: [{ nr: 'A1', title: 'first' }] });
		const { json } = await runWorkflow(step, {
			items: [
				{ nr: 'A1', title: 'changed' },
				{ nr: 'A2', title: 'second' },
			],
		});
		expect(json('CRM')).toEqual([expect.objectContaining({ title: 'changed' }), expect.objectContaining({ title: 'second' })]);
		expect(await company.counts()).toMatchObject({ deals: 3 });
	});
});

describe('record: upsert of a file with mistakes', () => {
	const rows = [
		{ row: 2, externalId: 'A1', title: 'first', amount: '10' },
		{ row: 3, externalId: 'A2', title: 'second', amount: 'a lot' },
		{ row: 4, externalId: ' A1', title: 'again', amount: '30' },
		{ row: 5, externalId: '', title: 'no number', amount: '40' },
		{ row: 6, externalId: 'A3', title: '', amount: '50' },
		{ row: 7, externalId: 'A4', title: 'last', amount: '60' },
	];
	const step = (onError?: 'continueErrorOutput') =>
		oneStep(
			record('upsert', {
				fields: { mappingMode: 'autoMapInputData', value: null, matchingColumns: ['externalId'], schema: [] },
				additionalFields: { refuseRepeated: true },
			}),
			{ onError },
		);
	const titles = async () => {
		const found: string[] = [];
		for await (const { values } of company.scope.crm.find('deal')) if (values.externalId) found.push(String(values.title));
		return found.sort();
	};

	test('with an error output the good rows are written, each bad one says what was wrong and what to do', async () => {
		const { run } = await runWorkflow(step('continueErrorOutput'), { items: rows });
		const [good, bad] = run.data.resultData.runData['CRM']![0]!.data!.main!;
		expect(good!.map(({ json }) => json.title)).toEqual(['first', 'last']);
		expect(bad!.map(({ json }) => json)).toEqual([
			{ ...rows[1], error: expect.stringContaining('"a lot"'), details: expect.stringContaining('digits') },
			{
				...rows[2],
				error: '"A1" was given before, by item 1: "External ID" tells which record is meant.',
				details: 'Take out one of the two items, or correct its value.',
			},
			{ ...rows[3], error: expect.stringContaining('External ID'), details: expect.any(String) },
			{ ...rows[4], error: expect.stringMatching(/title/i), details: expect.any(String) },
		]);
		expect(await titles()).toEqual(['first', 'last']);
	});

	test('a value is repeated where it means the same record', async () => {
		const { scope } = company;
		await scope.crm.create('contact', [{ values: { title: 'Anna Berg', email: 'anna@example.com' } }], {});
		const addresses = ['Anna@Example.com ', 'boris@example.com', 'anna@example.com', 'Boris B. <BORIS@example.com>'];
		const { run } = await runWorkflow(
			oneStep(
				record('upsert', {
					recordType: chosen('contact'),
					fields: { mappingMode: 'autoMapInputData', value: null, matchingColumns: ['email'], schema: [] },
					additionalFields: { refuseRepeated: true },
				}),
				{ onError: 'continueErrorOutput' },
			),
			{ items: addresses.map((email, index) => ({ email, title: `Row ${index + 1}` })) },
		);
		const [good, bad] = run.data.resultData.runData['CRM']![0]!.data!.main!;
		expect(good!.map(({ json }) => json.title)).toEqual(['Row 1', 'Row 2']);
		expect(bad!.map(({ json }) => [json.title, json.error])).toEqual([
			['Row 3', expect.stringContaining('was given before, by item 1: "Email" tells')],
			['Row 4', expect.stringContaining('was given before, by item 2: "Email" tells')],
		]);
	});

	test('without one nothing is written, and a bad row is named', async () => {
		const { error } = await runWorkflow(step(), { items: rows });
		expect(error).toMatchObject({ itemIndex: 2, message: expect.stringContaining('"A1" was given before') });
		expect(await titles()).toEqual([]);
	});
});

describe('record: delete, change stage', () => {
	test('delete says so and gives the last values', async () => {
		const { json } = await runWorkflow(oneStep(record('delete', theDeal())));
		expect(json('CRM')).toEqual([
			{ deleted: true, type: 'deal', id: company.deal, record: expect.objectContaining({ title: 'Acme, 100 chairs' }) },
		]);
		expect(await company.counts()).toMatchObject({ deals: 0 });
	});

	test('change stage by name, of the record of the trigger, on behalf of a user, one level deeper than the change', async () => {
		const step = onChange({
			resource: 'record',
			operation: 'changeStage',
			stage: chosen('Proposal'),
			additionalFields: { actor: company.users.clara },
		});
		const item = changeItem({ type: 'deal', id: company.deal }, { id: '1', depth: 2 });
		const { json } = await runWorkflow(step, { mode: 'trigger', items: [item] });
		expect(json('CRM')).toEqual([expect.objectContaining({ stage: 'Proposal', stageBefore: 'New', moved: true, reason: null })]);
		const [change] = await company.scope.feed.newest({ types: ['deal'] }, 1);
		expect(change).toMatchObject({ actor: company.users.clara, changed: ['stage'], origin: { depth: 3 } });
	});

	test('"only forward" leaves a record alone that is further', async () => {
		await company.scope.crm.update('deal', [{ id: company.deal, values: { stage: 'sales:negotiation' } }], {});
		const step = record('changeStage', { ...theDeal(), stage: chosen('sales:qualified'), additionalFields: { onlyForward: true } });
		expect((await runWorkflow(oneStep(step))).json('CRM')[0]).toMatchObject({
			moved: false,
			stage: 'Negotiation',
			reason: 'It is at stage "Negotiation", which comes after "Qualified", and "Only Forward" is on.',
		});
	});

	test('next and previous stage are told from where the record is; where they lead nowhere, the output says why', async () => {
		const move = async (stage: string) =>
			(await runWorkflow(oneStep(record('changeStage', { ...theDeal(), stage: chosen(stage) })))).json('CRM')[0];
		expect(await move('previousStage')).toMatchObject({ moved: false, reason: '"New" is the first stage of pipeline "Sales".' });
		expect(await move('nextStage')).toMatchObject({ moved: true, stage: 'Qualified', reason: null });
		expect(await move('Previous Stage')).toMatchObject({ moved: true, stage: 'New' });
		expect(await move('Lost')).toMatchObject({ moved: true });
		expect(await move('nextStage')).toMatchObject({
			moved: false,
			stage: 'Lost',
			reason: '"Lost" is a final stage of pipeline "Sales": nothing comes after it.',
		});
		expect(await move('sales:lost')).toMatchObject({ moved: false, reason: 'It is at stage "Lost" already.' });
	});

	test('a stage of another type is refused by its name, never by its id', async () => {
		const refused = async (step: object) => (await runWorkflow(oneStep(step))).error;
		const told = {
			message: 'The stage "Contacted" is one of Leads, and this is about a Deal.',
			description: 'Choose one of: New, Qualified, Proposal, Negotiation, Won, Lost.',
		};
		const stage = 'leads:contacted';
		expect(await refused(record('changeStage', { ...theDeal(), stage: chosen(stage) }))).toMatchObject(told);
		expect(await refused(record('update', { ...theDeal(), fields: filledIn({ stage }) }))).toMatchObject(told);
		expect(await refused(record('create', { recordType: chosen('deal'), fields: filledIn({ title: 'A', stage }) }))).toMatchObject(told);
		const condition = [{ field: 'stage', operator: 'isAnyOf', values: [stage] }];
		expect(await refused(record('getMany', { recordType: chosen('deal'), conditions: { condition } }))).toMatchObject(told);
		expect(await refused({ resource: 'task', operation: 'complete', ...theDeal(), stages: [stage] })).toMatchObject(told);
	});
});
