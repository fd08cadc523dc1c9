import { recordChoice } from '../../fields/recordChoice';
import { picked } from '../example';
import { writeOperation } from '../operation';

export const restore = writeOperation({
	operation: 'record.restore',
	option: {
		name: 'Restore',
		value: 'restore',
		action: 'Restore a deleted record',
		description: 'Bring back a deleted record under its old ID, with its tasks and history',
	},
	example: {
		goal: 'Bring back a deal that was deleted by mistake, under the same ID.',
		form: { recordSource: 'choose', recordType: picked('deal', 'Deal'), recordId: picked('3', 'Old enquiry') },
	},
	description: [...recordChoice({ deleted: true })],
	input: (item) => item.record(),
});
