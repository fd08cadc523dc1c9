import { userField } from '../../fields/locators';
import { named } from '../example';
import { readOperation } from '../operation';

export const getSupervisors = readOperation({
	option: {
		name: 'Get Supervisors',
		value: 'getSupervisors',
		action: 'Get the supervisors of a user',
		description: 'Get the people above a person, nearest first',
	},
	example: {
		goal: 'Find who is above a person, to ask for an approval.',
		form: { user: named('anna@example.com') },
	},
	description: [userField({ required: true, description: 'The person whose supervisors to get' })],
	async read(item, scope) {
		const { supervisorsOfUser } = await import('../../../../src/automation/families/people/users');
		return await supervisorsOfUser(scope, item.requiredText('user', 'User'));
	},
});
