import type { IDataObject, ILoadOptionsFunctions } from 'n8n-workflow';
import * as listSearch from '../../nodes/shared/listSearch';
import * as loadOptions from '../../nodes/shared/loadOptions';
import { foundCompany, type Company } from './support/company';
import { runWorkflow, type WorkflowJson } from './support/engine';
import { chosen, crmNode, oneStep } from './support/steps';

let company: Company;
beforeAll(async () => {
	company = await foundCompany();
	const { crm } = company.scope;
	const { anna, boris } = company.users;
	await crm.users.groups.save!(['Sales']);
	await crm.users.update!([{ id: boris, name: 'Boris Lead', groups: ['Sales'] }], {});
	const [acme] = await crm.create('company', [{ values: { title: 'Acme' } }, { values: { title: 'Beta' } }], {});
	await crm.schema!.saveField('deal', { name: 'urgent', label: 'Urgent', kind: 'boolean', required: false });
	await crm.schema!.saveField('deal', {
		name: 'tags',
		label: 'Tags',
		kind: 'multiChoice',
		required: false,
		options: [
			{ value: 'hot', label: 'Hot one' },
			{ value: 'cold', label: 'Cold one' },
		],
	});
	const today = company.scope.clock.now();
	const day = (distance: number) => new Date(today.getTime() + distance * 86_400_000).toISOString().slice(0, 10);
	await crm.remove([{ type: 'deal', id: company.deal }], {});
	await crm.create(
		'deal',
		[
			{
				values: { title: 'Small', amount: 5, stage: 'sales:new', responsible: anna, company: acme!.id, closeDate: day(-30), tags: ['hot'] },
			},
			{
				values: {
					title: 'Middle Åre',
					amount: 50,
					stage: 'sales:won',
					responsible: boris,
					closeDate: day(-3),
					urgent: true,
					tags: ['hot', 'cold'],
				},
			},
			{ values: { title: 'Big', amount: 500, stage: 'sales:lost', closeDate: day(10), urgent: false } },
		],
		{},
	);
});
afterAll(async () => await company.close());

type Row = IDataObject;

const getMany = (parameters: object) =>
	oneStep({ resource: 'record', operation: 'getMany', recordType: chosen('deal'), returnAll: true, ...parameters });
const rows = (...condition: Row[]) => ({ condition });

async function titles(parameters: object): Promise<unknown[]> {
	const { json, error } = await runWorkflow(getMany(parameters));
	expect(error).toBeUndefined();
	return json('CRM')
		.map(({ title }) => title)
		.sort();
}

