import type { INodeProperties } from 'n8n-workflow';

/** How people are reached by a notice, and what to do to reach them by mail. */
export const reachNotice: INodeProperties = {
	displayName:
		'The notice waits in the inbox of each person in the CRM: Notification → Get Many lists it until it is marked as read. To send it by mail too, add a mail node such as <b>Send Email</b> behind this step, with <code>{{ $json.notifications.map((notice) => notice.recipientEmail).join() }}</code> as <b>To Email</b> and <code>{{ $json.notifications[0].text }}</code> as the text.',
	name: 'reach',
	type: 'notice',
	default: '',
};
