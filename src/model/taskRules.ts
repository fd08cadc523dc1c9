import { CrmError, notFound } from './CrmError';
import type { ChecklistItem, Task, TaskStatus } from './task';
import { OPEN_TASK_STATUSES } from './task';
import { sameName } from './normalForm';

/** Whether nobody works on it any more. */
export function isOver(status: TaskStatus): boolean {
	return !OPEN_TASK_STATUSES.includes(status);
}

/** Whether the deadline has passed and the task is not done. `now` is ISO 8601, UTC. */
export function isLate({ status, deadline }: Pick<Task, 'status' | 'deadline'>, now: string): boolean {
	return deadline !== null && deadline < now && !isOver(status);
}

/**
 * What completing a task makes of it: done, or waiting for approval where the result needs it and somebody else than
 * the creator completes it. Undefined: it stays as it is.
 */
export function completionOf(
	task: Pick<Task, 'status' | 'resultNeedsApproval' | 'creatorId'>,
	actor: string | undefined,
	now: string,
): Pick<Task, 'status' | 'completedAt'> | undefined {
	if (isOver(task.status)) return undefined;
	const approved = !task.resultNeedsApproval || (actor !== undefined && actor === task.creatorId);
	if (approved) return { status: 'completed', completedAt: now };
	return task.status === 'awaitingApproval' ? undefined : { status: 'awaitingApproval', completedAt: null };
}

/**
 * The responsible person may not move a deadline that the task says is fixed, and may not make it movable. Throws conflict.
 * Source: "Allow responsible person to change deadline" of the Bitrix24 tasks.
 */
export function checkDeadlineMove(
	task: Task,
	change: Partial<Pick<Task, 'deadline' | 'deadlineMovable'>>,
	actor: string | undefined,
): void {
	if (task.deadlineMovable || actor === undefined || actor !== task.responsibleId) return;
	const moves = change.deadline !== undefined && change.deadline !== task.deadline;
	if (!moves && change.deadlineMovable !== true) return;
	throw new CrmError(
		'conflict',
		`The deadline of task "${task.title}" may not be moved by its responsible person.`,
		'Let somebody else move it (set "Act As" to the creator, or leave it out), or leave the deadline as it is.',
	);
}

/** How to change the points of a task. */
export interface ChecklistChange {
	/** All points there are; one whose text is there already stays ticked as it is. */
	points?: readonly string[];
	/** Texts of further points. */
	add?: readonly string[];
	/** Points by their text, upper and lower case alike. */
	tick?: readonly string[];
	untick?: readonly string[];
}

/** The points after a change. Throws notFound for a point that is not there; `title` is the task's. */
export function changedChecklist(before: readonly ChecklistItem[], change: ChecklistChange, title: string): ChecklistItem[] {
	const kept =
		change.points?.map((text) => ({ text, done: before.find((point) => sameName(point.text, text))?.done ?? false })) ??
		before.map((point) => ({ ...point }));
	const points = [...kept, ...(change.add ?? []).map((text) => ({ text, done: false }))];
	const mark = (texts: readonly string[], done: boolean) => {
		for (const text of texts) {
			const found = points.filter((point) => sameName(point.text, text));
			if (found.length === 0)
				throw notFound(
					'point',
					text,
					points.map((point) => point.text),
					`in the checklist of task "${title}"`,
				);
			for (const point of found) point.done = done;
		}
	};
	mark(change.tick ?? [], true);
	mark(change.untick ?? [], false);
	return points;
}
