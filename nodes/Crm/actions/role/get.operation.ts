import { roleField } from '../../fields/locators';
import { named } from '../example';
import { readOperation } from '../operation';

export const get = readOperation({
	option: { name: 'Get', value: 'get', action: 'Get a role', description: 'Get what a role allows, and who has it' },
	example: {
		goal: 'Look up what managers may do, and who they are.',
		form: { role: named('manager') },
	},
	description: [roleField({ required: true, description: 'The role to get' })],
	aboutSetUp: true,
	async read(item, scope) {
		const { getRole } = await import('../../../../src/automation/families/people/roles');
		return [await getRole(scope, item.requiredText('role', 'Role'))];
	},
});
