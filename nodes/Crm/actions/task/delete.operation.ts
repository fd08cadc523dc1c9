import { taskField } from '../../fields/locators';
import { picked } from '../example';
import { writeOperation } from '../operation';

export const deleteTask = writeOperation({
	operation: 'task.delete',
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
	input: (item) => ({ task: item.requiredText('task', 'Task') }),
});