describe('a condition finds what it says', () => {
	test.each<[string, () => Row, string[]]>([
		['a text in the middle, upper and lower case alike', () => ({ field: 'title', operator: 'contains', value: 'åRE' }), ['Middle Åre']],
		['a text it does not contain', () => ({ field: 'title', operator: 'doesNotContain', value: 'i' }), ['Small']],
		['between two numbers', () => ({ field: 'amount', operator: 'between', value: '5', valueTo: '50' }), ['Middle Åre', 'Small']],
		['stages from the list', () => ({ field: 'stage', operator: 'isAnyOf', values: ['sales:won', 'sales:lost'] }), ['Big', 'Middle Åre']],
		['none of the stages', () => ({ field: 'stage', operator: 'isNoneOf', values: ['sales:won', 'sales:lost'] }), ['Small']],
		['a person', () => ({ field: 'responsible', operator: 'isAnyOf', values: [company.users.anna] }), ['Small']],
		['people of a group', () => ({ field: 'responsible', operator: 'inGroup', groups: ['Sales'] }), ['Middle Åre']],
		['yes', () => ({ field: 'urgent', operator: 'isYes' }), ['Middle Åre']],
		['no, also when nobody said', () => ({ field: 'urgent', operator: 'isNo' }), ['Big', 'Small']],
		['a linked record', () => ({ field: 'company', operator: 'isRecord', record: chosen('Acme') }), ['Small']],
		['not that record', () => ({ field: 'company', operator: 'isNotRecord', record: chosen('Acme') }), ['Big', 'Middle Åre']],
		['all of the choices', () => ({ field: 'tags', operator: 'hasAllOf', values: ['hot', 'Cold one'] }), ['Middle Åre']],
		['within the last days', () => ({ field: 'closeDate', operator: 'withinLast', amount: 7, unit: 'days' }), ['Middle Åre']],
		['within the next weeks', () => ({ field: 'closeDate', operator: 'withinNext', amount: 2, unit: 'weeks' }), ['Big']],
		['before a day', () => ({ field: 'closeDate', operator: 'before', date: '={{ $now.minus({ days: 5 }) }}' }), ['Small']],
		[
			'made within the last hour',
			() => ({ field: 'createdAt', operator: 'withinLast', amount: 1, unit: 'hours' }),
			['Big', 'Middle Åre', 'Small'],
		],
		['made on an earlier day', () => ({ field: 'createdAt', operator: 'onDay', date: '2020-01-01T00:00:00' }), []],
		['as it was stored before: a name with "is"', () => ({ field: 'stage', operator: 'is', value: 'Won' }), ['Middle Åre']],
		['as it was stored before: without an operator it is "is"', () => ({ field: 'amount', value: '5' }), ['Small']],
		[
			'as it was stored before: several, separated by commas',
			() => ({ field: 'stage', operator: 'isOneOf', value: 'New, Lost' }),
			['Big', 'Small'],
		],
		['as it was stored before: a date with "at least"', () => ({ field: 'closeDate', operator: 'atLeast', value: '2999-01-01' }), []],
	])('%s', async (_, row, expected) => {
		expect(await titles({ conditions: rows(row()) })).toEqual(expected);
	});

	test('all of these, any of these, or all of a further group', async () => {
		const small: Row = { field: 'amount', operator: 'lessThan', value: 10 };
		const won: Row = { field: 'stage', operator: 'isAnyOf', values: ['sales:won'] };
		const lost: Row = { field: 'stage', operator: 'isAnyOf', values: ['sales:lost'] };
		const big: Row = { field: 'amount', operator: 'atLeast', value: 100 };
		expect(await titles({ conditions: rows(small, won) })).toEqual([]);
		expect(await titles({ conditions: rows(small, won), conditionMatch: 'any' })).toEqual(['Middle Åre', 'Small']);
		expect(await titles({ conditions: rows(small, won), alternatives: { alternative: [{ conditions: rows(lost, big) }] } })).toEqual([
			'Big',
		]);
		expect(
			await titles({
				conditions: rows(won),
				alternatives: { alternative: [{ conditions: rows(lost, small) }, { conditions: rows(lost, big) }] },
			}),
		).toEqual(['Big', 'Middle Åre']);
		expect(await titles({ alternatives: { alternative: [{ conditions: rows(won) }] } })).toEqual(['Middle Åre']);
		expect(await titles({ alternatives: { alternative: [{}] } })).toHaveLength(3);
	});
});

describe('a wrong condition is refused, naming field and remedy', () => {
	const wrong: Array<[string, Row, string, string]> = [
		[
			'an operator of another kind',
			{ field: 'amount', operator: 'withinLast', amount: 3, unit: 'days' },
			'"Amount" is an amount of money',
			'is at least',
		],
		['a value that is no number', { field: 'amount', operator: 'atLeast', value: 'much' }, 'Amount', 'digits'],
		['a day counted in hours', { field: 'closeDate', operator: 'withinLast', amount: 3, unit: 'hours' }, 'Close date', 'days'],
		['nothing chosen from the list', { field: 'stage', operator: 'isAnyOf', values: [] }, 'Stage', 'Is Empty'],
		['one end of "between"', { field: 'amount', operator: 'between', value: '5', valueTo: '' }, 'Amount', 'both'],
		['no operator', { field: 'stage', operator: '', value: '' }, 'stage', 'Operator'],
		['no field', { field: '', operator: 'isEmpty' }, 'field', 'field'],
		['a group that does not exist', { field: 'responsible', operator: 'inGroup', groups: ['Nobody'] }, 'Nobody', 'Sales'],
		['a record that does not exist', { field: 'company', operator: 'isRecord', record: chosen('Gone') }, 'Gone', 'title'],
	];
	test.each(wrong)('%s, by Get Many', async (_, row, problem, remedy) => {
		const { error } = await runWorkflow(getMany({ conditions: rows(row) }));
		expect(error?.message).toContain(problem);
		expect(error?.description).toContain(remedy);
	});

	test.each(wrong)('%s, by the trigger, also in an alternative', async (_, row, problem) => {
		const valid: Row = { field: 'amount', operator: 'isEmpty' };
		for (const parameters of [
			{ conditions: rows(row) },
			{ conditions: rows(valid), alternatives: { alternative: [{ conditions: rows(row) }] } },
		]) {
			const { error } = await runWorkflow(triggerOnly(parameters));
			expect(error?.message).toContain(problem);
		}
	});
});

