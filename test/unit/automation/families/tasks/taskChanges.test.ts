import {
	createTasks,
	deleteTasks,
	findTasks,
	getTask,
	simplifyTask,
	updateTasks,
} from '../../../../../src/automation/families/tasks/tasks';
import { startProjects } from '../../../../../src/automation/families/projects/projects';
import { saveTemplates } from '../../../../../src/automation/families/projects/templates';
import type { User } from '../../../../../src/model/user';
import { Office, refOf, refusal, RUN } from '../../office';
import type { UpdateTaskInput } from '../../../../../src/automation/families/tasks/inputs';

let office: Office;
let ann: User;
let bo: User;

beforeAll(async () => {
	office = await Office.open();
	[ann, bo] = (await office.hire({ name: 'Ann', email: 'ann@firm.example' }, { name: 'Bo' })) as [User, User];
	const template = {
		name: 'Cards',
		parameters: [],
		stages: [{ name: 'All', responsible: { kind: 'user', user: 'Ann' } }],
		tasks: [
			{ key: 'a', title: 'Design', stage: 'All' },
			{ key: 'b', title: 'Print', stage: 'All', after: ['a'] },
		],
	};
	await office.runOne(saveTemplates, { template });
});
afterAll(async () => await office.close());

const task = async (more = {}) => await office.runOne(createTasks, { title: 'Call', responsible: { kind: 'user', user: 'Ann' }, ...more });
const update = async (input: UpdateTaskInput, write = RUN) => await office.runOne(updateTasks, input, write);
const project = async () => await office.runOne(startProjects, { template: 'Cards', parameters: {} });

