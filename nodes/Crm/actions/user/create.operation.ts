import type { CreateUserInput } from '../../../../src/automation/users';
import { additionalFields } from '../../fields/additional';
import { writeOperation } from '../operation';
import { readUserFields, userFields } from './userFields';

export const create = writeOperation<CreateUserInput>({
	option: { name: 'Create', value: 'create', action: 'Create a user', description: 'Add a person who works in the CRM' },
	description: [
		{ displayName: 'Name', name: 'name', type: 'string', default: '', required: true, placeholder: 'e.g. Nathan Example', description: 'The name of the person' },
		additionalFields(userFields),
	],
	useCase: async () => (await import('../../../../src/automation/users')).createUsers,
	input: (item) => ({ name: item.requiredText('name', 'Name'), ...readUserFields(item) }),
});
