import { userField } from '../../fields/locators';
import { readOperation } from '../operation';

export const get = readOperation({
	option: { name: 'Get', value: 'get', action: 'Get a user', description: 'Get one person with supervisor, role, groups and absence' },
	description: [userField({ required: true, description: 'The person to get' })],
	async read(item, scope) {
		const { getUser } = await import('../../../../src/automation/users');
		return [await getUser(scope, item.requiredText('user', 'User'))];
	},
});
