import { foundCompany, type Company } from './support/company';
import { runWorkflow } from './support/engine';
import { changeItem, chosen, filledIn, onChange, oneStep } from './support/steps';

let company: Company;
beforeEach(async () => (company = await foundCompany()));
afterEach(async () => await company.close());

const theDeal = () => ({ recordSource: 'choose', recordType: chosen('deal'), recordId: chosen(company.deal) });
const makeTask = async (more: object = {}) => {
	const { anna } = company.users;
	const [task] = await company.scope.crm.tasks.create(
		[{ title: 'Call', responsibleId: anna, record: { type: 'deal', id: company.deal }, ...more }],
		{},
	);
	return task!;
};
const run = async (resource: string, operation: string, more: object) => await runWorkflow(oneStep({ resource, operation, ...more }));

describe('task: get and get many', () => {
	test('get gives everything; an unknown id is named', async () => {
		const { id } = await makeTask({ tags: ['x'] });
		expect((await run('task', 'get', { task: chosen(id) })).json('CRM')).toEqual([
			expect.objectContaining({
				id,
				title: 'Call',
				responsible: 'Anna Agent',
				tags: ['x'],
				record: expect.objectContaining({ title: 'Acme, 100 chairs' }),
			}),
		]);
		expect((await run('task', 'get', { task: chosen('999') })).error).toMatchObject({
			message: expect.stringContaining('999'),
			itemIndex: 0,
		});
	});

	test('get many filters, sorts, limits and simplifies', async () => {
		const { clara } = company.users;
		await makeTask({ title: 'Late call', deadline: '2026-01-05T10:00:00.000Z', tags: ['a', 'b'], origin: { workflow: 'w' } });
		await makeTask({ title: 'Later call', deadline: '2026-01-04T10:00:00.000Z', tags: ['a'], priority: 'high' });
		await makeTask({ title: 'Done call', deadline: '2026-01-03T10:00:00.000Z', status: 'completed' });
		await makeTask({ title: 'Elsewhere', record: null, responsibleId: clara });
		const titles = async (additionalFields: object, more: object = {}) =>
			(await run('task', 'getMany', { recordSource: 'none', returnAll: true, additionalFields, ...more }))
				.json('CRM')
				.map(({ title }) => title);
		expect(await titles({})).toEqual(['Elsewhere', 'Done call', 'Later call', 'Late call']);
		expect(await titles({}, { ...theDeal(), sortBy: 'deadline' })).toEqual(['Done call', 'Later call', 'Late call']);
		expect(await titles({}, { sortBy: 'priority', returnAll: false, limit: 1 })).toEqual(['Later call']);
		expect(await titles({ overdue: true }, { sortBy: 'oldest' })).toEqual(['Late call', 'Later call']);
		expect(await titles({ responsible: 'clara@example.com' })).toEqual(['Elsewhere']);
		expect(await titles({ tags: 'a, b' })).toEqual(['Late call']);
		expect(await titles({ madeBy: 'automation' })).toEqual(['Late call']);
		expect(await titles({ madeBy: 'people', statuses: ['completed', 'open'], titleContains: 'CALL' })).toEqual(['Done call', 'Later call']);
		expect(await titles({ deadlineFrom: '2026-01-04', deadlineUntil: '2026-01-04' })).toEqual(['Later call']);
		const [simple] = (await run('task', 'getMany', { recordSource: 'none', returnAll: true })).json('CRM');
		const [raw] = (await run('task', 'getMany', { recordSource: 'none', returnAll: true, simplify: false })).json('CRM');
		expect(simple).not.toHaveProperty('checklist');
		expect(raw).toHaveProperty('checklist');
	});
});

