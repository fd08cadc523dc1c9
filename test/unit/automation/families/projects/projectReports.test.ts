import { listProjects, projectProgress } from '../../../../../src/automation/families/projects/projectReports';
import { startProjects } from '../../../../../src/automation/families/projects/projects';
import { updateTasks } from '../../../../../src/automation/families/tasks/tasks';
import { saveTemplates } from '../../../../../src/automation/families/projects/templates';
import type { CrmRecord } from '../../../../../src/model/record';
import { Office, refOf, refusal } from '../../office';

let office: Office;
let deal: CrmRecord;

const TEMPLATE = {
	name: 'Cards',
	parameters: [],
	stages: [
		{ name: 'Design', responsible: { kind: 'user', user: 'Ann' } },
		{ name: 'Print', responsible: { kind: 'user', user: 'Bo' } },
	],
	tasks: [
		{ key: 'design', title: 'Design', stage: 'Design', deadline: { amount: 1, unit: 'days' } },
		{ key: 'pay', title: 'Pay', stage: 'Design' },
		{ key: 'print', title: 'Print', stage: 'Print', after: ['design', 'pay'], deadline: { amount: 2, unit: 'days', afterTask: 'design' } },
		{ key: 'ship', title: 'Ship', stage: 'Print', after: ['print'] },
	],
};

beforeAll(async () => {
	office = await Office.open();
	await office.hire({ name: 'Ann' }, { name: 'Bo' });
	await office.runOne(saveTemplates, { template: TEMPLATE });
	await office.runOne(saveTemplates, { template: { ...TEMPLATE, name: 'Flowers' } });
	[deal] = (await office.add('deal', { title: 'Big deal' })) as [CrmRecord];
});
afterAll(async () => await office.close());

const start = async (template = 'Cards', record?: CrmRecord) =>
	await office.runOne(startProjects, { template, parameters: {}, record: record && refOf(record) });
const at = (moment: string) => void (office.clock.at = new Date(moment));
const progress = async (project: string) => (await projectProgress(office.scope, { project }))[0]!;

describe('progress of a project', () => {
	it('who has what since when, what waits for what, what is late, and when it should end', async () => {
		at('2026-03-02T09:00:00Z');
		const { id, tasks } = await start('Cards', deal);
		const [design, pay, print] = tasks!;
		expect(await progress(id)).toMatchObject({
			name: 'Cards: Big deal',
			template: 'Cards',
			status: 'running',
			total: 4,
			done: 0,
			percentDone: 0,
			late: 0,
			stage: 'Design',
			// A day for the design, two more until it is printed.
			expectedEnd: '2026-03-05T09:00:00.000Z',
			openTasks: [
				{ id: design!.id, title: 'Design', responsible: 'Ann', since: '2026-03-02T09:00:00.000Z', late: false },
				{ id: pay!.id, title: 'Pay', responsible: 'Ann', since: '2026-03-02T09:00:00.000Z' },
			],
			waitingTasks: [
				{ title: 'Print', responsible: 'Bo', waitsFor: [{ title: 'Design', responsible: 'Ann', status: 'open' }, { title: 'Pay' }] },
				{ title: 'Ship', waitsFor: [{ title: 'Print', status: 'waiting' }] },
			],
		});

		at('2026-03-04T09:00:00Z');
		expect(await progress(id)).toMatchObject({
			late: 1,
			openTasks: [{ title: 'Design', late: true }, { late: false }],
			expectedEnd: '2026-03-06T09:00:00.000Z',
		});
		await office.runOne(updateTasks, { task: pay!.id, responsible: 'Bo' });
		await office.runOne(updateTasks, { task: design!.id, status: 'completed' });
		expect(await progress(id)).toMatchObject({
			done: 1,
			percentDone: 25,
			late: 0,
			openTasks: [{ title: 'Pay', responsible: 'Bo', since: '2026-03-04T09:00:00.000Z' }],
			waitingTasks: [{ title: 'Print', waitsFor: [{ title: 'Pay' }] }, { title: 'Ship' }],
		});

		at('2026-03-05T09:00:00Z');
		await office.runOne(updateTasks, { task: pay!.id, status: 'cancelled' });
		expect(await progress(id)).toMatchObject({
			total: 3,
			done: 1,
			percentDone: 33,
			stage: 'Print',
			openTasks: [{ id: print!.id, since: '2026-03-05T09:00:00.000Z' }],
		});
	});

	it('a change of something else does not change since when', async () => {
		at('2026-03-02T09:00:00Z');
		const { id, tasks } = await start();
		at('2026-03-03T09:00:00Z');
		await office.runOne(updateTasks, { task: tasks![0]!.id, status: 'inProgress', title: 'Draw' });
		expect((await progress(id)).openTasks[0]).toMatchObject({ title: 'Draw', status: 'inProgress', since: '2026-03-02T09:00:00.000Z' });
	});

	it('where the feed has forgotten, since the end of what it waited for', async () => {
		at('2026-03-02T09:00:00Z');
		const { id, tasks } = await start();
		at('2026-03-03T09:00:00Z');
		await office.run(
			updateTasks,
			tasks!.slice(0, 2).map((task) => ({ task: task.id, status: 'completed' })),
		);
		const { feed } = office.scope;
		const [newest] = await feed.newest({}, 1);
		await feed.retention!.forgetUpTo(newest!.id);
		expect((await progress(id)).openTasks).toEqual([expect.objectContaining({ title: 'Print', since: '2026-03-03T09:00:00.000Z' })]);
	});

	it('a finished one says when it ended', async () => {
		at('2026-03-02T09:00:00Z');
		const { id, tasks } = await start();
		at('2026-03-07T09:00:00Z');
		for (const { id: task } of tasks!) await office.runOne(updateTasks, { task, status: 'completed' });
		expect(await progress(id)).toMatchObject({
			status: 'finished',
			percentDone: 100,
			expectedEnd: '2026-03-07T09:00:00.000Z',
			openTasks: [],
			waitingTasks: [],
			stage: null,
		});
	});

	it('an unknown one is refused', async () => {
		await expect(progress('999999')).rejects.toEqual(refusal('notFound', 'Project', '999999'));
	});
});

describe('finding projects', () => {
	it('by record, template and status; progress by the same', async () => {
		const [other] = await office.add('deal', { title: 'Other' });
		const flowers = await start('Flowers', other);
		await start('Cards', other);
		const names = async (filter: object) => (await listProjects(office.scope, filter)).map(({ name }) => name);
		expect(await names({ record: refOf(other!) })).toEqual(['Cards: Other', 'Flowers: Other']);
		expect(await names({ template: 'flowers' })).toEqual(['Flowers: Other']);
		expect(await names({ statuses: ['Finished'], limit: 5 })).toEqual(['Cards']);
		expect(
			(await projectProgress(office.scope, { record: refOf(other!) })).map(({ name, total, template }) => [name, total, template]),
		).toEqual([
			['Cards: Other', 4, 'Cards'],
			['Flowers: Other', 4, 'Flowers'],
		]);
		expect(await projectProgress(office.scope, { template: flowers.template as string, statuses: ['cancelled'] })).toEqual([]);
		await expect(names({ statuses: ['asleep'] })).rejects.toEqual(refusal('invalidValue', '"asleep"'));
		await expect(names({ template: 'Nemo' })).rejects.toEqual(refusal('notFound', '"Nemo"'));
	});
});
