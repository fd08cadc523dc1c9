import type { CrmErrorCode } from '../../../src/model/CrmError';
import { TASK_PRIORITIES, TASK_STATUSES, type TaskDraft } from '../../../src/model/task';
import type { ContractSubject } from '../support/ContractSubject';
import { changesOf } from '../support/feed';
import { expectRefusal } from '../support/refusal';
import { versionAfter } from '../support/versions';
import { NOBODY, only, openFor, ORIGIN, refOf } from '../support/World';

/** Making and changing tasks. Looking for them: see taskFinding. */
export function describeTasks(subject: ContractSubject): void {
	describe('tasks', () => {
		const world = openFor(subject);

		async function fullDraft(): Promise<TaskDraft> {
			const [responsible, creator, participant, observer] = [
				await world.user(),
				await world.user(),
				await world.user(),
				await world.user(),
			];
			const project = await startedProject();
			return {
				title: 'Zażółć — call the customer',
				description: 'Ask for the *address*.\nThen "send" it; DROP TABLE task',
				status: 'inProgress',
				responsibleId: responsible.id,
				creatorId: creator.id,
				participantIds: [participant.id, creator.id],
				observerIds: [observer.id],
				priority: 'high',
				deadline: '2026-03-04T12:00:00.000Z',
				deadlineMovable: false,
				plannedStart: '2026-03-03T08:00:00.000Z',
				plannedEnd: '2026-03-03T09:30:00.000Z',
				tags: ['urgent', 'o’clock', 'a,b'],
				checklist: [
					{ text: 'Find the number', done: true },
					{ text: 'Call "them"', done: false },
				],
				trackTime: true,
				estimateMinutes: 90,
				resultNeedsApproval: true,
				parentId: (await world.task()).id,
				record: refOf(await world.visit()),
				projectId: project,
				projectStage: 'Preparing',
				origin: ORIGIN,
				completedAt: null,
			};
		}

		async function startedProject(): Promise<string> {
			const draft = { name: 'P', parameters: [], stages: [{ name: 'Preparing' }], tasks: [{ key: 'a', title: 'A', stage: 'Preparing' }] };
			const template = await world.ledger.templates.save(draft, world.clock.text);
			const project = {
				name: 'P 1',
				templateId: template.id,
				templateVersion: template.version,
				record: null,
				parameters: {},
				startedBy: null,
			};
			return only(await world.companions.projects.create([project], NOBODY)).id;
		}

		it('every part of a task is kept, also over a restart', async () => {
			const draft = await fullDraft();
			const createdAt = world.clock.advance();
			const task = only(await world.crm.tasks.create([draft], NOBODY));
			expect(task).toEqual({ ...draft, id: expect.any(String), createdAt, version: expect.any(String) });
			expect(await world.crm.tasks.get(task.id)).toEqual(task);
			await world.reopen();
			expect(await world.crm.tasks.get(task.id)).toEqual(task);
		});

		it('a task of which only title and responsible are given is open and empty otherwise', async () => {
			const responsibleId = (await world.user()).id;
			expect(await world.task({ title: 'Bare', responsibleId })).toMatchObject({
				title: 'Bare',
				description: '',
				status: 'open',
				responsibleId,
				participantIds: [],
				observerIds: [],
				priority: 'normal',
				deadline: null,
				plannedStart: null,
				plannedEnd: null,
				tags: [],
				checklist: [],
				estimateMinutes: null,
				resultNeedsApproval: false,
				parentId: null,
				record: null,
				projectId: null,
				projectStage: null,
				origin: null,
				completedAt: null,
			});
		});

		it('a task that automation makes remembers where it came from', async () => {
			const task = await world.task({}, { origin: ORIGIN });
			expect(task.origin).toEqual(ORIGIN);
			expect((await world.crm.tasks.get(task.id))?.origin).toEqual(ORIGIN);
		});

		it('a later change by another run does not change where a task came from', async () => {
			const task = await world.task({}, { origin: ORIGIN });
			await world.crm.tasks.update([{ id: task.id, status: 'inProgress' }], { origin: { ...ORIGIN, run: '2000', stage: 'visiting:paid' } });
			expect((await world.crm.tasks.get(task.id))?.origin).toEqual(ORIGIN);
		});

		it('an unknown id gives nothing', async () => {
			for (const unknown of ['987654321', '', 'abc', "' OR 1=1 --"]) expect(await world.crm.tasks.get(unknown)).toBeUndefined();
		});

		it.each(TASK_STATUSES)('a task can be %s', async (status) => {
			const task = await world.task({ status });
			expect(task.status).toBe(status);
			const other = await world.task();
			expect(only(await world.crm.tasks.update([{ id: other.id, status }], NOBODY)).status).toBe(status);
		});

		it.each(TASK_PRIORITIES)('a task can have %s priority', async (priority) => {
			expect((await world.task({ priority })).priority).toBe(priority);
		});

		it('created tasks come back in the order of the drafts', async () => {
			const responsibleId = (await world.user()).id;
			const titles = Array.from({ length: 200 }, (_, index) => `Ordered ${200 - index}`);
			const tasks = await world.crm.tasks.create(
				titles.map((title) => ({ title, responsibleId })),
				NOBODY,
			);
			expect(tasks.map((task) => task.title)).toEqual(titles);
			expect(new Set(tasks.map((task) => task.id)).size).toBe(200);
		});

		it('an update changes only what it names, and counts the version on by one', async () => {
			const task = only(await world.crm.tasks.create([await fullDraft()], NOBODY));
			const changes = {
				status: 'completed',
				completedAt: '2026-03-05T10:00:00.000Z',
				tags: [],
				deadline: null,
				participantIds: [],
			} as const;
			const updated = only(await world.crm.tasks.update([{ id: task.id, ...changes, tags: [], participantIds: [] }], NOBODY));
			expect(updated).toEqual({ ...task, ...changes, version: versionAfter(subject, task.version) });
			expect(await world.crm.tasks.get(task.id)).toEqual(updated);
		});

		it('an update of nothing makes no change', async () => {
			const task = only(await world.crm.tasks.create([await fullDraft()], NOBODY));
			const changes = await changesOf(world.feed, async () => {
				const { createdAt: _createdAt, version: _version, ...same } = task;
				expect(await world.crm.tasks.update([{ id: task.id }, same], NOBODY)).toEqual([task, task]);
			});
			expect(changes).toEqual([]);
		});

		it('an update holds only for the version it names', async () => {
			const task = await world.task();
			const newer = only(await world.crm.tasks.update([{ id: task.id, ifVersion: task.version, title: 'new' }], NOBODY));
			await expectRefusal(world.crm.tasks.update([{ id: task.id, ifVersion: task.version, title: 'late' }], NOBODY), 'conflict');
			expect(await world.crm.tasks.get(task.id)).toEqual(newer);
		});

		it('one unknown task undoes the whole update', async () => {
			const tasks = [await world.task(), await world.task()];
			const updates = [tasks[0]!.id, '987654321', tasks[1]!.id].map((id) => ({ id, title: 'changed' }));
			await expectRefusal(world.crm.tasks.update(updates, NOBODY), 'notFound', '987654321');
			for (const task of tasks) expect(await world.crm.tasks.get(task.id)).toEqual(task);
		});

		const missing = '987654321';
		const project: Wrong = ['project', { projectId: missing }, 'notFound', missing];
		it.each<Wrong>([
			...(subject.capabilities.sharesLedger ? [project] : []),
			['responsible person', { responsibleId: missing }, 'notFound', missing],
			['creator', { creatorId: missing }, 'notFound', missing],
			['participant', { participantIds: [missing] }, 'notFound', missing],
			['observer', { observerIds: [missing] }, 'notFound', missing],
			['record', { record: { type: 'visit', id: missing } }, 'notFound', missing],
			['record type', { record: { type: 'spaceship', id: '1' } }, 'notFound', 'spaceship'],
			['parent task', { parentId: missing }, 'notFound', missing],
			['status', { status: 'sleeping' }, 'invalidValue', 'sleeping'],
			['priority', { priority: 'utmost' }, 'invalidValue', 'utmost'],
			['deadline', { deadline: 'soon' }, 'invalidValue', 'soon'],
			['planned start', { plannedStart: 'soon' }, 'invalidValue', 'soon'],
			['planned end', { plannedEnd: '2026-02-30T10:00:00.000Z' }, 'invalidValue', '2026-02-30'],
			['title', { title: '' }, 'missingValue', 'title'],
		])('a wrong %s is refused, and then no task is made or changed', async (_, bad, code, naming) => {
			const task = await world.task();
			const draft = { title: 'Made', responsibleId: task.responsibleId };
			const changes = await changesOf(world.feed, async () => {
				await expectRefusal(world.crm.tasks.create([draft, { ...draft, ...(bad as Partial<TaskDraft>) }, draft], NOBODY), code, naming);
				await expectRefusal(
					world.crm.tasks.update([{ id: task.id, description: 'x', ...(bad as Partial<TaskDraft>) }], NOBODY),
					code,
					naming,
				);
			});
			expect(changes).toEqual([]);
		});

		it('a deadline is kept in UTC', async () => {
			expect((await world.task({ deadline: '2026-03-04T12:00:00+02:00' })).deadline).toBe('2026-03-04T10:00:00.000Z');
		});

		it('deleted tasks are gone, come back as they were last, and are in the feed by whom and from where', async () => {
			const tasks = [await world.task(), await world.task({ tags: ['x'] })];
			const actor = (await world.user()).id;
			const values = await Promise.all(tasks.map(async ({ id }) => (await world.crm.get({ type: 'task', id }))?.values));
			const changes = await changesOf(world.feed, async () => {
				expect(await world.crm.tasks.remove([tasks[1]!.id, tasks[0]!.id], { actor, origin: ORIGIN })).toEqual([tasks[1], tasks[0]]);
			});
			for (const { id } of tasks) expect(await world.crm.tasks.get(id)).toBeUndefined();
			if (!subject.capabilities.deletions) return;
			expect(changes).toHaveLength(2);
			for (const [index, { id }] of tasks.entries()) {
				const change = only(changes.filter(({ ref }) => ref.id === id));
				expect(change).toMatchObject({ kind: 'deleted', ref: { type: 'task', id }, changed: [] });
				expect([change.actor, change.origin]).toEqual(subject.polled ? [undefined, undefined] : [actor, ORIGIN]);
				if (subject.capabilities.valuesBefore) expect(change.before).toEqual(values[index]);
			}
		});

		it('one unknown task undoes the whole deletion', async () => {
			const task = await world.task();
			await expectRefusal(world.crm.tasks.remove([task.id, '987654321'], NOBODY), 'notFound', '987654321');
			expect(await world.crm.tasks.get(task.id)).toEqual(task);
		});

		it('the parts of a deleted task stay, as parts of nothing', async () => {
			const whole = await world.task();
			const part = await world.task({ parentId: whole.id });
			const changes = await changesOf(world.feed, async () => await world.crm.tasks.remove([whole.id], NOBODY));
			expect(await world.crm.tasks.get(part.id)).toEqual({ ...part, parentId: null, version: versionAfter(subject, part.version) });
			expect(changes.find(({ ref }) => ref.id === part.id)).toMatchObject({ kind: 'updated', changed: ['parent'] });
		});

		it('deleting a record leaves its tasks in place', async () => {
			const record = await world.visit();
			const task = await world.task({ record: refOf(record) });
			await world.crm.remove([record], NOBODY);
			expect(await world.crm.tasks.get(task.id)).toEqual(task);
		});
	});
}

type Wrong = [what: string, bad: object, code: CrmErrorCode, naming: string];
