import { changeStages } from '../../../../../src/automation/families/records/records';
import { completeTasks, createTasks } from '../../../../../src/automation/families/tasks/tasks';
import type { CrmRecord } from '../../../../../src/model/record';
import type { User } from '../../../../../src/model/user';
import { Office, refOf, refusal, resultsOf, RUN } from '../../office';
import type { CreateTaskInput } from '../../../../../src/automation/families/tasks/inputs';

let office: Office;
let ann: User;
let bo: User;
let boss: User;

beforeAll(async () => {
	office = await Office.open();
	await office.furnish();
	[boss] = (await office.hire({ name: 'Boss' })) as [User];
	[ann, bo] = (await office.hire(
		{ name: 'Ann', email: 'ann@firm.example', supervisorId: boss.id },
		{ name: 'Bo' },
		{ name: 'Twin' },
		{ name: 'Twin' },
	)) as [User, User];
});
afterAll(async () => await office.close());

const deal = async (values = {}) => (await office.add('deal', { title: 'Deal', responsible: ann.id, ...values }))[0]!;
const create = async (input: CreateTaskInput, write = RUN) => await office.runOne(createTasks, input, write);

describe('creating tasks', () => {
	it('a title and a record are enough: the responsible person of the record has it', async () => {
		const record = await deal({ stage: 'sales:qualified' });
		expect(await create({ title: 'Call', record: refOf(record) })).toMatchObject({
			type: 'task',
			title: 'Call',
			description: '',
			status: 'open',
			responsible: 'Ann',
			responsibleId: ann.id,
			responsibleEmail: 'ann@firm.example',
			creator: null,
			priority: 'normal',
			deadline: null,
			deadlineMovable: true,
			record: { type: 'deal', id: record.id, title: 'Deal' },
			origin: { ...RUN.origin, pipeline: 'sales', stage: 'sales:qualified' },
			completedAt: null,
		});
	});

	it('takes everything a task can have', async () => {
		const parent = await create({ title: 'Whole', responsible: { kind: 'user', user: 'Bo' } });
		const output = await create({
			title: 'Part',
			description: 'With care',
			responsible: { kind: 'user', user: 'ann@firm.example' },
			creator: 'Boss',
			participants: ['Bo', 'Boss', 'bo'],
			observers: [ann.id],
			deadline: { kind: 'relative', amount: 1, unit: 'days', workingTime: true },
			deadlineMovable: false,
			priority: 'high',
			tags: ['quick', 'paper'],
			checklist: ['Cut', ' ', 'Fold'],
			trackTime: true,
			estimateMinutes: 90,
			resultNeedsApproval: true,
			parent: parent.id,
			plannedStart: '2026-03-03',
			plannedEnd: '2026-03-04T12:00',
		});
		expect(output).toMatchObject({
			description: 'With care',
			responsibleId: ann.id,
			creator: 'Boss',
			creatorId: boss.id,
			participants: [
				{ id: bo.id, name: 'Bo' },
				{ id: boss.id, name: 'Boss' },
			],
			observers: [{ id: ann.id, name: 'Ann' }],
			deadline: '2026-03-03T09:00:00.000Z',
			deadlineMovable: false,
			priority: 'high',
			tags: ['quick', 'paper'],
			checklist: [
				{ text: 'Cut', done: false },
				{ text: 'Fold', done: false },
			],
			trackTime: true,
			estimateMinutes: 90,
			resultNeedsApproval: true,
			parentId: parent.id,
			plannedStart: '2026-03-02T23:00:00.000Z',
			plannedEnd: '2026-03-04T11:00:00.000Z',
			record: null,
			origin: RUN.origin,
		});
	});

	it('can be for the supervisor of the responsible person, who has made it when the step says so', async () => {
		const record = await deal();
		expect(
			await create({ title: 'Look', record: refOf(record), responsible: { kind: 'supervisor' } }, { ...RUN, actor: bo.id }),
		).toMatchObject({ responsible: 'Boss', creator: 'Bo' });
	});

	it.each<[string, (record: CrmRecord) => CreateTaskInput, string, string[]]>([
		['no title', (record) => ({ title: '', record: refOf(record) }), 'missingValue', ['title']],
		['nobody to do it', () => ({ title: 'T' }), 'missingValue', ['Responsible', '"T"', 'no record']],
		[
			'an unknown user',
			() => ({ title: 'T', responsible: { kind: 'user', user: 'Nemo' } }),
			'notFound',
			['"Nemo"', 'Responsible of task "T"'],
		],
		[
			'a name of two users',
			() => ({ title: 'T', responsible: { kind: 'user', user: 'twin' } }),
			'invalidValue',
			['Responsible of task "T"', '2 users'],
		],
		[
			'an unknown participant',
			(record) => ({ title: 'T', record: refOf(record), participants: ['Nemo'] }),
			'notFound',
			['Participant of task "T"'],
		],
		['an unknown parent', (record) => ({ title: 'T', record: refOf(record), parent: '999999' }), 'notFound', ['999999', 'parent']],
		['an unknown record', () => ({ title: 'T', record: { type: 'deal', id: '999999' } }), 'notFound', ['999999']],
		[
			'an unknown priority',
			(record) => ({ title: 'T', record: refOf(record), priority: 'urgent' as 'high' }),
			'invalidValue',
			['Priority of task "T"', '"urgent"'],
		],
		[
			'a deadline that is none',
			(record) => ({ title: 'T', record: refOf(record), deadline: { kind: 'absolute', at: 'soon' } }),
			'invalidValue',
			['Deadline of task "T"', '"soon"'],
		],
		[
			'a plan that ends before it starts',
			(record) => ({ title: 'T', record: refOf(record), plannedStart: '2026-03-05', plannedEnd: '2026-03-04' }),
			'invalidValue',
			['Planned end of task "T"'],
		],
		[
			'an estimate below nothing',
			(record) => ({ title: 'T', record: refOf(record), estimateMinutes: -5 }),
			'invalidValue',
			['Estimate of task "T"', '-5'],
		],
	])('%s is refused, and nothing is written', async (_, input, code, words) => {
		const record = await deal();
		const before = await office.count();
		await expect(create(input(record))).rejects.toEqual(refusal(code, ...words));
		expect(await office.count()).toEqual(before);
	});

	it('a record without a responsible person, or without a supervisor above, is refused', async () => {
		const nobody = await deal({ responsible: null });
		await expect(create({ title: 'T', record: refOf(nobody) })).rejects.toEqual(refusal('missingValue', 'Deal', 'no responsible person'));
		const top = await deal({ responsible: boss.id });
		await expect(create({ title: 'T', record: refOf(top), responsible: { kind: 'supervisor' } })).rejects.toEqual(
			refusal('missingValue', 'Boss has no supervisor'),
		);
	});

	it('200 at once; the same step again makes none and gives the same', async () => {
		const deals = await office.add('deal', ...Array.from({ length: 200 }, (_, index) => ({ title: `D${index}`, responsible: ann.id })));
		const inputs = deals.map((record) => ({ title: 'Call', record: refOf(record) }));
		const first = await office.runStep(createTasks, inputs, 'tasks200');
		const counts = await office.count();
		const second = await office.runStep(createTasks, inputs, 'tasks200');
		expect(resultsOf(first).map(({ record }) => record)).toEqual(
			deals.map(({ id, values }) => ({ type: 'deal', id, title: values['title'] })),
		);
		expect(resultsOf(second)).toEqual(resultsOf(first));
		expect(await office.count()).toEqual(counts);
	});

	it('the same step for another record is refused, and makes nothing', async () => {
		const [one, other] = [await deal(), await deal()];
		await office.runStep(createTasks, [{ title: 'Call', record: refOf(one) }], 'taskOne');
		const counts = await office.count();
		expect(await office.runStep(createTasks, [{ title: 'Call', record: refOf(other) }], 'taskOne')).toEqual([
			{ ok: false, error: refusal('effectMismatch', 'task.create') },
		]);
		expect(await office.count()).toEqual(counts);
	});
});

