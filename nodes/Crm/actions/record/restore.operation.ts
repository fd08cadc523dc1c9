import type { RecordRef } from '../../../../src/model/record';
import { recordChoice } from '../../fields/recordChoice';
import { writeOperation } from '../operation';

export const restore = writeOperation<RecordRef>({
	option: {
		name: 'Restore',
		value: 'restore',
		action: 'Restore a deleted record',
		description: 'Bring back a deleted record under its old ID, with its tasks and history',
	},
	description: [...recordChoice({ default: 'choose', deleted: true })],
	useCase: async () => (await import('../../../../src/automation/restoreRecords')).restoreRecords,
	input: (item) => item.record(),
});
