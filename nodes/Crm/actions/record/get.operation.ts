import { recordChoice } from '../../fields/recordChoice';
import { readOperation } from '../operation';

export const get = readOperation({
	option: { name: 'Get', value: 'get', action: 'Get a record', description: 'Get one record with all its fields' },
	description: recordChoice(),
	async read(item, scope) {
		const { getRecord } = await import('../../../../src/automation/records');
		return [await getRecord(scope, item.record())];
	},
});
