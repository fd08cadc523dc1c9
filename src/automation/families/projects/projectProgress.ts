import { deadlineMoment } from '../../../model/deadline';
import type { PlannedTask } from '../../../model/projectPlan';
import type { Task } from '../../../model/task';
import { isOver } from '../../../model/taskRules';
import type { WorkingCalendar } from '../../../model/workingTime';
import type { WriteContext } from '../../../model/write';
import { asSystem } from '../../engine/permissions/asActor';
import { recallPlans } from './projectPlan';
import type { Scope } from '../../engine/Scope';

export interface Progress {
	/** Tasks that were waiting and can be worked on now. */
	released: Task[];
	/** Ids of the projects that have no open task any more. */
	finishedProjects: string[];
}

/**
 * What follows in their projects from tasks that were just completed, cancelled or deleted, whoever did it: tasks that
 * waited for them are open now, deadlines that count from them are set, and a project without open tasks is finished. Whether
 * the one who did it may change those tasks does not count. Doing it again changes nothing.
 */
export async function advanceProjects(
	acting: Scope,
	ended: ReadonlyArray<Pick<Task, 'projectId'>>,
	write: WriteContext,
): Promise<Progress> {
	const scope = asSystem(acting);
	const projectIds = [...new Set(ended.flatMap(({ projectId }) => (projectId === null ? [] : [projectId])))];
	if (projectIds.length === 0) return { released: [], finishedProjects: [] };
	const plans = await recallPlans(scope, projectIds);
	const changes: TaskChange[] = [];
	const done: string[] = [];
	for (const projectId of projectIds) {
		const tasks = await scope.crm.tasks.find({ projectId });
		if (tasks.every(({ status }) => isOver(status))) done.push(projectId);
		const byId = new Map(tasks.map((task) => [task.id, task]));
		for (const [id, planned] of Object.entries(plans.get(projectId) ?? {})) {
			const task = byId.get(id);
			if (task !== undefined) changes.push(...changeOf(task, planned, byId, scope.clock.now(), await scope.calendarOf(task.responsibleId)));
		}
	}
	const changed = changes.length === 0 ? [] : await scope.crm.tasks.update(changes, write);
	const opened = new Set(changes.filter((change) => change.status === 'open').map((change) => change.id));
	return { released: changed.filter((task) => opened.has(task.id)), finishedProjects: await finishProjects(scope, done, write) };
}

interface TaskChange {
	id: string;
	status?: Task['status'];
	deadline?: string;
}

function changeOf(task: Task, planned: PlannedTask, tasks: ReadonlyMap<string, Task>, now: Date, calendar: WorkingCalendar): TaskChange[] {
	const change: TaskChange = { id: task.id };
	// A predecessor that somebody deleted is waited for no longer.
	const free = planned.after.every((id) => isOver(tasks.get(id)?.status ?? 'cancelled'));
	if (task.status === 'waiting' && free) change.status = 'open';
	const from = planned.deadline === undefined ? null : (tasks.get(planned.deadline.afterTask)?.completedAt ?? null);
	if (planned.deadline !== undefined && from !== null && task.deadline === null && !isOver(task.status)) {
		const { amount, unit, workingTime } = planned.deadline;
		const deadline = { kind: 'relative', amount, unit, workingTime, from } as const;
		change.deadline = deadlineMoment(deadline, now, calendar, `Deadline of task "${task.title}"`).toISOString();
	}
	return change.status === undefined && change.deadline === undefined ? [] : [change];
}

/** The ids of those that were running until now. */
async function finishProjects(scope: Scope, ids: readonly string[], write: WriteContext): Promise<string[]> {
	const store = scope.crm.projects;
	const running: string[] = [];
	for (const id of ids) if ((await store?.get(id))?.status === 'running') running.push(id);
	if (running.length > 0) {
		const finishedAt = scope.clock.now().toISOString();
		await store?.update(
			running.map((id) => ({ id, status: 'finished', finishedAt })),
			write,
		);
	}
	return running;
}