describe('updating tasks', () => {
	it('changes every part that is given', async () => {
		const parent = await task();
		const [deal] = await office.add('deal', { title: 'Big deal' });
		const { id } = await task({ checklist: ['Cut', 'Fold'] });
		const output = await update({
			task: id,
			title: 'Call twice',
			description: 'With care',
			status: 'in progress',
			responsible: 'Bo',
			creator: 'ann@firm.example',
			participants: ['Ann', 'Bo', 'ann'],
			observers: ['Bo'],
			deadline: { kind: 'absolute', at: '2026-03-05T12:00:00' },
			deadlineMovable: false,
			priority: 'high',
			tags: ['quick'],
			checklist: { add: ['Pack'], tick: ['cut'] },
			trackTime: true,
			estimateMinutes: 0,
			resultNeedsApproval: true,
			parent: parent.id,
			record: refOf(deal!),
			plannedStart: '2026-03-03',
			plannedEnd: '2026-03-03',
		});
		expect(output).toMatchObject({
			title: 'Call twice',
			description: 'With care',
			status: 'inProgress',
			responsible: 'Bo',
			creator: 'Ann',
			participants: [{ name: 'Ann' }, { name: 'Bo' }],
			observers: [{ name: 'Bo' }],
			deadline: '2026-03-05T11:00:00.000Z',
			deadlineMovable: false,
			priority: 'high',
			tags: ['quick'],
			checklist: [
				{ text: 'Cut', done: true },
				{ text: 'Fold', done: false },
				{ text: 'Pack', done: false },
			],
			trackTime: true,
			estimateMinutes: 0,
			resultNeedsApproval: true,
			parentId: parent.id,
			record: { type: 'deal', id: deal!.id, title: 'Big deal' },
			plannedStart: '2026-03-02T23:00:00.000Z',
			plannedEnd: expect.stringMatching(/^2026-03-03T22:59/),
			version: '2',
			released: [],
			projectFinished: false,
		});
	});

	it('leaves alone what is blank, and empties what is named', async () => {
		const { id } = await task({
			description: 'Long',
			tags: ['x'],
			participants: ['Bo'],
			plannedEnd: '2026-03-03',
			checklist: ['a'],
			deadline: { kind: 'absolute', at: '2026-03-05' },
		});
		expect(await update({ task: id, title: ' ', description: '', tags: [], participants: [], responsible: '' })).toMatchObject({
			version: '1',
			description: 'Long',
			tags: ['x'],
		});
		const emptied = await update({ task: id, empty: ['description', 'tags', 'participants', 'plannedEnd', 'checklist', 'deadline'] });
		expect(emptied).toMatchObject({
			version: '2',
			description: '',
			tags: [],
			participants: [],
			plannedEnd: null,
			checklist: [],
			deadline: null,
			title: 'Call',
		});
	});

	it('the responsible person cannot move a deadline that is fixed; others can', async () => {
		const { id } = await task({ deadline: { kind: 'absolute', at: '2026-03-05' }, deadlineMovable: false });
		const later: UpdateTaskInput = { task: id, deadline: { kind: 'absolute', at: '2026-03-09' } };
		for (const input of [later, { task: id, empty: ['deadline' as const] }]) {
			await expect(update({ ...input, title: 'New' }, { ...RUN, actor: ann.id })).rejects.toEqual(refusal('conflict', '"Call"'));
		}
		expect(await getTask(office.scope, id)).toMatchObject({ title: 'Call', version: '1' });
		expect(await update({ task: id, title: 'Mine' }, { ...RUN, actor: ann.id })).toMatchObject({ title: 'Mine' });
		expect(await update(later, { ...RUN, actor: bo.id })).toMatchObject({ deadline: expect.stringContaining('2026-03-09') });
	});

	it('completing one opens what waited for it in its project; cancelling the last one finishes the project', async () => {
		const [design, print] = (await project()).tasks!;
		const done = await update({ task: design!.id, status: 'completed' });
		expect(done).toMatchObject({
			status: 'completed',
			completedAt: '2026-03-02T09:00:00.000Z',
			released: [{ id: print!.id, status: 'open' }],
			projectFinished: false,
		});
		expect(await update({ task: print!.id, status: 'cancelled' })).toMatchObject({
			status: 'cancelled',
			released: [],
			projectFinished: true,
		});
	});

	it('completing one whose result needs approval lets it wait for its creator', async () => {
		const { id } = await task({ resultNeedsApproval: true, creator: 'Bo' });
		expect(await update({ task: id, status: 'completed' }, { ...RUN, actor: ann.id })).toMatchObject({
			status: 'awaitingApproval',
			completedAt: null,
		});
		expect(await update({ task: id, status: 'completed' }, { ...RUN, actor: bo.id })).toMatchObject({ status: 'completed' });
		expect(await update({ task: id, status: 'open' })).toMatchObject({ status: 'open', completedAt: null });
	});

	it('one that is changed twice in a call has both changes', async () => {
		const { id } = await task({ checklist: ['a', 'b'] });
		await office.run(updateTasks, [
			{ task: id, checklist: { tick: ['a'] } },
			{ task: id, checklist: { tick: ['b'] } },
		]);
		expect(await getTask(office.scope, id)).toMatchObject({ checklist: [{ done: true }, { done: true }] });
	});

	it.each<[string, Partial<UpdateTaskInput>, string, string[]]>([
		['an unknown task', { task: '999999' }, 'notFound', ['Task', '999999']],
		['an unknown person', { responsible: 'Nemo' }, 'notFound', ['"Nemo"']],
		['an unknown status', { status: 'sleeping' }, 'invalidValue', ['"sleeping"']],
		['an unknown priority', { priority: 'utmost' as 'high' }, 'invalidValue', ['"utmost"']],
		['an unknown point', { checklist: { tick: ['Sew'] } }, 'notFound', ['"Sew"', '"Call"']],
		['an unknown record', { record: { type: 'deal', id: '999999' } }, 'notFound', ['999999']],
		['an unknown parent', { parent: '999999' }, 'notFound', ['999999']],
		['an estimate that is none', { estimateMinutes: -1 }, 'invalidValue', ['-1']],
		['a plan that ends before it starts', { plannedStart: '2026-03-04', plannedEnd: '2026-03-03' }, 'invalidValue', ['Planned end']],
		['a version that is old', { ifVersion: '7' }, 'conflict', ['version 1', '7']],
	])('%s is refused, and nothing is changed', async (_, bad, code, words) => {
		const { id } = await task();
		await expect(office.run(updateTasks, [{ task: id, title: 'New', ...bad }])).rejects.toEqual(refusal(code, ...words));
		expect(await getTask(office.scope, id)).toMatchObject({ title: 'Call', version: '1' });
	});

	it('a task is no part of itself', async () => {
		const { id } = await task();
		await expect(update({ task: id, parent: id })).rejects.toEqual(refusal('invalidValue', 'itself'));
	});
});

