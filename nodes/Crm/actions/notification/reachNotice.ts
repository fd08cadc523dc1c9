import type { INodeProperties } from 'n8n-workflow';

/** For the mail node behind the step; whoever has no address is left out. */
const MAIL = {
	to: '{{ $json.notifications.map((notice) => notice.recipientEmail).filter(Boolean).join() }}',
	text: '{{ $json.notifications[0]?.text }}',
};

/** How people are reached by a notice, and what to do to reach them by mail. */
export const reachNotice: INodeProperties = {
	displayName: `The notice waits in the inbox of each person in the CRM: <b>Get many notifications</b> lists it until it is marked as read. To send it by mail too, add a mail node such as <b>Send Email</b> behind this step, with <code>${MAIL.to}</code> as <b>To Email</b> and <code>${MAIL.text}</code> as the text.`,
	name: 'reach',
	type: 'notice',
	default: '',
};
