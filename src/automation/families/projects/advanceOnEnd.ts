import type { Change } from '../../../model/change';
import { isOver } from '../../../model/taskRules';
import type { TaskStatus } from '../../../model/task';
import { asSystem } from '../../engine/permissions/asActor';
import type { Reaction } from '../../engine/service/reactions/Reaction';
import { advanceProjects, stepsOf, type EndedTask } from '../../words/following/projectProgress';

/** A project advances when one of its tasks is completed, cancelled or deleted: see `advanceProjects`. */
export const advanceOnEnd: Reaction = {
	name: 'project.advanceOnEnd',
	concerns: (change) => change.ref.type === 'task' && endedIn(change) !== undefined,
	async due(scope, changes) {
		const ended = changes.map((change) => endedIn(change)!);
		const { changes: steps, finished } = await stepsOf(asSystem(scope), ended);
		const projects = new Set([...steps.map(({ projectId }) => projectId), ...finished]);
		return changes.filter((_, index) => projects.has(ended[index]!.projectId!));
	},
	operation: {
		name: 'project.advanceOnEnd',
		writes: 'crm',
		target: ({ id }: Change) => [id],
		async perform(scope, changes, write) {
			const ended = changes.map((change) => endedIn(change)!);
			await advanceProjects(scope, ended, write);
			return changes.map(() => null);
		},
	},
};

/** The task that ended, if it was part of a project. */
function endedIn({ ref, kind, at, changed, before, after }: Change): EndedTask | undefined {
	const values = after ?? before;
	const projectId = values?.['project'];
	if (typeof projectId !== 'string') return undefined;
	const ends = kind === 'deleted' || (kind === 'updated' && changed.includes('status') && isOver(values?.['status'] as TaskStatus));
	return ends ? { id: ref.id, projectId, endedAt: at } : undefined;
}