describe('task: update and delete', () => {
	test('update changes what is added to the form, in words people use', async () => {
		const { id } = await makeTask({ checklist: [{ text: 'Find the number', done: false }], tags: ['old'] });
		const { json, error } = await run('task', 'update', {
			task: chosen(id),
			deadline: 'absolute',
			deadlineAt: '2026-03-02T15:00:00',
			additionalFields: {
				status: 'inProgress',
				responsible: 'boris@example.com',
				participants: 'Anna Agent, Clara Head',
				tick: ['find the number'],
				addPoints: ['Call, then write'],
				empty: ['tags'],
				title: 'Call again',
				recordType: 'deal',
				recordId: company.deal,
			},
		});
		expect(error).toBeUndefined();
		expect(json('CRM')[0]).toMatchObject({ title: 'Call again', status: 'inProgress', responsible: 'Boris Lead' });
		expect(await company.scope.crm.tasks.get(id)).toMatchObject({
			title: 'Call again',
			status: 'inProgress',
			responsibleId: company.users.boris,
			participantIds: [company.users.anna, company.users.clara],
			deadline: '2026-03-02T14:00:00.000Z',
			checklist: [
				{ text: 'Find the number', done: true },
				{ text: 'Call, then write', done: false },
			],
			tags: [],
		});
	});

	test('the responsible person cannot move a fixed deadline; half a record is refused; nothing is written', async () => {
		const task = await makeTask({ deadline: '2026-03-02T10:00:00.000Z', deadlineMovable: false });
		const move = { task: chosen(task.id), deadline: 'relative', deadlineAmount: 2, deadlineUnit: 'days' };
		const refused = await run('task', 'update', { ...move, additionalFields: { actor: company.users.anna, title: 'New' } });
		expect(refused.error).toMatchObject({
			message: expect.stringMatching(/deadline.*"Call"/),
			description: expect.stringContaining('Act As'),
		});
		expect(
			(await run('task', 'update', { task: chosen(task.id), additionalFields: { recordId: '1', title: 'New' } })).error?.message,
		).toContain('Record Type');
		expect(await company.scope.crm.tasks.get(task.id)).toEqual(task);
		expect((await run('task', 'update', { ...move, additionalFields: { actor: company.users.boris } })).error).toBeUndefined();
	});

	test('delete gives what the task was', async () => {
		const { id } = await makeTask();
		expect((await run('task', 'delete', { task: chosen(id) })).json('CRM')).toEqual([
			expect.objectContaining({ deleted: true, id, task: expect.objectContaining({ title: 'Call' }) }),
		]);
		expect(await company.scope.crm.tasks.get(id)).toBeUndefined();
		expect((await run('task', 'delete', { task: chosen(id) })).error?.message).toContain(id);
	});
});

describe('project: get many and get progress', () => {
	const TEMPLATE = {
		name: 'Cards',
		parameters: [],
		stages: [{ name: 'All', responsible: { kind: 'recordResponsible' } }],
		tasks: [
			{ key: 'a', title: 'Design', stage: 'All' },
			{ key: 'b', title: 'Print', stage: 'All', after: ['a'] },
		],
	};

	test('who has what, what waits for what; lists by template, record and status', async () => {
		await run('projectTemplate', 'save', { defineAs: 'json', templateJson: JSON.stringify(TEMPLATE) });
		const started = (await run('project', 'start', { template: chosen('Cards'), ...theDeal(), parameters: filledIn({}) })).json('CRM')[0]!;
		const one = (await run('project', 'getProgress', { projects: 'project', project: chosen(String(started.id)) })).json('CRM');
		expect(one).toEqual([
			expect.objectContaining({ name: 'Cards: Acme, 100 chairs', template: 'Cards', total: 2, done: 0, percentDone: 0 }),
		]);
		expect(one[0]).toMatchObject({
			openTasks: [{ title: 'Design', responsible: 'Anna Agent', since: expect.any(String) }],
			waitingTasks: [{ title: 'Print', waitsFor: [{ title: 'Design' }] }],
		});
		expect((await run('project', 'getProgress', { projects: 'many', ...theDeal(), returnAll: true })).json('CRM')).toHaveLength(1);
		const many = async (more: object) =>
			(await run('project', 'getMany', { recordSource: 'none', returnAll: true, ...more })).json('CRM').map(({ name }) => name);
		expect(await many({})).toEqual(['Cards: Acme, 100 chairs']);
		expect(await many({ ...theDeal(), template: chosen('Cards'), additionalFields: { statuses: ['running'] } })).toHaveLength(1);
		expect(await many({ additionalFields: { statuses: ['finished'] } })).toEqual([]);
		expect((await run('project', 'getProgress', { projects: 'project', project: chosen('99') })).error?.message).toContain('99');
	});
});

describe('history: count', () => {
	test('how often the rules were broken, per employee', async () => {
		const record = { type: 'deal', id: company.deal };
		const { anna, boris } = company.users;
		await company.scope.crm.history.create(
			[boris, boris, anna].map((userId) => ({ text: 'Late', type: 'violation', record, userId })),
			{},
		);
		await company.scope.crm.history.create([{ text: 'Called', type: 'call', record, userId: anna }], {});
		const count = async (more: object) =>
			(await run('history', 'count', { recordSource: 'none', ...more }))
				.json('CRM')
				.map(({ user, type, count: number }) => [user, type, number]);
		expect(await count({ additionalFields: { types: ['violation'] } })).toEqual([
			['Boris Lead', 'violation', 2],
			['Anna Agent', 'violation', 1],
		]);
		expect(await count({ countPer: 'user', ...theDeal() })).toEqual([
			['Anna Agent', undefined, 2],
			['Boris Lead', undefined, 2],
		]);
		expect(await count({ additionalFields: { until: '2020-01-01' } })).toEqual([]);
	});
});

