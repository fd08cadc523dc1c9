import { deadlineMoment } from './deadline';
import type { ProjectPlan } from './projectPlan';
import type { Task } from './task';
import { isOver } from './taskRules';
import type { WorkingCalendar } from './workingCalendar';
import { addWorkingTime } from './workingTime';

/**
 * When the last open task of a project should be done (ISO 8601, UTC): each at its deadline, else at its planned end, else
 * after its estimate in working time; a deadline that counts from the end of another task is counted from when that one
 * should be done; and none is done before what it waits for, or before now. Null: no open task says anything about its
 * time, or none is open.
 */
export function expectedEnd(tasks: readonly Task[], plan: ProjectPlan, now: Date, calendar: WorkingCalendar): string | null {
	const byId = new Map(tasks.map((task) => [task.id, task]));
	const ends = new Map<string, Forecast>();
	const forecast = (id: string): Forecast => {
		const task = byId.get(id);
		if (task === undefined || isOver(task.status)) return { at: task?.completedAt ? new Date(task.completedAt) : now, known: false };
		const present = ends.get(id);
		if (present !== undefined) return present;
		// Also what a plan that goes round in a circle comes back to.
		ends.set(id, { at: now, known: false });
		const before = (plan[id]?.after ?? []).map(forecast);
		const start = latest([now, ...before.map(({ at }) => at)]);
		const own = ownEnd(task, plan, start, forecast, now, calendar);
		const end = { at: own === undefined ? start : latest([own, start]), known: own !== undefined || before.some(({ known }) => known) };
		ends.set(id, end);
		return end;
	};
	const open = tasks.filter(({ status }) => !isOver(status)).map(({ id }) => forecast(id));
	return open.some(({ known }) => known) ? latest(open.map(({ at }) => at)).toISOString() : null;
}

interface Forecast {
	at: Date;
	/** Whether anything is said about the time, of the task or of what it waits for. */
	known: boolean;
}

function ownEnd(
	task: Task,
	plan: ProjectPlan,
	start: Date,
	forecast: (id: string) => Forecast,
	now: Date,
	calendar: WorkingCalendar,
): Date | undefined {
	if (task.deadline !== null) return new Date(task.deadline);
	const planned = plan[task.id]?.deadline;
	if (planned !== undefined) {
		const { amount, unit, workingTime, afterTask } = planned;
		return deadlineMoment({ kind: 'relative', amount, unit, workingTime, from: forecast(afterTask).at.toISOString() }, { now, calendar });
	}
	if (task.plannedEnd !== null) return new Date(task.plannedEnd);
	return task.estimateMinutes === null ? undefined : addWorkingTime(start, task.estimateMinutes, 'minutes', calendar);
}

function latest(moments: readonly Date[]): Date {
	return new Date(Math.max(...moments.map((moment) => moment.getTime())));
}
