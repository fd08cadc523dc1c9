import type { RecordRef } from '../../../../src/model/record';
import { recordChoice } from '../../fields/recordChoice';
import { writeOperation } from '../operation';

export const deleteRecord = writeOperation<RecordRef>({
	option: { name: 'Delete', value: 'delete', action: 'Delete a record', description: 'Delete a record; its last values are in the output' },
	description: [...recordChoice({ default: 'choose' })],
	useCase: async () => (await import('../../../../src/automation/records')).deleteRecords,
	input: (item) => item.record(),
});
