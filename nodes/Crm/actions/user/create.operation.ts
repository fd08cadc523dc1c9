import { additionalFields } from '../../fields/additional';
import { writeOperation } from '../operation';
import { customFieldsForm, readUserFields, userFields } from './userFields';

export const create = writeOperation({
	operation: 'user.create',
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
	input: (item) => ({ name: item.requiredText('name', 'Name'), ...readUserFields(item) }),
});
