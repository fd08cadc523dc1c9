import type { ILoadOptionsFunctions } from 'n8n-workflow';
import * as listSearch from '../../nodes/shared/listSearch';
import * as loadOptions from '../../nodes/shared/loadOptions';
import type { Values } from '../../src/model/record';
import { foundCompany, type Company } from './support/company';
import { runWorkflow } from './support/engine';
import { changeItem, chosen, crmNode, onChange, oneStep } from './support/steps';

let company: Company;
beforeEach(async () => (company = await foundCompany()));
afterEach(async () => await company.close());

const record = (operation: string, more: object) => ({ resource: 'record', operation, ...more });
const deal = () => ({ type: 'deal', id: company.deal });

async function contacts() {
	const drafts: Values[] = [
		{ title: 'Anna Berg', email: 'Anna@Example.com' },
		{ title: 'A. Berg', email: 'anna@example.com', phone: '+46 70 123 45 67', position: 'Buyer' },
		{ title: 'Somebody', email: 'somebody@example.com' },
	];
	return (
		await company.scope.crm.create(
			'contact',
			drafts.map((values) => ({ values })),
			{},
		)
	).map(({ id }) => id) as [string, string, string];
}

describe('record: restore', () => {
	test('a deleted record comes back under its id, with its history', async () => {
		await company.scope.crm.history.create([{ record: deal(), text: 'Called.' }], {});
		await company.scope.crm.remove([deal()], {});
		const step = record('restore', {
			recordSource: 'choose',
			recordType: chosen('deal'),
			recordId: chosen(company.deal),
			additionalFields: { actor: 'boris@example.com' },
		});
		const { json } = await runWorkflow(oneStep(step));
		expect(json('CRM')).toEqual([
			expect.objectContaining({ restored: true, id: company.deal, title: 'Acme, 100 chairs', responsible: 'Anna Agent' }),
		]);
		expect(await company.scope.crm.history.find({ record: deal() })).toHaveLength(1);
		expect((await company.scope.feed.newest({}, 1))[0]).toMatchObject({ kind: 'created', actor: company.users.boris });
		const { error } = await runWorkflow(oneStep(step));
		expect(error).toMatchObject({ message: `Deal "Acme, 100 chairs" (id ${company.deal}) is not deleted.`, itemIndex: 0 });
	});

	test('the list shows what was deleted, searched on the server', async () => {
		const node = crmNode({ recordType: chosen('deal') });
		const form = {
			getNode: () => node,
			getTimezone: () => 'Europe/Warsaw',
			getCurrentNodeParameter: (name: string) => node.parameters[name],
			getCurrentNodeParameters: () => node.parameters,
		} as unknown as ILoadOptionsFunctions;
		expect((await listSearch.searchDeletedRecords.call(form)).results).toEqual([]);
		const [other] = await company.scope.crm.create('deal', [{ values: { title: 'Globex' } }], {});
		await company.scope.crm.remove([deal(), { type: 'deal', id: other!.id }], {});
		expect((await listSearch.searchDeletedRecords.call(form)).results.map(({ name }) => name).sort()).toEqual([
			expect.stringMatching(/^Acme, 100 chairs · New · Anna Agent · deleted \d{4}-/),
			expect.stringMatching(/^Globex · New · deleted \d{4}-/),
		]);
		expect((await listSearch.searchDeletedRecords.call(form, 'aCMe')).results).toEqual([
			expect.objectContaining({
				name: expect.stringMatching(/^Acme, 100 chairs · New · Anna Agent · deleted \d{4}-/),
				value: company.deal,
			}),
		]);
		expect((await loadOptions.getNumberFields.call(form)).map(({ value }) => value)).toEqual(['amount']);
	});
});

