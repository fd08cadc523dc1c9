import { manyFields } from '../../fields/many';
import { recordChoice } from '../../fields/recordChoice';
import { readOperation } from '../operation';
import { historyFilterFields, readHistoryFilter } from './filter';

export const getMany = readOperation({
	option: {
		name: 'Get Many',
		value: 'getMany',
		action: 'Get many history entries',
		description: 'Find entries by record, type, user and time; newest first',
	},
	example: {
		goal: 'Show what happened to a deal.',
		form: { returnAll: true },
	},
	description: [...recordChoice({ all: { name: 'All Records' } }), ...manyFields, historyFilterFields],
	async read(item, scope) {
		const { listHistory } = await import('../../../../src/automation/families/history/history');
		return await listHistory(scope, { ...readHistoryFilter(item), limit: item.limit() });
	},
});
