import { recordChoice } from '../../fields/recordChoice';
import { picked } from '../example';
import { writeOperation } from '../operation';

export const deleteRecord = writeOperation({
	operation: 'record.delete',
	option: { name: 'Delete', value: 'delete', action: 'Delete a record', description: 'Delete a record; its last values are in the output' },
	example: {
		goal: 'Delete a test record; it can be restored.',
		form: { recordSource: 'choose', recordType: picked('deal', 'Deal'), recordId: picked('2', 'Northwind, 100 chairs') },
	},
	description: [...recordChoice()],
	input: (item) => item.record(),
});
