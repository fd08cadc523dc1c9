import { additionalFields } from '../../fields/additional';
import { evenIfUsedField } from '../../fields/evenIfUsed';
import { customFieldField, recordTypeField } from '../../fields/locators';
import { picked } from '../example';
import { writeOperation } from '../operation';

export const deleteField = writeOperation({
	operation: 'field.delete',
	option: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete a field',
		description: 'Delete a field of a record type; what becomes of its values is said in the output',
	},
	example: {
		goal: 'Remove a field that nobody fills in any more, with what is still in it.',
		form: { recordType: picked('deal', 'Deal'), field: picked('contractEnd', 'Contract end'), deleteValues: true },
	},
	description: [
		recordTypeField({ any: true, description: 'The type that has the field' }),
		customFieldField({ required: true, description: 'The field to delete. Fields that the CRM gives to every type cannot be deleted.' }),
		{
			displayName: 'Also Delete Its Values',
			name: 'deleteValues',
			type: 'boolean',
			default: false,
			description:
				'Whether the field is emptied in all records first, which is a change of each record and can start workflows. Otherwise the values stay with the records, out of sight, and are there again when a field of that name is saved.',
		},
		additionalFields([evenIfUsedField]),
	],
	input: (item) => ({
		type: item.requiredText('recordType', 'Record Type'),
		field: item.requiredText('field', 'Field'),
		deleteValues: item.boolean('deleteValues'),
		evenIfUsed: item.collection('additionalFields').boolean('evenIfUsed') ?? false,
	}),
});
