import { additionalFields } from '../../fields/additional';
import { manyFields } from '../../fields/many';
import { recordChoice } from '../../fields/recordChoice';
import { readOperation } from '../operation';

export const getMany = readOperation({
	option: { name: 'Get Many', value: 'getMany', action: 'Get many history entries', description: 'Find entries by record, type, user and time; newest first' },
	description: [
		...recordChoice({ other: { name: 'All Records', value: 'none' } }),
		...manyFields,
		additionalFields([
			{ displayName: 'From', name: 'from', type: 'dateTime', default: '', description: 'Only entries from this moment on' },
			{
				displayName: 'Type Names or IDs',
				name: 'types',
				type: 'multiOptions',
				default: [],
				description: 'Only entries of these kinds. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
				typeOptions: { loadOptionsMethod: 'getHistoryTypes' },
			},
			{ displayName: 'Until', name: 'until', type: 'dateTime', default: '', description: 'Only entries up to this moment' },
			{ displayName: 'User Name or ID', name: 'user', type: 'options', default: '', description: 'Only entries on behalf of this user. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.', typeOptions: { loadOptionsMethod: 'getUsers' } },
		]),
	],
	async read(item, scope) {
		const { listHistory } = await import('../../../../src/automation/history');
		const filter = item.collection('additionalFields');
		return await listHistory(scope, {
			record: item.optionalRecord(),
			types: filter.list('types'),
			user: filter.text('user'),
			from: filter.text('from'),
			until: filter.text('until'),
			limit: item.limit(),
		});
	},
});
