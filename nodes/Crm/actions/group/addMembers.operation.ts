import type { ChangeMembersInput } from '../../../../src/automation/groups';
import { asList } from '../../../shared/asList';
import { usersField } from '../../fields/additional';
import { groupField } from '../../fields/locators';
import { writeOperation } from '../operation';

export const addMembers = writeOperation<ChangeMembersInput>({
	option: { name: 'Add Members', value: 'addMembers', action: 'Add members to a group', description: 'Put people into a group, beside those who are in it' },
	description: [groupField({ required: true, description: 'The group to change' }), usersField({ displayName: 'Member Names or IDs', name: 'members', what: 'Who comes into the group', required: true })],
	useCase: async () => (await import('../../../../src/automation/groups')).addMembers,
	input: (item) => ({ group: item.requiredText('group', 'Group'), members: asList(item.value('members', [])) }),
});
