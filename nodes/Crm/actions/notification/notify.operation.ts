import { asList } from '../../../shared/asList';
import { usersField } from '../../fields/additional';
import { mergeText } from '../../fields/mergeText';
import { recordChoice } from '../../fields/recordChoice';
import { writeOperation } from '../operation';
import { reachNotice } from './reachNotice';

export const notify = writeOperation({
	operation: 'notification.notify',
	option: {
		name: 'Notify',
		value: 'notify',
		action: 'Notify people',
		description: 'Tell users, groups or both; each person once, and nobody who no longer works here',
	},
	example: {
		goal: 'Tell everybody in sales of a new deal.',
		form: { groups: ['Sales'], text: 'New deal: {{record.title}}' },
	},
	description: [
		usersField({ displayName: 'User Names or IDs', name: 'users', what: 'Who gets the notice, beside the groups' }),
		{
			displayName: 'Group Names or IDs',
			name: 'groups',
			type: 'multiOptions',
			default: [],
			description:
				'Everybody in these groups gets the notice. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			typeOptions: { loadOptionsMethod: 'getGroups' },
		},
		mergeText({
			displayName: 'Text',
			name: 'text',
			type: 'string',
			typeOptions: { rows: 3 },
			default: '',
			required: true,
			placeholder: 'e.g. New lead: {{record.title}}',
			description: 'What people should know',
		}),
		...recordChoice({ anyType: true, none: { name: 'No Record' } }),
		reachNotice,
	],
	fillsMergeFields: true,
	input: (item) => ({
		text: item.requiredText('text', 'Text'),
		users: asList(item.value('users', [])),
		groups: asList(item.value('groups', [])),
		record: item.optionalRecord(),
	}),
});
