import { additionalFields } from '../../fields/additional';
import { manyFields } from '../../fields/many';
import { recordChoice } from '../../fields/recordChoice';
import { readOperation } from '../operation';

export const getMany = readOperation({
	option: { name: 'Get Many', value: 'getMany', action: 'Get many notifications', description: 'Read the inbox of a user, or the notices about a record; newest first' },
	description: [
		...recordChoice({ default: 'none', other: { name: 'All Records', value: 'none' } }),
		...manyFields,
		additionalFields([
			{
				displayName: 'Recipient Name or ID',
				name: 'recipient',
				type: 'options',
				default: '',
				description: 'Only notices to this user. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
				typeOptions: { loadOptionsMethod: 'getUsers' },
			},
			{ displayName: 'Unread Only', name: 'unreadOnly', type: 'boolean', default: true, description: 'Whether to leave out notices that were read' },
		]),
	],
	async read(item, scope) {
		const { listNotifications } = await import('../../../../src/automation/supervision');
		const filter = item.collection('additionalFields');
		return await listNotifications(scope, {
			record: item.optionalRecord(),
			recipient: filter.text('recipient'),
			unreadOnly: filter.boolean('unreadOnly'),
			limit: item.limit(),
		});
	},
});
