import type { INodePropertyOptions } from 'n8n-workflow';
import type { TaskStatus } from '../../../../src/model/task';
import { taskField } from '../../fields/locators';

/** The statuses of a task as people read them, by name. */
export const STATUS_OPTIONS: Array<INodePropertyOptions & { value: TaskStatus }> = [
	{ name: 'Awaiting Approval', value: 'awaitingApproval', description: 'Done, and the result must be approved' },
	{ name: 'Cancelled', value: 'cancelled' },
	{ name: 'Completed', value: 'completed' },
	{ name: 'Deferred', value: 'deferred' },
	{ name: 'In Progress', value: 'inProgress' },
	{ name: 'Open', value: 'open' },
	{ name: 'Waiting', value: 'waiting', description: 'For other tasks of its project' },
];

export const PRIORITY_OPTIONS: INodePropertyOptions[] = [
	{ name: 'High', value: 'high' },
	{ name: 'Low', value: 'low' },
	{ name: 'Normal', value: 'normal' },
];

export const parentField = taskField({
	displayName: 'Parent Task',
	name: 'parent',
	description: 'The task that this one is a part of; the list has the open ones',
});
