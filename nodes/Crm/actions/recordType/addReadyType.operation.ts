import { READY_TYPES } from '../../../../src/model/readyTypes';
import { writeOperation } from '../operation';

export const addReadyType = writeOperation({
	operation: 'recordType.addReadyType',
	option: {
		name: 'Add Ready Type',
		value: 'addReadyType',
		action: 'Add a ready record type',
		description: 'Add tickets, products, orders or subscriptions, with fields, links and a pipeline',
	},
	example: {
		goal: 'Add tickets, with their fields and a pipeline from New to Solved.',
		form: { readyType: 'ticket' },
	},
	description: [
		{
			displayName: 'Ready Type',
			name: 'readyType',
			type: 'options',
			default: 'ticket',
			options: READY_TYPES.map(({ name, label, fields, pipeline }) => ({
				name: label,
				value: name,
				description: described(
					fields.map((field) => field.label),
					pipeline?.stages.map((stage) => stage.name),
				),
			})),
			description: 'What exists already is left as it is: adding a type twice is harmless, and adds what is missing',
		},
	],
	input: (item) => ({ readyType: item.requiredText('readyType', 'Ready Type') }),
});

function described(fields: readonly string[], stages: readonly string[] | undefined): string {
	return `${fields.join(', ')}${stages === undefined ? '' : `. Stages: ${stages.join(', ')}`}`;
}
