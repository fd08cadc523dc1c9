import { userField } from '../../fields/locators';
import { named } from '../example';
import { readOperation } from '../operation';

export const get = readOperation({
	option: { name: 'Get', value: 'get', action: 'Get a user', description: 'Get one person with supervisor, role, groups and absence' },
	example: {
		goal: 'Read the address and the supervisor of a person.',
		form: { user: named('anna@example.com') },
	},
	description: [userField({ required: true, description: 'The person to get' })],
	one: true,
	async read(item, scope) {
		const { getUser } = await import('../../../../src/automation/families/people/users');
		return [await getUser(scope, item.requiredText('user', 'User'))];
	},
});
