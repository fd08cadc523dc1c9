import type { TaskOrder, TaskQuery } from '../../../src/crm/Crm';
import type { TaskStatus } from '../../../src/model/task';
import { countTasks } from '../../../src/automation/engine/counts';
import type { ContractSubject } from '../support/ContractSubject';
import { NOBODY, only, openFor, ORIGIN, refOf } from '../support/World';

/** Looking for tasks: by record, person, status, and where they came from. */
export function describeTaskFinding(subject: ContractSubject): void {
	describe('finding tasks', () => {
		const world = openFor(subject);
		const titles = async (query: TaskQuery) => (await world.crm.tasks.find(query)).map((task) => task.title);

		it('gives the newest first, at most as many as wanted, and whole tasks', async () => {
			const responsibleId = (await world.user()).id;
			const tasks = [];
			for (const title of ['oldest', 'middle', 'newest']) {
				world.clock.advance();
				tasks.push(await world.task({ title, responsibleId, tags: [title] }));
			}
			expect(await world.crm.tasks.find({ responsibleId })).toEqual([...tasks].reverse());
			expect(await titles({ responsibleId, limit: 2 })).toEqual(['newest', 'middle']);
		});

		it('by record: the tasks of that record, and of no other with the same id', async () => {
			const visit = await world.visit();
			const clinic = await world.clinic();
			await world.task({ title: 'of the visit', record: refOf(visit) });
			await world.task({ title: 'of the clinic', record: refOf(clinic) });
			await world.task({ title: 'of nothing' });
			expect(await titles({ record: refOf(visit) })).toEqual(['of the visit']);
			expect(await titles({ record: refOf(clinic) })).toEqual(['of the clinic']);
			expect(await titles({ record: { type: 'permit', id: visit.id } })).toEqual([]);
		});

		it('by responsible person and status', async () => {
			const [ada, bo] = [(await world.user()).id, (await world.user()).id];
			await world.task({ title: 'Ada open', responsibleId: ada });
			await world.task({ title: 'Ada done', responsibleId: ada, status: 'completed' });
			await world.task({ title: 'Ada waits', responsibleId: ada, status: 'waiting' });
			await world.task({ title: 'Bo open', responsibleId: bo });
			expect((await titles({ responsibleId: ada })).sort()).toEqual(['Ada done', 'Ada open', 'Ada waits']);
			expect((await titles({ responsibleId: ada, statuses: ['open', 'waiting'] })).sort()).toEqual(['Ada open', 'Ada waits']);
			expect(await titles({ responsibleId: bo, statuses: ['completed'] })).toEqual([]);
			expect(await titles({ responsibleId: ada, statuses: [] })).toEqual([]);
		});

		it('counts the tasks of people by status, and leaves out who has none', async () => {
			const [ada, bo, cy] = [(await world.user()).id, (await world.user()).id, (await world.user()).id];
			for (const status of ['open', 'open', 'waiting', 'completed'] as const) await world.task({ responsibleId: ada, status });
			await world.task({ responsibleId: bo, status: 'cancelled' });
			const counts = async (ids: string[], ...statuses: TaskStatus[]) =>
				Object.fromEntries(await countTasks(world.crm.tasks, ids, statuses));
			expect(await counts([ada, bo, cy], 'open', 'waiting')).toEqual({ [ada]: 3 });
			expect(await counts([ada, bo, cy], 'open', 'cancelled')).toEqual({ [ada]: 2, [bo]: 1 });
			expect(await counts([bo], 'open', 'waiting')).toEqual({});
			expect(await counts([], 'open')).toEqual({});
			expect(await counts([ada])).toEqual({});
			expect(await counts(['nobody'], 'open')).toEqual({});
		});

		it('a task that was changed is found by what it is now', async () => {
			const responsibleId = (await world.user()).id;
			const task = await world.task({ title: 'now', responsibleId });
			const next = (await world.user()).id;
			await world.crm.tasks.update([{ id: task.id, status: 'cancelled', responsibleId: next }], NOBODY);
			expect(await titles({ responsibleId })).toEqual([]);
			expect(await titles({ responsibleId: next, statuses: ['cancelled'] })).toEqual(['now']);
		});

		it('by origin: only those that automation made in that pipeline, at those stages', async () => {
			const record = refOf(await world.visit());
			const at = async (pipeline: string, stage: string) =>
				await world.task({ title: stage, record }, { origin: { ...ORIGIN, pipeline, stage } });
			await at('visiting', 'visiting:planned');
			await at('visiting', 'visiting:going');
			await at('followUp', 'followUp:called');
			await world.task({ title: 'by hand', record });
			await world.task({ title: 'elsewhere', record }, { origin: { workflow: 'w' } });
			expect((await titles({ record, originPipeline: 'visiting' })).sort()).toEqual(['visiting:going', 'visiting:planned']);
			expect(await titles({ record, originPipeline: 'visiting', originStages: ['visiting:going'] })).toEqual(['visiting:going']);
			expect((await titles({ record, originStages: ['visiting:planned', 'followUp:called'] })).sort()).toEqual([
				'followUp:called',
				'visiting:planned',
			]);
			expect(await titles({ record, originPipeline: 'followUp', originStages: ['visiting:going'] })).toEqual([]);
			expect(await titles({ record, originStages: [] })).toEqual([]);
			expect(await titles({ record })).toHaveLength(5);
		});

		it('by deadline, both ends included; a task without one is not in between', async () => {
			const responsibleId = (await world.user()).id;
			for (const day of [1, 2, 3]) {
				world.clock.advance();
				await world.task({ title: String(day), responsibleId, deadline: `2026-03-0${day}T10:00:00.000Z` });
			}
			await world.task({ title: 'none', responsibleId });
			expect(await titles({ responsibleId, deadlineFrom: '2026-03-02T10:00:00.000Z' })).toEqual(['3', '2']);
			expect(await titles({ responsibleId, deadlineUntil: '2026-03-02T10:00:00.000Z' })).toEqual(['2', '1']);
			expect(await titles({ responsibleId, deadlineFrom: '2026-03-01T10:00:00.001Z', deadlineUntil: '2026-03-03T09:59:59.999Z' })).toEqual([
				'2',
			]);
		});

		it('by tags: only tasks that have all of them', async () => {
			const responsibleId = (await world.user()).id;
			await world.task({ title: 'both', responsibleId, tags: ['a,b', 'o’clock'] });
			world.clock.advance();
			await world.task({ title: 'one', responsibleId, tags: ['a,b'] });
			await world.task({ title: 'none', responsibleId });
			expect(await titles({ responsibleId, tags: ['a,b'] })).toEqual(['one', 'both']);
			expect(await titles({ responsibleId, tags: ['a,b', 'o’clock'] })).toEqual(['both']);
			expect(await titles({ responsibleId, tags: ['a'] })).toEqual([]);
			expect(await titles({ responsibleId, tags: [] })).toHaveLength(3);
		});

		it('made by automation, or not', async () => {
			const responsibleId = (await world.user()).id;
			await world.task({ title: 'made', responsibleId }, { origin: ORIGIN });
			await world.task({ title: 'by hand', responsibleId });
			expect(await titles({ responsibleId, byAutomation: true })).toEqual(['made']);
			expect(await titles({ responsibleId, byAutomation: false })).toEqual(['by hand']);
		});

		it('in the order of deadline, priority, title or age; who has none comes last', async () => {
			const responsibleId = (await world.user()).id;
			await world.task({ title: 'b', responsibleId, priority: 'low', deadline: '2026-03-03T10:00:00.000Z' });
			world.clock.advance();
			await world.task({ title: 'c', responsibleId, priority: 'high' });
			world.clock.advance();
			await world.task({ title: 'a', responsibleId, priority: 'normal', deadline: '2026-03-02T10:00:00.000Z' });
			const ordered = async (field: TaskOrder, descending = false) =>
				(await titles({ responsibleId, orderBy: { field, descending } })).join('');
			expect([await ordered('deadline'), await ordered('deadline', true)]).toEqual(['abc', 'bac']);
			expect([await ordered('priority'), await ordered('priority', true)]).toEqual(['bac', 'cab']);
			expect([await ordered('title'), await ordered('title', true)]).toEqual(['abc', 'cba']);
			expect([await ordered('createdAt'), await ordered('createdAt', true)]).toEqual(['bca', 'acb']);
			expect(await titles({ responsibleId, orderBy: { field: 'deadline' }, limit: 1 })).toEqual(['a']);
		});

		it.each([
			['ZAŻÓŁĆ gęślą', 'zażółć GĘŚLĄ'],
			['ПОЗВОНИТЬ клиенту', 'позвонить КЛИЕНТУ'],
			['100% of a_b', '0% OF A_'],
		])('searches titles whatever the case of their letters: %s', async (title, search) => {
			const task = await world.task({ title });
			await world.task({ title: '1000 of axb' });
			expect(await world.crm.tasks.find({ search })).toEqual([task]);
		});

		it('without a filter gives every task', async () => {
			world.clock.advance();
			const task = await world.task();
			expect(await world.crm.tasks.find({ limit: 1 })).toEqual([task]);
			expect((await world.crm.tasks.find({})).length).toBeGreaterThan(10);
		});

		it('by project', async () => {
			const stage = 'Only';
			const draft = { name: 'T', parameters: [], stages: [{ name: stage }], tasks: [{ key: 'a', title: 'A', stage }] };
			const { id: templateId, version: templateVersion } = await world.ledger.templates.save(draft, world.clock.text);
			const project = { name: 'P', templateId, templateVersion, record: null, parameters: {}, startedBy: null };
			const { id: projectId } = only(await world.companions.projects.create([project], NOBODY));
			const task = await world.task({ projectId, projectStage: stage });
			await world.task();
			expect(await world.crm.tasks.find({ projectId })).toEqual([task]);
			expect(await titles({ projectId: '987654321' })).toEqual([]);
			expect(await world.crm.tasks.find({ projectIds: ['987654321', projectId] })).toEqual([task]);
			expect(await titles({ projectIds: [] })).toEqual([]);
		});
	});
}
