import { foundCompany, type Company } from './support/company';
import { runWorkflow } from './support/engine';
import { changeItem, chosen, onChange, oneStep } from './support/steps';

let company: Company;
beforeEach(async () => {
	company = await foundCompany();
	const { crm } = company.scope;
	await crm.users.groups.save!(['Sales', 'Support']);
	await crm.users.create!(
		[
			{ name: 'Dan', groups: ['Sales'] },
			{ name: 'Eva', groups: ['Sales'] },
			{ name: 'Finn', groups: ['Support'], absentFrom: '2000-01-01' },
		],
		{},
	);
});
afterEach(async () => await company.close());

const assign = (more: object) => ({ resource: 'record', operation: 'assign', recordType: chosen('deal'), ...more });
const ofItem = { recordSource: 'choose', recordId: { __rl: true, mode: 'id', value: '={{ $json.id }}' } };
const deals = async (count: number) =>
	(
		await company.scope.crm.create(
			'deal',
			Array.from({ length: count }, (_, index) => ({ values: { title: `Deal ${index}`, amount: index * 100 } })),
			{},
		)
	).map(({ id }) => ({ id }));

describe('record: assign', () => {
	test('many items of a run are spread over the group in turn', async () => {
		const { json, error, output } = await runWorkflow(oneStep(assign({ ...ofItem, assignBy: 'roundRobin', assignGroup: 'Sales' })), {
			items: await deals(5),
		});
		expect(error).toBeUndefined();
		expect(json('CRM').map(({ assignedTo }) => assignedTo)).toEqual(['Dan', 'Eva', 'Dan', 'Eva', 'Dan']);
		expect(json('CRM')[0]).toMatchObject({
			type: 'deal',
			title: 'Deal 0',
			responsible: 'Dan',
			assigned: true,
			responsibleBefore: null,
			rule: null,
			reason: 'It is the turn of Dan in the group "Sales".',
		});
		expect(output('CRM').map(({ pairedItem }) => pairedItem)).toEqual([0, 1, 2, 3, 4].map((item) => ({ item })));
	});

	test('the same change again takes no turn', async () => {
		const step = onChange(assign({ assignBy: 'roundRobin', assignGroup: 'Sales' }));
		const item = changeItem({ type: 'deal', id: company.deal }, { id: '1' });
		const run = async (change: object) =>
			(await runWorkflow(step, { mode: 'trigger', items: [change as never] })).json('CRM')[0]!.assignedTo;
		expect([await run(item), await run(item), await run(changeItem({ type: 'deal', id: company.deal }, { id: '2' }))]).toEqual([
			'Dan',
			'Dan',
			'Eva',
		]);
	});

	test('rules from a table, a fallback, and the load in open records', async () => {
		const step = assign({
			...ofItem,
			assignBy: 'rules',
			assignmentRules: {
				rule: [
					{
						name: 'Big',
						conditions: { condition: [{ field: 'amount', operator: 'atLeast', value: '300' }] },
						assignTo: 'user',
						user: company.users.clara,
					},
					{
						name: 'Middle',
						conditions: { condition: [{ field: 'amount', operator: 'atLeast', value: '={{ 100 }}' }] },
						assignTo: 'leastLoaded',
						group: 'Sales',
					},
				],
			},
			fallback: 'user',
			fallbackUser: chosen('anna@example.com'),
		});
		const { json } = await runWorkflow(oneStep(step), { items: await deals(4) });
		expect(json('CRM').map(({ assignedTo, rule }) => [assignedTo, rule])).toEqual([
			['Anna Agent', null],
			['Dan', 'Middle'],
			['Eva', 'Middle'],
			['Clara Head', 'Big'],
		]);
		expect(json('CRM')[3]!.reason).toBe('Rule "Big" holds: Amount is at least 300 (it is 300). Clara Head was chosen.');
	});

	test('nobody is available: a clear error and nothing written, or left as it is', async () => {
		const step = assign({ ...ofItem, assignBy: 'leastLoaded', assignGroup: 'Support' });
		const { error } = await runWorkflow(oneStep(step), { items: [{ id: company.deal }] });
		expect(error).toMatchObject({
			message: 'The deal "Acme, 100 chairs" cannot be given to anybody. Nobody in the group "Support" is available. Away: Finn.',
			description: expect.stringContaining('Leave as It Is'),
			itemIndex: 0,
		});
		const { json } = await runWorkflow(oneStep({ ...step, whenNobody: 'keep' }), { items: [{ id: company.deal }] });
		expect(json('CRM')[0]).toMatchObject({ assigned: false, responsible: 'Anna Agent', responsibleBefore: 'Anna Agent' });
	});

	test.each([
		['no group', { assignBy: 'roundRobin', assignGroup: '={{ $json.nothing }}' }, 'Group'],
		['no rules', { assignBy: 'rules' }, 'Rules'],
		['a rule without a person', { assignBy: 'rules', assignmentRules: { rule: [{ assignTo: 'user' }] } }, 'User'],
		[
			'a fallback without a group',
			{
				assignBy: 'rules',
				assignmentRules: { rule: [{ assignTo: 'user', user: '1' }] },
				fallback: 'roundRobin',
				fallbackGroup: '={{ $json.nothing }}',
			},
			'Fallback Group',
		],
	])('%s is refused by the name of the field', async (_, more, label) => {
		const { error } = await runWorkflow(oneStep(assign({ ...ofItem, ...more })), { items: [{ id: company.deal }] });
		expect(error?.message).toBe(`"${label}" is empty.`);
	});

	test('the record that started the workflow says its type, whatever the form was made for', async () => {
		const [lead] = await company.scope.crm.create('lead', [{ values: { title: 'Lead' } }], {});
		const { json, error } = await runWorkflow(onChange(assign({ assignBy: 'user', assignUser: chosen('Dan') })), {
			mode: 'trigger',
			items: [changeItem({ type: 'lead', id: lead!.id }, { id: '1' })],
		});
		expect(error).toBeUndefined();
		expect(json('CRM')).toEqual([expect.objectContaining({ type: 'lead', responsible: 'Dan' })]);
	});
});
