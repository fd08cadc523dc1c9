import { asList } from '../../../shared/asList';
import { usersField } from '../../fields/additional';
import { groupField } from '../../fields/locators';
import { named } from '../example';
import { writeOperation } from '../operation';

export const addMembers = writeOperation({
	operation: 'group.addMembers',
	option: {
		name: 'Add Members',
		value: 'addMembers',
		action: 'Add members to a group',
		description: 'Put people into a group, beside those who are in it',
	},
	example: {
		goal: 'Put a new colleague into the sales group, so that enquiries come there, too.',
		form: { group: named('Sales'), members: ['boris@example.com'] },
	},
	description: [
		groupField({ required: true, description: 'The group to change' }),
		usersField({ displayName: 'Member Names or IDs', name: 'members', what: 'Who comes into the group', required: true }),
	],
	input: (item) => ({ group: item.requiredText('group', 'Group'), members: asList(item.value('members', [])) }),
});
