import { foundCompany, type Company } from './support/company';
import { runWorkflow } from './support/engine';
import { changeItem, chosen, onChange, oneStep } from './support/steps';

let company: Company;
beforeEach(async () => (company = await foundCompany()));
afterEach(async () => await company.close());

const create = (more: object = {}) => ({
	resource: 'task',
	operation: 'create',
	title: 'Call the customer',
	recordSource: 'choose',
	recordType: chosen('deal'),
	recordId: chosen(company.deal),
	...more,
});

describe('task: create', () => {
	test('everything a task can have', async () => {
		const { anna, boris, clara } = company.users;
		const parent = (await runWorkflow(oneStep(create({ title: 'Parent' })))).json('CRM')[0]!;
		const step = create({
			description: 'Ask about delivery',
			responsible: 'user',
			responsibleUser: { __rl: true, mode: 'name', value: 'clara@example.com' },
			deadline: 'absolute',
			deadlineAt: '2026-03-02T15:00:00',
			additionalFields: {
				creator: boris,
				participants: [anna],
				observers: 'anna@example.com, Boris Lead',
				deadlineMovable: false,
				priority: 'high',
				tags: 'urgent, call',
				checklist: ['Find the number', 'Call'],
				trackTime: true,
				estimateMinutes: 30,
				resultNeedsApproval: true,
				parent: parent.id,
				plannedStart: '2026-03-02T09:00:00',
				plannedEnd: '2026-03-02T10:00:00',
			},
		});
		const { json, error } = await runWorkflow(oneStep(step));
		expect(error).toBeUndefined();
		const task = await company.scope.crm.tasks.get(String(json('CRM')[0]!.id));
		expect(task).toMatchObject({
			title: 'Call the customer',
			description: 'Ask about delivery',
			status: 'open',
			responsibleId: clara,
			creatorId: boris,
			participantIds: [anna],
			observerIds: [anna, boris],
			// 15:00 in Warsaw, the zone of the workflow.
			deadline: '2026-03-02T14:00:00.000Z',
			deadlineMovable: false,
			priority: 'high',
			tags: ['urgent', 'call'],
			checklist: [
				{ text: 'Find the number', done: false },
				{ text: 'Call', done: false },
			],
			trackTime: true,
			estimateMinutes: 30,
			resultNeedsApproval: true,
			parentId: parent.id,
			plannedStart: '2026-03-02T08:00:00.000Z',
			plannedEnd: '2026-03-02T09:00:00.000Z',
			record: { type: 'deal', id: company.deal },
			origin: { workflow: 'workflow-1', node: 'crm-node', pipeline: 'sales', stage: 'sales:new' },
		});
	});

	test('by default for the record of the trigger and its responsible person; a deadline counted from a moment', async () => {
		const step = onChange({
			resource: 'task',
			operation: 'create',
			title: '={{ "Prepare " + $json.record.title }}',
			deadline: 'relative',
			deadlineAmount: 2,
			deadlineUnit: 'hours',
			deadlineWorkingTime: false,
			additionalFields: { deadlineFrom: '2026-03-02T10:00:00Z' },
		});
		const item = changeItem({ type: 'deal', id: company.deal }, { id: '1' });
		(item.record as { title: string }).title = 'Acme';
		const { json } = await runWorkflow(step, { mode: 'trigger', items: [item] });
		expect(await company.scope.crm.tasks.get(String(json('CRM')[0]!.id))).toMatchObject({
			title: 'Prepare Acme',
			responsibleId: company.users.anna,
			record: { type: 'deal', id: company.deal },
			deadline: '2026-03-02T12:00:00.000Z',
		});
	});

	test('for the supervisor, or for a person without any record', async () => {
		const supervisor = await runWorkflow(oneStep(create({ responsible: 'supervisor' })));
		const alone = await runWorkflow(
			oneStep(create({ recordSource: 'none', responsible: 'user', responsibleUser: chosen(company.users.clara) })),
		);
		const tasks = await Promise.all(
			[supervisor, alone].map(async ({ json }) => await company.scope.crm.tasks.get(String(json('CRM')[0]!.id))),
		);
		expect(tasks).toEqual([
			expect.objectContaining({ responsibleId: company.users.boris }),
			expect.objectContaining({ responsibleId: company.users.clara, record: null }),
		]);
	});
});