describe('notification: notify and mark read', () => {
	test('users and groups, each once, with fields of the record of the trigger; then the inbox is read', async () => {
		const { crm, companions } = company.scope;
		const { boris } = company.users;
		await crm.users.groups.save!(['Managers']);
		await crm.users.update!([{ id: boris, name: 'Boris Lead', groups: ['Managers'] }], {});
		await crm.users.create!([{ name: 'Gone', active: false, groups: ['Managers'] }], {});
		const step = onChange({
			resource: 'notification',
			operation: 'notify',
			users: [boris, company.users.clara],
			groups: ['Managers'],
			text: 'Look at {{record.title}}',
			additionalFields: { actor: company.users.anna },
		});
		const { json, error } = await runWorkflow(step, {
			mode: 'trigger',
			items: [changeItem({ type: 'deal', id: company.deal }, { id: '1' })],
		});
		expect(error).toBeUndefined();
		expect(json('CRM')[0]).toMatchObject({
			notified: [{ name: 'Boris Lead' }, { name: 'Clara Head' }],
			skipped: [{ name: 'Gone' }],
			reason: null,
		});
		const [notice] = await companions.notifications.find({ recipientId: boris });
		expect(notice).toMatchObject({
			text: 'Look at Acme, 100 chairs',
			senderId: company.users.anna,
			record: { type: 'deal', id: company.deal },
		});

		expect((await run('notification', 'markRead', { markWhat: 'one', notification: chosen(notice!.id) })).json('CRM')[0]).toMatchObject({
			id: notice!.id,
			marked: 1,
			readAt: expect.any(String),
		});
		expect(
			(
				await run('notification', 'markRead', { markWhat: 'all', recipient: { __rl: true, mode: 'name', value: 'clara@example.com' } })
			).json('CRM'),
		).toEqual([{ recipient: 'Clara Head', recipientId: company.users.clara, marked: 1, reason: null }]);
		expect(await companions.notifications.find({ unreadOnly: true })).toEqual([]);
	});

	test('without recipients nobody is told, and the error says so', async () => {
		const { error } = await run('notification', 'notify', { ...theDeal(), text: 'Hello' });
		expect(error).toMatchObject({ message: expect.stringContaining('recipients'), description: expect.stringContaining('groups') });
		expect(await company.counts()).toMatchObject({ notifications: 0, history: 0 });
	});
});

describe('comment', () => {
	test('add tells who is mentioned; get many lists by author', async () => {
		const step = {
			...theDeal(),
			text: '@Boris Lead, please look at {{record.title}}',
			additionalFields: { actor: company.users.anna, mention: [company.users.boris, company.users.clara] },
		};
		const { json, error } = await run('comment', 'add', step);
		expect(error).toBeUndefined();
		expect(json('CRM')[0]).toMatchObject({
			author: 'Anna Agent',
			text: '@Boris Lead, please look at Acme, 100 chairs',
			notified: [{ name: 'Boris Lead' }, { name: 'Clara Head' }],
		});
		expect(await company.counts()).toMatchObject({ notifications: 2 });
		await run('comment', 'add', { ...theDeal(), text: 'By nobody' });
		const texts = async (more: object) =>
			(await run('comment', 'getMany', { ...theDeal(), returnAll: true, ...more })).json('CRM').map(({ text }) => text);
		expect(await texts({})).toEqual(['By nobody', '@Boris Lead, please look at Acme, 100 chairs']);
		expect(await texts({ recordSource: 'none', additionalFields: { author: 'anna@example.com', from: '2020-01-01' } })).toHaveLength(1);
		expect(await texts({ additionalFields: { until: '2020-01-01' } })).toEqual([]);
	});

	test('a mention of nobody is refused and nothing is written, or left as text', async () => {
		const step = { ...theDeal(), text: 'Ask @Zoe Nobody and @Boris Lead' };
		expect((await run('comment', 'add', step)).error).toMatchObject({ message: expect.stringContaining('@Zoe Nobody'), itemIndex: 0 });
		expect(await company.scope.crm.comments!.find({})).toEqual([]);
		expect(await company.counts()).toMatchObject({ notifications: 0 });
		expect((await run('comment', 'add', { ...step, additionalFields: { leaveUnclear: true } })).json('CRM')[0]).toMatchObject({
			unclear: ['@Zoe Nobody'],
			notified: [{ name: 'Boris Lead' }],
		});
	});
});
