import type { CreateUserInput } from '../../../../src/automation/families/people/users';
import { additionalFields } from '../../fields/additional';
import { writeOperation } from '../operation';
import { customFieldsForm, readUserFields, userFields } from './userFields';

export const create = writeOperation<CreateUserInput>({
	option: { name: 'Create', value: 'create', action: 'Create a user', description: 'Add a person who works in the CRM' },
	example: {
		goal: 'Add a new colleague to the CRM on the first day.',
		form: { name: 'Dora New', additionalFields: { email: 'dora@example.com', supervisor: 'boris@example.com', groups: ['Sales'] } },
	},
	description: [
		{
			displayName: 'Name',
			name: 'name',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. Nathan Example',
			description: 'The name of the person',
		},
		customFieldsForm('create'),
		additionalFields(userFields),
	],
	useCase: async () => (await import('../../../../src/automation/families/people/users')).createUsers,
	input: (item) => ({ name: item.requiredText('name', 'Name'), ...readUserFields(item) }),
});