describe('a trigger starts on what its groups say', () => {
	test('with the newest real change that one of them fits', async () => {
		const { crm } = company.scope;
		for await (const { id, values } of crm.find('deal', {})) {
			await crm.update('deal', [{ id, values: { amount: Number(values.amount) + 1 } }], {});
		}
		const sample = async (parameters: object) =>
			(await runWorkflow(triggerOnly({ event: 'recordChanged', ...parameters }))).json('CRM Trigger')[0]?.record as IDataObject | undefined;
		const middle: Row = { field: 'responsible', operator: 'inGroup', groups: ['Sales'] };
		const big: Row = { field: 'closeDate', operator: 'withinNext', amount: 20, unit: 'days' };
		expect(await sample({ conditions: rows(middle) })).toMatchObject({ title: 'Middle Åre' });
		expect(await sample({ conditions: rows(big) })).toMatchObject({ title: 'Big' });
		expect(
			await sample({
				conditions: rows(middle, big),
				alternatives: { alternative: [{ conditions: rows({ field: 'title', operator: 'startsWith', value: 'sm' }) }] },
			}),
		).toMatchObject({ title: 'Small' });
	});
});

function triggerOnly(parameters: object): WorkflowJson {
	const node = {
		id: 'trigger',
		name: 'CRM Trigger',
		type: 'n8n-nodes-crmflow.crmTrigger',
		typeVersion: 1,
		position: [0, 0] as [number, number],
		parameters: { event: 'recordChanged', recordType: chosen('deal'), ...parameters } as never,
	};
	return { name: 'Test', nodes: [node], connections: {} };
}

