import type { INodePropertyOptions } from 'n8n-workflow';

/** What people work with each day: the node CRM. */
export const DAILY_WORK: INodePropertyOptions[] = [
	{ name: 'Activity', value: 'activity', description: 'Meetings, calls and the like with a time' },
	{ name: 'Comment', value: 'comment', description: 'What people say about a record, with mentions' },
	{ name: 'Document', value: 'document', description: 'Files of a record, in sections and with versions' },
	{ name: 'History', value: 'history' },
	{ name: 'Notification', value: 'notification' },
	{ name: 'Project', value: 'project' },
	{ name: 'Record', value: 'record', description: 'Lead, deal, contact, company or a type of your own' },
	{ name: 'Task', value: 'task' },
];

/** What the CRM is like, who works in it, and how the workflows do: the node CRM Setup. */
export const SETUP: INodePropertyOptions[] = [
	{ name: 'Calendar', value: 'calendar', description: 'When the company and its people work, and who is away' },
	{ name: 'Field', value: 'field', description: 'The fields of a record type' },
	{ name: 'Filing Rule', value: 'filingRule', description: 'Into which section documents go' },
	{ name: 'Group', value: 'group', description: 'Groups of users, such as Sales' },
	{ name: 'Pipeline', value: 'pipeline', description: 'The ways that records of a type go, and their rules' },
	{
		name: 'Process',
		value: 'process',
		description: 'Workflows with a CRM Trigger: which there are, why they ran or not, how they do, and running them again',
	},
	{ name: 'Project Template', value: 'projectTemplate', description: 'What a project consists of: parameters, stages and tasks' },
	{ name: 'Record Type', value: 'recordType', description: 'The kinds of records there are; ready ones to add' },
	{
		name: 'Role',
		value: 'role',
		description: 'What users are in the company, and what they may see, create, edit, delete and run',
	},
	{ name: 'Stage', value: 'stage', description: 'The stages of a pipeline' },
	{ name: 'System', value: 'system', description: 'How the connection between the CRM and the workflows is; the whole set-up as a file' },
	{ name: 'User', value: 'user', description: 'The people who work in the CRM' },
];
