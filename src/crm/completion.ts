import type { Task } from '../model/task';

/** When a task is completed: as given, as it was, or now; null while it is not. ISO 8601, UTC. */
export function completedAt(
	task: Pick<Task, 'status'>,
	before: Pick<Task, 'completedAt'> | undefined,
	given: string | null | undefined,
	now: string,
): string | null {
	if (task.status !== 'completed') return null;
	return given ?? before?.completedAt ?? now;
}
