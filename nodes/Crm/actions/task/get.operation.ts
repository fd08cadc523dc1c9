import { taskField } from '../../fields/locators';
import { readOperation } from '../operation';

export const get = readOperation({
	option: { name: 'Get', value: 'get', action: 'Get a task', description: 'Get one task with everything it has' },
	description: [taskField({ required: true, description: 'The task to get; the list has the open ones' })],
	async read(item, scope) {
		const { getTask } = await import('../../../../src/automation/tasks');
		return [await getTask(scope, item.requiredText('task', 'Task'))];
	},
});
