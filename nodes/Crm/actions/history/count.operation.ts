import type { CountedBy } from '../../../../src/automation/families/history/history';
import { recordChoice } from '../../fields/recordChoice';
import { readOperation } from '../operation';
import { historyFilterFields, readHistoryFilter } from './filter';

export const count = readOperation({
	option: {
		name: 'Count',
		value: 'count',
		action: 'Count history entries',
		description: 'Count entries per employee and type in a period, for example how often the rules were broken; the most first',
	},
	example: {
		goal: 'On Friday, count the calls, mails and meetings of each employee.',
		form: { countPer: 'userAndType' },
	},
	description: [
		...recordChoice({ all: { name: 'All Records' } }),
		{
			displayName: 'Count Per',
			name: 'countPer',
			type: 'options',
			description: 'What the entries are counted by: one result for each',
			noDataExpression: true,
			default: 'userAndType',
			options: [
				{ name: 'Employee', value: 'user' },
				{ name: 'Employee and Type', value: 'userAndType' },
				{ name: 'Type', value: 'type' },
			],
		},
		historyFilterFields,
	],
	async read(item, scope) {
		const { countHistory } = await import('../../../../src/automation/families/history/history');
		return await countHistory(scope, readHistoryFilter(item), item.value('countPer', 'userAndType') as CountedBy);
	},
});