describe('task: create, for whoever of a group or role it falls to', () => {
	beforeEach(async () => {
		const { crm } = company.scope;
		await crm.users.groups.save!(['Sales', 'Support']);
		await crm.users.roles.save!(['designer']);
		await crm.users.create!(
			[
				{ name: 'Dan', groups: ['Sales'] },
				{ name: 'Eva', groups: ['Sales'], role: 'designer' },
				{ name: 'Finn', groups: ['Support'], absentFrom: '2000-01-01' },
			],
			{},
		);
	});
	const responsibles = async (more: object, items: object[] = [{}, {}, {}]) => {
		const { json, error } = await runWorkflow(oneStep(create(more)), { items: items as never });
		if (error !== undefined) throw error;
		return json('CRM').map(({ responsible }) => responsible);
	};

	test('a group in turn; the next run goes on, and records of deals have a turn of their own', async () => {
		const inTurn = { responsible: 'roundRobin', responsibleGroup: 'Sales' };
		expect(await responsibles(inTurn)).toEqual(['Dan', 'Eva', 'Dan']);
		expect(await responsibles(inTurn)).toEqual(['Eva', 'Dan', 'Eva']);
		const assign = {
			resource: 'record',
			operation: 'assign',
			recordSource: 'choose',
			recordType: chosen('deal'),
			recordId: chosen(company.deal),
			assignBy: 'roundRobin',
			assignGroup: 'Sales',
		};
		expect((await runWorkflow(oneStep(assign))).json('CRM')[0]!.assignedTo).toBe('Dan');
	});

	test('the least loaded of a group by open tasks, also of tasks without a record', async () => {
		const dan = (await company.scope.crm.users.find()).find(({ name }) => name === 'Dan')!;
		await company.scope.crm.tasks.create(
			[
				{ title: 'First', responsibleId: dan.id },
				{ title: 'Second', responsibleId: dan.id },
			],
			{},
		);
		expect(await responsibles({ recordSource: 'none', responsible: 'leastLoaded', responsibleGroup: 'Sales' }, [{}, {}, {}, {}])).toEqual([
			'Eva',
			'Eva',
			'Dan',
			'Eva',
		]);
	});

	test('a role', async () => {
		expect(await responsibles({ responsible: 'roleLeastLoaded', responsibleRole: 'designer' })).toEqual(['Eva', 'Eva', 'Eva']);
		expect(await responsibles({ responsible: 'roleRoundRobin', responsibleRole: 'Designer' })).toEqual(['Eva', 'Eva', 'Eva']);
	});

	test('rules on the record, and whoever takes over when none holds', async () => {
		await company.scope.crm.update('deal', [{ id: company.deal, values: { amount: 500 } }], {});
		const rule = (value: string, more: object) => ({
			name: 'Big',
			conditions: { condition: [{ field: 'amount', operator: 'atLeast', value }] },
			...more,
		});
		const byRules = (value: string, more: object) => ({
			responsible: 'rules',
			assignmentRules: { rule: [rule(value, { assignTo: 'roleLeastLoaded', role: 'designer' })] },
			...more,
		});
		expect(await responsibles(byRules('1', { fallback: 'roundRobin', fallbackGroup: 'Sales' }), [{}])).toEqual(['Eva']);
		expect(await responsibles(byRules('1000000', { fallback: 'user', fallbackUser: chosen('Dan') }), [{}])).toEqual(['Dan']);
		await expect(responsibles(byRules('1000000', {}), [{}])).rejects.toMatchObject({
			message: 'Responsible of task "Call the customer": None of the 1 rules holds.',
			description: expect.stringContaining('when no rule holds'),
		});
	});

	test('the same change again takes no turn', async () => {
		const step = onChange(create({ recordSource: 'trigger', responsible: 'roundRobin', responsibleGroup: 'Sales' }));
		const run = async (id: string) =>
			(await runWorkflow(step, { mode: 'trigger', items: [changeItem({ type: 'deal', id: company.deal }, { id })] })).json('CRM')[0]!
				.responsible;
		expect([await run('1'), await run('1'), await run('2')]).toEqual(['Dan', 'Dan', 'Eva']);
	});

	test.each([
		[
			'everybody is away',
			{ responsible: 'leastLoaded', responsibleGroup: 'Support' },
			'Responsible of task "Call the customer": Nobody in the group "Support" is available. Away: Finn.',
		],
		['no group', { responsible: 'roundRobin', responsibleGroup: '={{ $json.nothing }}' }, '"Group" is empty.'],
		['no role', { responsible: 'roleRoundRobin', responsibleRole: '={{ $json.nothing }}' }, '"Role" is empty.'],
		[
			'rules without a record',
			{ recordSource: 'none', responsible: 'rules', assignmentRules: { rule: [{ assignTo: 'user', user: '1' }] } },
			'Responsible of task "Call the customer": the task belongs to no record, so nobody follows from it.',
		],
	])('%s: a sentence, and no task', async (_, more, message) => {
		await expect(responsibles(more)).rejects.toMatchObject({ message, description: expect.stringMatching(/\w/) });
		expect(await company.scope.crm.tasks.find({})).toEqual([]);
	});
});

describe('task: complete', () => {
	test('one task', async () => {
		const made = (await runWorkflow(oneStep(create()))).json('CRM')[0]!;
		const { json } = await runWorkflow(
			oneStep({ resource: 'task', operation: 'complete', completeWhat: 'task', task: chosen(String(made.id)) }),
		);
		expect(json('CRM')).toEqual([expect.objectContaining({ completed: 1 })]);
		expect((await company.scope.crm.tasks.get(String(made.id)))?.status).toBe('completed');
	});

	test('the tasks automation made at a stage; those of people and of other stages stay open', async () => {
		const { crm } = company.scope;
		const [byHand] = await crm.tasks.create(
			[{ title: 'By hand', responsibleId: company.users.anna, record: { type: 'deal', id: company.deal } }],
			{},
		);
		const atNew = (await runWorkflow(oneStep(create()))).json('CRM')[0]!;
		await crm.update('deal', [{ id: company.deal, values: { stage: 'sales:proposal' } }], {});
		const atProposal = (await runWorkflow(oneStep(create()))).json('CRM')[0]!;
		const step = {
			resource: 'task',
			operation: 'complete',
			completeWhat: 'automation',
			recordSource: 'choose',
			recordType: chosen('deal'),
			recordId: chosen(company.deal),
			pipeline: chosen('sales'),
			stages: ['sales:new'],
		};
		const { json } = await runWorkflow(oneStep(step));
		expect(json('CRM')[0]).toMatchObject({ completed: 1 });
		const statuses = await Promise.all([byHand!.id, atNew.id, atProposal.id].map(async (id) => (await crm.tasks.get(String(id)))?.status));
		expect(statuses).toEqual(['open', 'completed', 'open']);
	});
});
