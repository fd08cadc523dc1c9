import { foundCompany, type Company } from './support/company';
import { runWorkflow } from './support/engine';
import { changeItem, chosen, onChange, oneStep } from './support/steps';

let company: Company;
beforeEach(async () => (company = await foundCompany()));
afterEach(async () => await company.close());

const create = (more: object = {}) => ({ resource: 'task', operation: 'create', title: 'Call the customer', recordSource: 'choose', recordType: chosen('deal'), recordId: chosen(company.deal), ...more });

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
			checklist: [{ text: 'Find the number', done: false }, { text: 'Call', done: false }],
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
		const alone = await runWorkflow(oneStep(create({ recordSource: 'none', responsible: 'user', responsibleUser: chosen(company.users.clara) })));
		const tasks = await Promise.all([supervisor, alone].map(async ({ json }) => await company.scope.crm.tasks.get(String(json('CRM')[0]!.id))));
		expect(tasks).toEqual([expect.objectContaining({ responsibleId: company.users.boris }), expect.objectContaining({ responsibleId: company.users.clara, record: null })]);
	});
});

describe('task: complete', () => {
	test('one task', async () => {
		const made = (await runWorkflow(oneStep(create()))).json('CRM')[0]!;
		const { json } = await runWorkflow(oneStep({ resource: 'task', operation: 'complete', completeWhat: 'task', task: chosen(String(made.id)) }));
		expect(json('CRM')).toEqual([expect.objectContaining({ completed: 1 })]);
		expect((await company.scope.crm.tasks.get(String(made.id)))?.status).toBe('completed');
	});

	test('the tasks automation made at a stage; those of people and of other stages stay open', async () => {
		const { crm } = company.scope;
		const [byHand] = await crm.tasks.create([{ title: 'By hand', responsibleId: company.users.anna, record: { type: 'deal', id: company.deal } }], {});
		const atNew = (await runWorkflow(oneStep(create()))).json('CRM')[0]!;
		await crm.update('deal', [{ id: company.deal, values: { stage: 'sales:proposal' } }], {});
		const atProposal = (await runWorkflow(oneStep(create()))).json('CRM')[0]!;
		const step = { resource: 'task', operation: 'complete', completeWhat: 'automation', recordSource: 'choose', recordType: chosen('deal'), recordId: chosen(company.deal), pipeline: chosen('sales'), stages: ['sales:new'] };
		const { json } = await runWorkflow(oneStep(step));
		expect(json('CRM')[0]).toMatchObject({ completed: 1 });
		const statuses = await Promise.all([byHand!.id, atNew.id, atProposal.id].map(async (id) => (await crm.tasks.get(String(id)))?.status));
		expect(statuses).toEqual(['open', 'completed', 'open']);
	});
});
