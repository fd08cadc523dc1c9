import { additionalFields } from '../../fields/additional';
import { writeOperation } from '../operation';

export const save = writeOperation({
	operation: 'recordType.save',
	option: {
		name: 'Save',
		value: 'save',
		action: 'Save a record type',
		description: 'Create a record type of your own, or change the labels of one. Fields and pipelines are saved with their own resources.',
	},
	example: {
		goal: 'Make a type of your own for support cases.',
		form: { label: 'Support case', pluralLabel: 'Support cases' },
	},
	description: [
		{
			displayName: 'Label',
			name: 'label',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. Support ticket',
			description: 'What people call one record of the type',
		},
		{
			displayName: 'Plural Label',
			name: 'pluralLabel',
			type: 'string',
			default: '',
			placeholder: 'e.g. Support tickets',
			description: 'What they call several; made from the label (in English) when left empty',
		},
		additionalFields([
			{
				displayName: 'Name',
				name: 'name',
				type: 'string',
				default: '',
				placeholder: 'e.g. supportTicket',
				description:
					'The name in expressions: a letter, then letters and digits. It is made from the label when left out. The name of a type that exists changes its labels.',
			},
		]),
	],
	input: (item) => ({
		label: item.requiredText('label', 'Label'),
		pluralLabel: item.text('pluralLabel'),
		name: item.collection('additionalFields').text('name'),
	}),
});