describe('record: find duplicates, merge', () => {
	test('a group is found and merged into its master by the next step', async () => {
		const [poor, rich, other] = await contacts();
		await company.scope.crm.history.create([{ record: { type: 'contact', id: poor }, text: 'Called.' }], {});
		const find = crmNode(
			record('findDuplicates', { recordSource: 'none', recordType: chosen('contact'), matchFields: ['email'], returnAll: true }),
			{ id: 'find', name: 'Find' },
		);
		const merge = record('merge', {});
		const workflow = oneStep(merge);
		workflow.nodes.push(find);
		workflow.connections = {
			Start: { main: [[{ node: 'Find', type: 'main', index: 0 }]] },
			Find: { main: [[{ node: 'CRM', type: 'main', index: 0 }]] },
		};
		const { json, error } = await runWorkflow(workflow);
		expect(error).toBeUndefined();
		expect(json('Find')).toEqual([
			expect.objectContaining({
				size: 2,
				masterId: rich,
				masterTitle: 'A. Berg',
				duplicateIds: [poor],
				why: 'Same Email (anna@example.com).',
			}),
		]);
		expect(json('CRM')).toEqual([
			expect.objectContaining({
				id: rich,
				merged: [{ id: poor, title: 'Anna Berg' }],
				moved: { tasks: 0, history: 1, notifications: 0, projects: 0, activities: 0, comments: 0, documents: 0, links: 0 },
			}),
		]);
		expect((await company.scope.crm.history.find({ record: { type: 'contact', id: rich } })).map(({ text }) => text)).toEqual([
			`Merged with "Anna Berg" (id ${poor}).`,
			'Called.',
		]);
		expect(await company.scope.crm.get({ type: 'contact', id: poor })).toBeUndefined();
		expect(await company.scope.crm.get({ type: 'contact', id: other })).toBeDefined();
	});

	describe('merge', () => {
		const find = (more: object) => crmNode(record('findDuplicates', { matchFields: ['email'], ...more }), { id: 'find', name: 'Find' });
		const behindFind = (more: object, merge: object = {}) => {
			const workflow = onChange(record('merge', merge));
			workflow.nodes.push(find(more));
			const to = (node: string) => ({ main: [[{ node, type: 'main' as const, index: 0 }]] });
			workflow.connections = { 'CRM Trigger': to('Find'), Find: to('CRM') };
			return workflow;
		};
		const created = (id: string) => ({ mode: 'trigger' as const, items: [changeItem({ type: 'contact', id }, { id: '1' })] });

		test('behind Find Duplicates of the contact that started the workflow keeps the one to keep', async () => {
			const [poor, rich] = await contacts();
			const { json, error } = await runWorkflow(behindFind({}), created(poor));
			expect(error).toBeUndefined();
			expect(json('Find')).toEqual([expect.objectContaining({ type: 'contact', masterId: rich, isDuplicate: true })]);
			expect(json('CRM')).toEqual([expect.objectContaining({ id: rich, merged: [{ id: poor, title: 'Anna Berg' }], reason: null })]);
		});

		test('into the record that started the workflow, where that is chosen', async () => {
			const [poor, rich] = await contacts();
			const { json } = await runWorkflow(behindFind({}, { recordSource: 'trigger' }), created(poor));
			expect(json('CRM')).toEqual([expect.objectContaining({ id: poor, merged: [{ id: rich, title: 'A. Berg' }] })]);
		});

		test('does nothing where no duplicates were found, and says so', async () => {
			const [, , other] = await contacts();
			const { json, error } = await runWorkflow(behindFind({}), created(other));
			expect(error).toBeUndefined();
			expect(json('CRM')).toEqual([
				expect.objectContaining({ id: other, merged: [], changedFields: [], reason: 'There is no duplicate to merge into it.' }),
			]);
		});

		test('without Find Duplicates in front says what is missing', async () => {
			const [poor] = await contacts();
			const { error } = await runWorkflow(onChange(record('merge', {})), created(poor));
			expect(error).toMatchObject({
				message: 'The item has no group of duplicates.',
				description: 'Put the step "Find Duplicates" before this one, or set "Duplicates" to "Chosen Records" or "List of IDs".',
			});
		});
	});

	test('of one record: an item in any case, so that an If can follow', async () => {
		const [poor, , other] = await contacts();
		const step = record('findDuplicates', {
			recordSource: 'choose',
			recordType: chosen('contact'),
			recordId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
		});
		const { json } = await runWorkflow(oneStep(step), { items: [{ id: poor }, { id: other }] });
		expect(json('CRM').map(({ isDuplicate, size }) => [isDuplicate, size])).toEqual([
			[true, 2],
			[false, 1],
		]);
	});

	test('chosen records, fields with a choice of their own', async () => {
		const [poor, rich, other] = await contacts();
		const step = record('merge', {
			recordSource: 'choose',
			recordType: chosen('contact'),
			recordId: chosen(poor),
			duplicateSource: 'choose',
			duplicates: { duplicate: [{ recordId: chosen(rich) }, { recordId: chosen(other) }] },
			usualChoice: 'fillEmpty',
			fieldChoices: {
				choice: [
					{ field: 'phone', choice: 'master' },
					{ field: 'title', choice: 'value', value: '={{ "Anna " + "B." }}' },
				],
			},
		});
		const { json } = await runWorkflow(oneStep(step));
		expect(json('CRM')[0]).toMatchObject({ title: 'Anna B.', phone: null, position: 'Buyer', email: 'Anna@Example.com' });
		expect(json('CRM')[0]!.merged).toHaveLength(2);
	});

	test('bad input is refused, and nothing is merged', async () => {
		const [poor, rich] = await contacts();
		const step = (more: object) =>
			oneStep(
				record('merge', {
					recordSource: 'choose',
					recordType: chosen('contact'),
					recordId: chosen(rich),
					duplicateSource: 'ids',
					duplicateIds: poor,
					...more,
				}),
			);
		const message = async (more: object) => (await runWorkflow(step(more))).error?.message;
		expect(await message({ duplicateIds: '={{ $json.nothing }}' })).toBe('"Duplicate IDs" is empty.');
		expect(await message({ duplicateSource: 'choose' })).toBe('"Chosen Duplicates" is empty.');
		expect(await message({ duplicateIds: `${poor}, 999` })).toContain('"999"');
		expect(await message({ fieldChoices: { choice: [{ field: '', choice: 'newest' }] } })).toContain('Field Name or ID');
		expect(await company.scope.crm.get({ type: 'contact', id: poor })).toBeDefined();
	});
});

