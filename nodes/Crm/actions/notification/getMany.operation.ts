import { additionalFields, userOption } from '../../fields/additional';
import { manyFields } from '../../fields/many';
import { recordChoice } from '../../fields/recordChoice';
import { readOperation } from '../operation';

export const getMany = readOperation({
	option: {
		name: 'Get Many',
		value: 'getMany',
		action: 'Get many notifications',
		description: 'Read the inbox of a user, or the notices about a record; newest first',
	},
	example: {
		goal: 'Find notices that nobody has read, to send them by mail.',
		form: { returnAll: true, additionalFields: { unreadOnly: true } },
	},
	description: [
		...recordChoice({ all: { name: 'All Records' } }),
		...manyFields,
		additionalFields([
			userOption({ displayName: 'Recipient', name: 'recipient', what: 'Only notices to this user' }),
			{
				displayName: 'Text Contains',
				name: 'textContains',
				type: 'string',
				default: '',
				placeholder: 'e.g. lost',
				description: 'Text that the notice contains, upper and lower case alike',
			},
			{
				displayName: 'Unread Only',
				name: 'unreadOnly',
				type: 'boolean',
				default: true,
				description: 'Whether to leave out notices that were read',
			},
		]),
	],
	async read(item, scope) {
		const { listNotifications } = await import('../../../../src/automation/families/messages/inbox');
		const filter = item.collection('additionalFields');
		return await listNotifications(scope, {
			record: item.optionalRecord(),
			recipient: filter.text('recipient'),
			textContains: filter.text('textContains'),
			unreadOnly: filter.boolean('unreadOnly'),
			limit: item.limit(),
		});
	},
});
