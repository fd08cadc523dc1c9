import { additionalFields } from '../../fields/additional';
import { chosenRecordTypeField } from '../../fields/locators';
import { evenIfUsedField } from '../../fields/evenIfUsed';
import { picked } from '../example';
import { writeOperation } from '../operation';

export const deleteRecordType = writeOperation({
	operation: 'recordType.delete',
	option: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete a record type',
		description: 'Delete a record type with its fields and pipelines',
	},
	example: {
		goal: 'Remove a type that was only tried out.',
		form: { recordType: picked('parcel', 'Parcel') },
	},
	description: [
		chosenRecordTypeField({ description: 'The type to delete. It must have no records, and no field of another type may link to it.' }),
		{
			displayName: 'Also Delete Its Records',
			name: 'deleteRecords',
			type: 'boolean',
			default: false,
			description:
				'Whether its records are deleted first, which starts the workflows that wait for a record to be deleted. Otherwise a type that has records is not deleted.',
		},
		additionalFields([evenIfUsedField]),
	],
	input: (item) => ({
		name: item.requiredText('recordType', 'Record Type'),
		deleteRecords: item.boolean('deleteRecords'),
		evenIfUsed: item.collection('additionalFields').boolean('evenIfUsed') ?? false,
	}),
});