describe('record: score', () => {
	const rules = {
		rule: [
			{ name: 'Known source', points: 20, conditions: { condition: [{ field: 'source', operator: 'isNotEmpty' }] } },
			{ name: 'No phone', points: -5, conditions: { condition: [{ field: 'phone', operator: 'isEmpty' }] } },
		],
	};
	const score = (more: object = {}) =>
		record('score', {
			recordSource: 'choose',
			recordType: chosen('lead'),
			recordId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
			scoringRules: rules,
			scoreField: 'score',
			...more,
		});

	test('the total goes into the field; the output says which rule gave what', async () => {
		const leads = await company.scope.crm.create('lead', [{ values: { title: 'A', source: 'website' } }, { values: { title: 'B' } }], {});
		const step = score({
			grades: {
				grade: [
					{ name: 'Hot', from: 15 },
					{ name: 'Cold', from: 0 },
				],
			},
			additionalFields: { least: 0, most: 100 },
		});
		const { json } = await runWorkflow(oneStep(step), { items: leads.map(({ id }) => ({ id })) });
		expect(json('CRM')).toMatchObject([
			{
				title: 'A',
				score: 15,
				grade: 'Hot',
				rules: [
					{ rule: 'Known source', points: 20, holds: true, reason: 'Source is not empty (it is Website).' },
					{ rule: 'No phone', points: -5, holds: true },
				],
			},
			{ title: 'B', score: 0, grade: 'Cold', explanation: '0 points, limited from -5: No phone (-5).' },
		]);
		expect((await company.scope.crm.get(leads[0]!))?.values.score).toBe(15);
	});

	test.each([
		['no rules', { scoringRules: {} }, 'no rules'],
		['points that are no number', { scoringRules: { rule: [{ name: 'X', points: '={{ "many" }}' }] } }, '"many"'],
		['limits that exclude each other', { additionalFields: { least: 10, most: 5 } }, 'Lowest Total'],
		['a field that is no number', { scoreField: 'email' }, 'Email'],
		['a grade without a name', { grades: { grade: [{ name: '', from: 1 }] } }, 'Grade'],
	])('%s is refused', async (_, more, words) => {
		const [lead] = await company.scope.crm.create('lead', [{ values: { title: 'A' } }], {});
		const { error } = await runWorkflow(oneStep(score(more)), { items: [{ id: lead!.id }] });
		expect(error?.message).toContain(words);
		expect((await company.scope.crm.get(lead!))?.version).toBe('1');
	});
});
