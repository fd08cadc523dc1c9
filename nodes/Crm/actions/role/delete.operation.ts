import { roleField } from '../../fields/locators';
import { named } from '../example';
import { writeOperation } from '../operation';

export const deleteRole = writeOperation({
	operation: 'role.delete',
	option: { name: 'Delete', value: 'delete', action: 'Delete a role', description: 'Delete a role with its permissions' },
	example: {
		goal: 'Delete a role; whoever has it becomes an employee.',
		form: { role: named('manager'), replacement: named('employee') },
	},
	description: [
		roleField({ required: true, description: 'The role to delete' }),
		roleField({
			displayName: 'Give Its Users the Role',
			name: 'replacement',
			description: 'What those who have it get instead; when left empty, a role that somebody has is not deleted',
		}),
	],
	input: (item) => ({ role: item.requiredText('role', 'Role'), replacement: item.text('replacement') }),
});
