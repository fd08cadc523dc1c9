import { additionalFields } from '../../fields/additional';
import { recordFieldsForm, recordValues } from '../../fields/mappedFields';
import { recordChoice } from '../../fields/recordChoice';
import { filled } from '../example';
import { writeOperation } from '../operation';

export const update = writeOperation({
	operation: 'record.update',
	option: { name: 'Update', value: 'update', action: 'Update a record', description: 'Change fields of a record' },
	example: {
		goal: 'Write the new amount and date into the deal.',
		form: { fields: filled({ amount: 12500, closeDate: '2026-06-30' }) },
	},
	description: [
		...recordChoice({ typeAlways: true }),
		recordFieldsForm({
			method: 'getFieldsForUpdate',
			mode: 'add',
			showAll: false,
			description:
				'Only the fields added here are changed. A blank field stays as it is; an expression that gives nothing empties the field.',
		}),
		additionalFields([
			{
				displayName: 'Only If Version Is',
				name: 'ifVersion',
				type: 'string',
				default: '',
				description: 'Refuse the change when somebody else changed the record in the meantime: the version that was read before',
			},
		]),
	],
	async input(item) {
		const record = item.record();
		const values = await recordValues(item, record.type);
		return { ...record, values, ifVersion: item.collection('additionalFields').text('ifVersion') };
	},
});