describe('deleting tasks', () => {
	it('gives what it was, and opens what waited for it in its project', async () => {
		const [design, print] = (await project()).tasks!;
		expect(await office.runOne(deleteTasks, { task: design!.id })).toMatchObject({
			deleted: true,
			type: 'task',
			id: design!.id,
			task: { title: 'Design', responsible: 'Ann' },
		});
		await expect(getTask(office.scope, design!.id)).rejects.toEqual(refusal('notFound', design!.id));
		expect(await getTask(office.scope, print!.id)).toMatchObject({ status: 'open' });
	});

	it('an unknown one is refused', async () => {
		await expect(office.runOne(deleteTasks, { task: '999999' })).rejects.toEqual(refusal('notFound', '999999'));
	});
});

describe('finding tasks', () => {
	it('overdue ones are open and past their deadline', async () => {
		const [cy] = await office.hire({ name: 'Cy' });
		const of = async (title: string, day: string, status?: string) => {
			const { id } = await task({ title, responsible: { kind: 'user', user: 'Cy' }, deadline: { kind: 'absolute', at: day } });
			if (status !== undefined) await update({ task: id, status });
		};
		await of('late', '2026-02-27');
		await of('later', '2026-02-26', 'deferred');
		await of('done', '2026-02-26', 'completed');
		await of('due now', '2026-03-02T09:00:00Z');
		await of('coming', '2026-03-05');
		const titles = async (filter: Parameters<typeof findTasks>[1]) =>
			(await findTasks(office.scope, { responsible: cy!.id, ...filter })).map(({ title }) => title);
		expect(await titles({ overdue: true })).toEqual(['later', 'late']);
		expect(await titles({ overdue: true, deadlineUntil: '2026-02-26' })).toEqual(['later']);
		expect(await titles({ overdue: true, statuses: ['deferred', 'completed'] })).toEqual(['later']);
		expect(await titles({ deadlineFrom: '2026-03-02', deadlineUntil: '2026-03-05' })).toEqual(['coming', 'due now']);
		expect(await titles({ titleContains: ' LATE ' })).toEqual(['later', 'late']);
		expect(await titles({ orderBy: { field: 'deadline' }, limit: 2, statuses: ['Open'] })).toEqual(['late', 'due now']);
		await expect(findTasks(office.scope, { statuses: ['asleep'] })).rejects.toEqual(refusal('invalidValue', '"asleep"'));
		await expect(findTasks(office.scope, { deadlineFrom: 'soon' })).rejects.toEqual(refusal('invalidValue', 'Deadline from', 'soon'));
	});

	it('simplified it is what a list needs', async () => {
		const [output] = await findTasks(office.scope, { limit: 1 });
		const filled = {
			...output!,
			deadline: '2026-03-02T09:00:00.000Z',
			tags: ['a'],
			record: { type: 'deal', id: '1', title: 'Deal' },
			projectId: '3',
		};
		expect(Object.keys(simplifyTask(office.scope, filled))).toEqual([
			'id',
			'title',
			'status',
			'responsible',
			'responsibleId',
			'priority',
			'deadline',
			'tags',
			'record',
			'projectId',
		]);
		expect(simplifyTask({ ...office.scope, timeZone: 'Europe/Warsaw' }, filled).deadline).toBe('2026-03-02T10:00:00+01:00');
	});

	it('simplified it has nothing that is empty', async () => {
		const [output] = await findTasks(office.scope, { limit: 1 });
		const bare = { ...output!, deadline: null, tags: [], record: null, projectId: null };
		expect(Object.keys(simplifyTask(office.scope, bare))).toEqual(['id', 'title', 'status', 'responsible', 'responsibleId', 'priority']);
	});
});
