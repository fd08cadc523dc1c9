import { asList } from '../../../shared/asList';
import { usersField } from '../../fields/additional';
import { groupField } from '../../fields/locators';
import { named } from '../example';
import { writeOperation } from '../operation';

export const removeMembers = writeOperation({
	operation: 'group.removeMembers',
	option: {
		name: 'Remove Members',
		value: 'removeMembers',
		action: 'Remove members from a group',
		description: 'Take people out of a group',
	},
	example: {
		goal: 'Take somebody out of the sales group who changes to support.',
		form: { group: named('Sales'), members: ['anna@example.com'] },
	},
	description: [
		groupField({ required: true, description: 'The group to change' }),
		usersField({ displayName: 'Member Names or IDs', name: 'members', what: 'Who leaves the group', required: true }),
	],
	input: (item) => ({ group: item.requiredText('group', 'Group'), members: asList(item.value('members', [])) }),
});
