import { DEFAULT_HISTORY_TYPE } from '../../../../src/model/history';
import { mergeText } from '../../fields/mergeText';
import { recordChoice } from '../../fields/recordChoice';
import { writeOperation } from '../operation';

export const add = writeOperation({
	operation: 'history.add',
	option: { name: 'Add', value: 'add', action: 'Add an entry to the history', description: 'Write an entry into the history of a record' },
	example: {
		goal: 'Note in the deal that the offer went out.',
		form: { text: 'Offer of 12,000 sent by mail', type: 'email' },
	},
	description: [
		...recordChoice(),
		mergeText({
			displayName: 'Text',
			name: 'text',
			type: 'string',
			typeOptions: { rows: 3 },
			default: '',
			required: true,
			placeholder: 'e.g. The offer was sent',
			description: 'What happened',
		}),
		{
			displayName: 'Type Name or ID',
			name: 'type',
			type: 'options',
			default: DEFAULT_HISTORY_TYPE,
			description:
				'Kind of the entry; the history can be filtered by it. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			typeOptions: { loadOptionsMethod: 'getHistoryTypes' },
		},
	],
	input: (item) => ({
		record: item.record(),
		text: item.requiredText('text', 'Text'),
		type: item.text('type'),
	}),
});
