import { asList } from '../../../shared/asList';
import { usersField } from '../../fields/additional';
import { writeOperation } from '../operation';

export const save = writeOperation({
	operation: 'group.save',
	option: { name: 'Save', value: 'save', action: 'Save a group', description: 'Create a group of users, or say who is in one' },
	example: {
		goal: 'Create a group for the people who answer enquiries.',
		form: { name: 'Support', members: ['anna@example.com', 'boris@example.com'] },
	},
	description: [
		{
			displayName: 'Name',
			name: 'name',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. Sales',
			description: 'The name of the group; the name of one that exists changes that one',
		},
		usersField({
			displayName: 'Member Names or IDs',
			name: 'members',
			what: 'Who is in the group, and nobody else; when left empty, nobody comes or goes',
		}),
	],
	input(item) {
		const members = asList(item.value('members', []));
		return { name: item.requiredText('name', 'Name'), ...(members.length === 0 ? {} : { members }) };
	},
});
