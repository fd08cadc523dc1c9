import type { HistoryFilter } from '../../../../src/automation/families/history/history';
import { additionalFields, userOption } from '../../fields/additional';
import type { ItemParameters } from '../ItemParameters';

/** Which entries, beside those of a record. */
export const historyFilterFields = additionalFields([
	{ displayName: 'From', name: 'from', type: 'dateTime', default: '', description: 'Only entries from this moment on' },
	{
		displayName: 'Type Names or IDs',
		name: 'types',
		type: 'multiOptions',
		default: [],
		description:
			'Only entries of these kinds. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		typeOptions: { loadOptionsMethod: 'getHistoryTypes' },
	},
	{ displayName: 'Until', name: 'until', type: 'dateTime', default: '', description: 'Only entries up to this moment' },
	userOption({ displayName: 'User', name: 'user', what: 'Only entries on behalf of this user' }),
]);

export function readHistoryFilter(item: ItemParameters): HistoryFilter {
	const filter = item.collection('additionalFields');
	return {
		record: item.optionalRecord(),
		types: filter.list('types'),
		user: filter.text('user'),
		from: filter.text('from'),
		until: filter.text('until'),
	};
}