describe('the lists of the form follow the field', () => {
	/** What n8n gives a method for a field in a row of a collection. */
	function form(row: Row, parameters: object = { recordType: chosen('deal') }): ILoadOptionsFunctions {
		const node = crmNode(parameters);
		const value = (name: string) => (name.startsWith('&') ? row[name.slice(1)] : node.parameters[name]);
		return {
			getNode: () => node,
			getTimezone: () => 'Europe/Warsaw',
			getCurrentNodeParameter: value,
			getCurrentNodeParameters: () => node.parameters,
		} as unknown as ILoadOptionsFunctions;
	}
	const operators = async (row: Row) => (await loadOptions.getConditionOperators.call(form(row))).map(({ name }) => name);
	const values = async (field: string) => (await loadOptions.getConditionValues.call(form({ field }))).map(({ name }) => name);

	test('operators', async () => {
		expect(await operators({ field: 'title' })).toEqual([
			'Is',
			'Is Not',
			'Contains',
			'Does Not Contain',
			'Starts With',
			'Is One Of (Separated by Commas)',
			'Is Empty',
			'Is Not Empty',
		]);
		expect(await operators({ field: 'amount' })).toContain('Is Between');
		expect(await operators({ field: 'closeDate' })).toContain('Is Within the Last');
		expect(await operators({ field: 'stage' })).toEqual(['Is Any Of', 'Is None Of', 'Is Empty', 'Is Not Empty']);
		expect(await operators({ field: 'responsible' })).toContain('Is in Group');
		expect(await operators({ field: 'company' })).toEqual(['Is', 'Is Not', 'Is Empty', 'Is Not Empty']);
		expect(await operators({ field: 'urgent' })).toEqual(['Is Yes', 'Is No', 'Is Empty', 'Is Not Empty']);
		expect(await operators({ field: 'tags' })).toEqual(['Has Any Of', 'Has All Of', 'Has None Of', 'Is Empty', 'Is Not Empty']);
	});

	test('an operator stored before stays on the list where it fits; one that does not fit does not', async () => {
		expect(await operators({ field: 'stage', operator: 'is' })).toContain('Is');
		expect(await operators({ field: 'amount', operator: 'withinLast' })).not.toContain('Is Within the Last');
	});

	test('every operator on offer is one the field takes', async () => {
		for (const field of [
			'title',
			'amount',
			'closeDate',
			'stage',
			'pipeline',
			'responsible',
			'company',
			'urgent',
			'tags',
			'currency',
			'createdAt',
		]) {
			for (const { value } of await loadOptions.getConditionOperators.call(form({ field }))) {
				const row = {
					field,
					operator: String(value),
					value: '5',
					valueTo: '6',
					values: await firstValue(field),
					record: chosen('Acme'),
					groups: ['Sales'],
					date: '2026-01-01',
					amount: 1,
					unit: 'days',
				};
				const { error } = await runWorkflow(getMany({ conditions: rows(row) }));
				expect({ field, value, error }).toEqual({ field, value, error: undefined });
			}
		}
	});
	const firstValue = async (field: string) =>
		(await loadOptions.getConditionValues.call(form({ field }))).slice(0, 1).map(({ value }) => value) as string[];

	test('values', async () => {
		expect(await values('stage')).toContain('Won');
		expect(await values('pipeline')).toEqual(['Sales']);
		expect(await values('responsible')).toContain('Anna Agent');
		expect(await values('tags')).toEqual(['Hot one', 'Cold one']);
		expect(await values('amount')).toEqual([]);
		const records = await listSearch.searchConditionRecords.call(form({ field: 'company' }), 'ACM');
		expect(records.results.map(({ name }) => name)).toEqual(['Acme']);
	});

	test('fields: a search also knows when records were made, a change does not', async () => {
		const fields = async (parameters: object) => (await loadOptions.getConditionFields.call(form({}, parameters))).map(({ name }) => name);
		expect(await fields({ recordType: chosen('deal') })).toEqual(expect.arrayContaining(['Title', 'Created At', 'Updated At']));
		expect(await fields({ event: 'recordChanged', recordType: chosen('deal') })).not.toContain('Created At');
		expect(await fields({ event: 'taskStatusChanged' })).toContain('Deadline');
	});
});

describe('simplify', () => {
	test('leaves what people look at; switched off, all is there', async () => {
		const conditions = rows({ field: 'title', operator: 'is', value: 'small' });
		const simple = (await runWorkflow(getMany({ conditions }))).json('CRM')[0]!;
		expect(Object.keys(simple)).toEqual(
			['id', 'type', 'title', 'stage', 'pipeline', 'responsible', 'amount', 'currency', 'closeDate', 'company', 'tags', 'updatedAt'].filter(
				(name) => name in simple,
			),
		);
		expect(simple).toMatchObject({
			type: 'deal',
			title: 'Small',
			stage: 'New',
			pipeline: 'Sales',
			responsible: 'Anna Agent',
			company: 'Acme',
		});
		const whole = (await runWorkflow(getMany({ conditions, simplify: false }))).json('CRM')[0]!;
		expect(whole).toMatchObject({ responsibleId: company.users.anna, stageId: 'sales:new', version: expect.any(String), contact: null });
		const got = await runWorkflow(
			oneStep({
				resource: 'record',
				operation: 'get',
				recordSource: 'choose',
				recordType: chosen('deal'),
				recordId: chosen(String(whole.id)),
			}),
		);
		expect(got.json('CRM')).toEqual([simple]);
	});
});
