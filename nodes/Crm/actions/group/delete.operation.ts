import { groupField } from '../../fields/locators';
import { named } from '../example';
import { writeOperation } from '../operation';

export const deleteGroup = writeOperation({
	operation: 'group.delete',
	option: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete a group',
		description: 'Delete a group; whoever is in it is taken out first. Workflows and project templates that name it must be changed.',
	},
	example: {
		goal: 'Delete a group that nobody needs any more.',
		form: { group: named('Sales') },
	},
	description: [groupField({ required: true, description: 'The group to delete' })],
	input: (item) => ({ group: item.requiredText('group', 'Group') }),
});
