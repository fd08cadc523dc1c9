import type { Change } from '../../../model/change';
import type { PlannedTask } from '../../../model/projectPlan';
import type { Task } from '../../../model/task';
import type { Scope } from '../../engine/Scope';

/** A task has few changes; older ones do not matter where nobody else got it since. */
const LOOK_BACK = 200;

/**
 * Since when its responsible person has a task and can work on it (ISO 8601, UTC): when it was given to that person, or
 * when it no longer waited. Where the feed does not keep that any more, it is when the task was made or the last of
 * its predecessors was done.
 */
export async function sinceWhen(
	scope: Scope,
	task: Task,
	planned: PlannedTask | undefined,
	tasks: ReadonlyMap<string, Task>,
): Promise<string> {
	const changes = await scope.feed.ofRecord({ type: 'task', id: task.id }, { limit: LOOK_BACK });
	const turn = changes.find(isTurn)?.at;
	if (turn !== undefined) return turn;
	const freed = (planned?.after ?? []).flatMap((id) => tasks.get(id)?.completedAt ?? []);
	return [task.createdAt, ...freed].reduce((last, at) => (at > last ? at : last));
}

function isTurn({ kind, changed, before }: Change): boolean {
	if (kind === 'created' || changed.includes('responsible')) return true;
	return changed.includes('status') && ['waiting', 'completed', 'cancelled'].includes(String(before?.['status']));
}
