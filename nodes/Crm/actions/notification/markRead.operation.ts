import { notificationField, userField } from '../../fields/locators';
import { picked } from '../example';
import { writeOperation } from '../operation';

export const markRead = writeOperation({
	operation: 'notification.markRead',
	option: {
		name: 'Mark Read',
		value: 'markRead',
		action: 'Mark notifications as read',
		description: 'Mark one notification, or all of a user, as read',
	},
	example: {
		goal: 'Mark a notice as read after it was sent by mail.',
		form: { markWhat: 'one', notification: picked('1', 'The deal is at risk') },
	},
	description: [
		{
			displayName: 'Mark',
			name: 'markWhat',
			type: 'options',
			description: 'Which notifications count as read from now on',
			noDataExpression: true,
			default: 'one',
			options: [
				{ name: 'All of a User', value: 'all' },
				{ name: 'One Notification', value: 'one' },
			],
		},
		notificationField({ required: true, description: 'The notification that was read', displayOptions: { show: { markWhat: ['one'] } } }),
		userField({
			displayName: 'Recipient',
			name: 'recipient',
			required: true,
			description: 'Whose notifications were all read',
			displayOptions: { show: { markWhat: ['all'] } },
		}),
	],
	input(item) {
		if (item.value('markWhat', 'one') === 'all') return { kind: 'all', recipient: item.requiredText('recipient', 'Recipient') };
		return { kind: 'one', notification: item.requiredText('notification', 'Notification') };
	},
});
