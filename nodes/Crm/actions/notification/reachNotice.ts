import type { INodeProperties } from 'n8n-workflow';

/** n8n opens its list of nodes on this link, and puts the chosen one behind the step. */
const ADD_MAIL_NODE = '<a data-action="openSelectiveNodeCreator" data-action-parameter-creatorview="Regular">add a mail node</a>';

/** How people are reached by a notice, and what to do to reach them by mail. */
export const reachNotice: INodeProperties = {
	displayName: `The notice waits in the inbox of each person in the CRM: "Get many notifications" lists it until it is marked as read. To send it by mail too, ${ADD_MAIL_NODE} behind this step, such as "Send Email"; drag "emails" from the output of this step into "To Email", and "text" into the message.`,
	name: 'reach',
	type: 'notice',
	default: '',
};
