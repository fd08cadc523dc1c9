import { additionalFields } from '../../fields/additional';
import { userField } from '../../fields/locators';
import { named } from '../example';
import { writeOperation } from '../operation';
import { customFieldsForm, readUserFields, userFields } from './userFields';

export const update = writeOperation({
	operation: 'user.update',
	option: {
		name: 'Update',
		value: 'update',
		action: 'Update a user',
		description: 'Change a person: name, address, supervisor, role, groups, absence, or whether he works here',
	},
	example: {
		goal: 'Mark a person as away; work then goes to others, and notices to the next supervisor.',
		form: { user: named('anna@example.com'), additionalFields: { absentFrom: '2026-07-06', absentUntil: '2026-07-17' } },
	},
	description: [
		userField({ required: true, description: 'The person to change' }),
		{
			displayName: 'New Name',
			name: 'name',
			type: 'string',
			default: '',
			placeholder: 'e.g. Nathan Example',
			description: 'The new name; the name stays when left empty',
		},
		customFieldsForm('update'),
		additionalFields(userFields),
	],
	input: (item) => ({ user: item.requiredText('user', 'User'), name: item.text('name'), ...readUserFields(item) }),
});
