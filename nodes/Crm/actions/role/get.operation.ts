import { roleField } from '../../fields/locators';
import { readOperation } from '../operation';

export const get = readOperation({
	option: { name: 'Get', value: 'get', action: 'Get a role', description: 'Get what a role allows, and who has it' },
	description: [roleField({ required: true, description: 'The role to get' })],
	aboutSetUp: true,
	async read(item, scope) {
		const { getRole } = await import('../../../../src/automation/roles');
		return [await getRole(scope, item.requiredText('role', 'Role'))];
	},
});
