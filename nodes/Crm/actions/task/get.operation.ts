import { taskField } from '../../fields/locators';
import { picked } from '../example';
import { readOperation } from '../operation';

export const get = readOperation({
	option: { name: 'Get', value: 'get', action: 'Get a task', description: 'Get one task with everything it has' },
	example: {
		goal: 'Read a task with its checklist and its people.',
		form: { task: picked('1', 'Send the offer') },
	},
	description: [taskField({ required: true, description: 'The task to get; the list has the open ones' })],
	one: true,
	async read(item, scope) {
		const { getTask } = await import('../../../../src/automation/families/tasks/tasks');
		return [await getTask(scope, item.requiredText('task', 'Task'))];
	},
});
