import { recordChoice } from '../../fields/recordChoice';
import { simplifiedRecords, simplifyField } from '../../fields/simplify';
import { readOperation } from '../operation';

export const get = readOperation({
	option: { name: 'Get', value: 'get', action: 'Get a record', description: 'Get one record with all its fields' },
	example: {
		goal: 'Read the deal that started the workflow as it is now.',
		form: {},
	},
	description: [...recordChoice(), simplifyField],
	one: true,
	async read(item, scope) {
		const { getRecord } = await import('../../../../src/automation/families/records/records');
		return await simplifiedRecords(item, [await getRecord(scope, item.record())]);
	},
});
