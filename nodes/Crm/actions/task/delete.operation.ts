import type { DeleteTaskInput } from '../../../../src/automation/families/tasks/tasks';
import { taskField } from '../../fields/locators';
import { picked } from '../example';
import { writeOperation } from '../operation';

export const deleteTask = writeOperation<DeleteTaskInput>({
	option: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete a task',
		description: 'Delete a task; its last values are in the output, and tasks that waited for it wait no longer',
	},
	example: {
		goal: 'Delete a task that is not needed any more.',
		form: { task: picked('1', 'Send the offer') },
	},
	description: [taskField({ required: true, description: 'The task to delete; the list has the open ones' })],
	useCase: async () => (await import('../../../../src/automation/families/tasks/tasks')).deleteTasks,
	input: (item) => ({ task: item.requiredText('task', 'Task') }),
});
