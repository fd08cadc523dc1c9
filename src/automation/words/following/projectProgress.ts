import { deadlineMoment } from '../../../model/deadline';
import type { PlannedTask } from '../../../model/projectPlan';
import type { Task } from '../../../model/task';
import { isOver } from '../../../model/taskRules';
import type { WorkingCalendar } from '../../../model/workingCalendar';
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

/** A task that was completed, cancelled or deleted. */
export interface EndedTask {
	id: string;
	projectId: string | null;
	/** ISO 8601: when; for a program that does not write down when a task is completed. */
	endedAt?: string;
}

/**
 * What follows in their projects from tasks that were just completed, cancelled or deleted, no matter by whom: tasks that
 * waited for them are open now, deadlines that count from them are set, and a project without open tasks is finished. Whether
 * the one who did it may change those tasks does not count. Doing it again changes nothing.
 */
export async function advanceProjects(acting: Scope, ended: readonly EndedTask[], write: WriteContext): Promise<Progress> {
	const scope = asSystem(acting);
	const { changes, finished } = await stepsOf(scope, ended);
	const changed =
		changes.length === 0
			? []
			: await scope.crm.tasks.update(
					changes.map(({ id, change }) => ({ id, ...change })),
					write,
				);
	const opened = new Set(changes.filter(({ change }) => change.status === 'open').map(({ id }) => id));
	if (finished.length > 0) await finishProjects(scope, finished, write);
	return { released: changed.filter((task) => opened.has(task.id)), finishedProjects: finished };
}

/** What is to be done in their projects: changes of tasks, and the ids of the projects that are finished. A few reads. */
export async function stepsOf(scope: Scope, ended: readonly EndedTask[]): Promise<{ changes: TaskStep[]; finished: string[] }> {
	const projectIds = [...new Set(ended.flatMap(({ projectId }) => (projectId === null ? [] : [projectId])))];
	if (projectIds.length === 0) return { changes: [], finished: [] };
	const plans = await recallPlans(scope, projectIds);
	const endedAt = new Map(ended.map((task) => [task.id, task.endedAt]));
	const tasksOf = Map.groupBy(await scope.crm.tasks.find({ projectIds }), ({ projectId }) => projectId!);
	const now = scope.clock.now();
	const changes: TaskStep[] = [];
	const done: string[] = [];
	for (const projectId of projectIds) {
		const tasks = tasksOf.get(projectId) ?? [];
		if (tasks.every(({ status }) => isOver(status))) done.push(projectId);
		const byId = new Map(tasks.map((task) => [task.id, task]));
		for (const [id, planned] of Object.entries(plans.get(projectId) ?? {})) {
			const task = byId.get(id);
			if (task === undefined) continue;
			const change = changeOf(task, planned, byId, { now, calendar: await scope.calendarOf(task.responsibleId), endedAt });
			if (change !== undefined) changes.push({ id, projectId, change });
		}
	}
	return { changes, finished: await runningOf(scope, done) };
}

interface TaskStep {
	id: string;
	projectId: string;
	change: { status?: Task['status']; deadline?: string };
}

function changeOf(
	task: Task,
	planned: PlannedTask,
	tasks: ReadonlyMap<string, Task>,
	{ now, calendar, endedAt }: { now: Date; calendar: WorkingCalendar; endedAt: ReadonlyMap<string, string | undefined> },
): TaskStep['change'] | undefined {
	const change: TaskStep['change'] = {};
	// A predecessor that somebody deleted is waited for no longer.
	const free = planned.after.every((id) => isOver(tasks.get(id)?.status ?? 'cancelled'));
	if (task.status === 'waiting' && free) change.status = 'open';
	const counted = planned.deadline === undefined ? undefined : tasks.get(planned.deadline.afterTask);
	const from = counted?.completedAt ?? (counted?.status === 'completed' ? endedAt.get(counted.id) : undefined);
	if (planned.deadline !== undefined && from !== undefined && task.deadline === null && !isOver(task.status)) {
		const { amount, unit, workingTime } = planned.deadline;
		const deadline = { kind: 'relative', amount, unit, workingTime, from } as const;
		change.deadline = deadlineMoment(deadline, { now, calendar }, `Deadline of task "${task.title}"`).toISOString();
	}
	return change.status === undefined && change.deadline === undefined ? undefined : change;
}

/** Those that were running until now. */
async function runningOf(scope: Scope, ids: readonly string[]): Promise<string[]> {
	const running: string[] = [];
	for (const id of ids) if ((await scope.companions.projects.get(id))?.status === 'running') running.push(id);
	return running;
}

async function finishProjects(scope: Scope, ids: readonly string[], write: WriteContext): Promise<void> {
	const finishedAt = scope.clock.now().toISOString();
	await scope.companions.projects.update(
		ids.map((id) => ({ id, status: 'finished', finishedAt })),
		write,
	);
}
