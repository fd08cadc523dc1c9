import { additionalFields, usersField } from '../../fields/additional';
import { mergeText } from '../../fields/mergeText';
import { recordChoice } from '../../fields/recordChoice';
import { writeOperation } from '../operation';

export const add = writeOperation({
	operation: 'comment.add',
	option: {
		name: 'Add',
		value: 'add',
		action: 'Add a comment',
		description: 'Comment on a record, task or project; people who are mentioned get a notification',
	},
	example: {
		goal: 'When the amount of a deal is high, ask a colleague to look at it; she gets a notification.',
		form: { text: '@Anna Agent please check the discount of {{record.title}}' },
	},
	description: [
		...recordChoice({ anyType: true }),
		mergeText({
			displayName: 'Text',
			name: 'text',
			type: 'string',
			typeOptions: { rows: 3 },
			default: '',
			required: true,
			placeholder: 'e.g. @Anna Smith please call {{record.title}}',
			description:
				'What the comment says. @Anna Smith or @anna@example.com mentions a person; one in what a merge field fills in mentions nobody.',
		}),
		additionalFields([
			{
				displayName: 'Leave Unknown Mentions as Text',
				name: 'leaveUnclear',
				type: 'boolean',
				default: true,
				description: 'Whether an @ that means nobody, or several people, is left as text instead of refusing the comment',
			},
			usersField({ displayName: 'Mention Names or IDs', name: 'mention', what: 'Who is mentioned, beside those in the text' }),
		]),
	],
	fillsMergeFields: true,
	input(item) {
		const more = item.collection('additionalFields');
		return {
			record: item.record(),
			text: item.requiredText('text', 'Text'),
			mention: more.list('mention'),
			leaveUnclear: more.boolean('leaveUnclear'),
		};
	},
});