describe('completing tasks', () => {
	it('one that is given, once', async () => {
		const { id } = await create({ title: 'T', record: refOf(await deal()) });
		const first = await office.runOne(completeTasks, { kind: 'task', task: id });
		expect(first).toMatchObject({
			completed: 1,
			awaitingApproval: 0,
			tasks: [{ id, status: 'completed', completedAt: '2026-03-02T09:00:00.000Z' }],
			released: [],
			finishedProjects: [],
		});
		expect(await office.runOne(completeTasks, { kind: 'task', task: id })).toMatchObject({ completed: 0, tasks: [] });
		await expect(office.runOne(completeTasks, { kind: 'task', task: '999999' })).rejects.toEqual(refusal('notFound', '999999'));
	});

	it('one whose result needs approval waits for it, until its creator completes it', async () => {
		const { id } = await create({ title: 'T', record: refOf(await deal()), resultNeedsApproval: true, creator: 'Boss' });
		const complete = async (actor?: string) => await office.runOne(completeTasks, { kind: 'task', task: id }, { ...RUN, actor });
		expect(await complete(ann.id)).toMatchObject({
			completed: 0,
			awaitingApproval: 1,
			tasks: [{ status: 'awaitingApproval', completedAt: null }],
		});
		expect(await complete()).toMatchObject({ completed: 0, awaitingApproval: 0, tasks: [] });
		expect(await complete(boss.id)).toMatchObject({ completed: 1, tasks: [{ status: 'completed' }] });
	});

	it('those that automation made at given stages of a record, and only those', async () => {
		const record = await deal({ stage: 'sales:qualified' });
		const other = await deal({ stage: 'sales:qualified' });
		const tasks = async (title: string, of = record) => (await create({ title, record: refOf(of) })).id;
		const qualified = [await tasks('Q1'), await tasks('Q2')];
		const elsewhere = await tasks('Elsewhere', other);
		await office.runOne(changeStages, { ...refOf(record), stage: 'Proposal' });
		const proposal = await tasks('P');
		const [byHand] = await office.scope.crm.tasks.create([{ title: 'By hand', responsibleId: ann.id, record: refOf(record) }], {});
		const complete = async (pipeline?: string, stages?: string[]) =>
			await office.runOne(completeTasks, { kind: 'automation', record: refOf(record), pipeline, stages });

		expect((await complete('Sales', ['Qualified', 'Won'])).tasks.map(({ id }) => id).sort()).toEqual([...qualified].sort());
		expect(await complete(undefined, ['sales:qualified'])).toMatchObject({ completed: 0, tasks: [] });
		expect(await complete('renewals')).toMatchObject({ completed: 0 });
		expect((await complete()).tasks.map(({ id }) => id)).toEqual([proposal]);
		for (const id of [elsewhere, byHand!.id]) expect((await office.scope.crm.tasks.get(id))?.status).toBe('open');
	});

	it('an unknown stage or pipeline is refused', async () => {
		const record = refOf(await deal());
		await expect(office.runOne(completeTasks, { kind: 'automation', record, stages: ['Lunch'] })).rejects.toEqual(
			refusal('notFound', '"Lunch"', '"Sales"'),
		);
		await expect(office.runOne(completeTasks, { kind: 'automation', record, pipeline: 'Sales', stages: ['Due'] })).rejects.toEqual(
			refusal('notFound', '"Due"', '"Renewals"', '"Sales"'),
		);
		await expect(office.runOne(completeTasks, { kind: 'automation', record, pipeline: 'Support' })).rejects.toEqual(
			refusal('notFound', '"Support"'),
		);
	});

	it('a stage is refused where records have none', async () => {
		const record = { type: 'user', id: ann.id };
		const none = refusal('invalidValue', '"User"', 'no stages');
		await expect(office.runOne(completeTasks, { kind: 'automation', record, stages: ['New'] })).rejects.toEqual(none);
		await expect(office.runOne(completeTasks, { kind: 'automation', record, pipeline: 'Sales' })).rejects.toEqual(none);
		expect(await office.runOne(completeTasks, { kind: 'automation', record })).toMatchObject({ completed: 0 });
	});

	it('two inputs that mean one task complete it once', async () => {
		const record = refOf(await deal());
		await create({ title: 'T', record });
		const results = await office.run(completeTasks, [
			{ kind: 'automation', record },
			{ kind: 'automation', record },
		]);
		expect(results.map(({ completed }) => completed)).toEqual([1, 0]);
	});
});
