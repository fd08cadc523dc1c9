import type { Operation } from '../../engine/effects/Operation';
import { presentTasks, type DeletedTaskOutput } from '../../words/output/present';
import { advanceProjects } from '../../words/following/projectProgress';
import type { DeleteTaskInput } from './inputs';

/**
 * The output has the last known state. What waited for the task in its project waits for it no longer. Throws notFound.
 */
export const deleteTasks: Operation<DeleteTaskInput, DeletedTaskOutput> = {
	name: 'task.delete',
	writes: 'crm',
	target: ({ task }) => [task],
	async perform(scope, inputs, write) {
		const removed = await scope.crm.tasks.remove(
			inputs.map(({ task }) => task),
			write,
		);
		await advanceProjects(scope, removed, write);
		const outputs = await presentTasks(scope, removed);
		return outputs.map((task) => ({ deleted: true, type: 'task', id: task.id, task }));
	},
};
