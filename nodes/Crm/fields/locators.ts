import type { INodeProperties } from 'n8n-workflow';
import { SYSTEM_ACTOR } from '../../shared/actors';

type LocatorOptions = Pick<INodeProperties, 'description'> &
	Partial<Pick<INodeProperties, 'displayName' | 'name' | 'required' | 'displayOptions' | 'hint'>>;

/**
 * Picked from a list that is searched on the server, or given by name or id, as in an expression. Without
 * `skipCredentialsCheckInRLC` the editor would ask for a credential before it opens the list; the default needs none.
 */
function locator(
	base: Pick<INodeProperties, 'displayName' | 'name'>,
	method: string,
	by: { label: string; placeholder: string },
	options: LocatorOptions,
): INodeProperties {
	return {
		...base,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Choose…',
				typeOptions: { searchListMethod: method, searchable: true, skipCredentialsCheckInRLC: true },
			},
			// The editor writes "By ID" over the label of every mode that is called `id`.
			{ displayName: by.label, name: by.label === 'By ID' ? 'id' : 'name', type: 'string', placeholder: by.placeholder },
		],
		...options,
	};
}

/** `any`: tasks, users and projects too. */
export function recordTypeField({ any = false, ...options }: LocatorOptions & { any?: boolean }): INodeProperties {
	const field = locator(
		{ displayName: 'Record Type', name: 'recordType' },
		any ? 'searchAllRecordTypes' : 'searchRecordTypes',
		{ label: 'By Name', placeholder: 'e.g. deal' },
		options,
	);
	return { ...field, required: true, default: { mode: 'list', value: 'deal', cachedResultName: 'Deal' } };
}

/** The same without one preselected, where a wrong one would do harm. */
export function chosenRecordTypeField(options: LocatorOptions): INodeProperties {
	return { ...recordTypeField(options), default: { mode: 'list', value: '' } };
}

/** Of the type chosen in `recordType`, without the CRM's own fields. */
export function customFieldField(options: LocatorOptions): INodeProperties {
	return locator(
		{ displayName: 'Field', name: 'field' },
		'searchCustomFields',
		{ label: 'By Name', placeholder: 'e.g. closeDate' },
		options,
	);
}

/** Of the type chosen in `recordType`: those that can tell whether a record exists. */
export function matchFieldField(options: LocatorOptions): INodeProperties {
	return locator(
		{ displayName: 'Field to Match On', name: 'matchField' },
		'searchMatchFields',
		{ label: 'By Name', placeholder: 'e.g. externalId' },
		options,
	);
}

/** Of the type chosen in `recordType`. */
export function recordField(options: LocatorOptions): INodeProperties {
	return locator({ displayName: 'Chosen Record', name: 'recordId' }, 'searchRecords', { label: 'By ID', placeholder: 'e.g. 42' }, options);
}

/** Of the type chosen in the `recordType` beside it, in the same collection. */
export function siblingRecordField(options: LocatorOptions): INodeProperties {
	return locator({ displayName: 'Record', name: 'recordId' }, 'searchSiblingRecords', { label: 'By ID', placeholder: 'e.g. 42' }, options);
}

/** Among the deleted records of the type chosen in `recordType`. */
export function deletedRecordField(options: LocatorOptions): INodeProperties {
	return locator(
		{ displayName: 'Chosen Record', name: 'recordId' },
		'searchDeletedRecords',
		{ label: 'By ID', placeholder: 'e.g. 42' },
		options,
	);
}

export function stageField(options: LocatorOptions): INodeProperties {
	return stageLocator('searchStages', options);
}

/** Where a record is moved to: also the stages after and before its own. */
export function targetStageField(options: LocatorOptions): INodeProperties {
	return stageLocator('searchTargetStages', options);
}

function stageLocator(method: string, options: LocatorOptions): INodeProperties {
	return locator({ displayName: 'Stage', name: 'stage' }, method, { label: 'By Name or ID', placeholder: 'e.g. Engaging' }, options);
}

export function pipelineField(options: LocatorOptions): INodeProperties {
	return locator(
		{ displayName: 'Pipeline', name: 'pipeline' },
		'searchPipelines',
		{ label: 'By Name or ID', placeholder: 'e.g. sales' },
		options,
	);
}

export function userField(options: LocatorOptions): INodeProperties {
	return locator(
		{ displayName: 'User', name: 'user' },
		'searchUsers',
		{ label: 'By Name, Email or ID', placeholder: 'e.g. nathan@example.com' },
		options,
	);
}

/** Of the user chosen in `user`. */
export function absenceField(options: LocatorOptions): INodeProperties {
	return locator(
		{ displayName: 'Absence', name: 'absence' },
		'searchAbsences',
		{ label: 'By First Day', placeholder: 'e.g. 2026-07-06' },
		options,
	);
}

export function groupField(options: LocatorOptions): INodeProperties {
	return locator({ displayName: 'Group', name: 'group' }, 'searchGroups', { label: 'By Name', placeholder: 'e.g. Sales' }, options);
}

export function roleField(options: LocatorOptions): INodeProperties {
	return locator({ displayName: 'Role', name: 'role' }, 'searchRoles', { label: 'By Name', placeholder: 'e.g. manager' }, options);
}

/** Users, and before them the system, which is not limited by any role, and those whom the workflow names. */
export function actorField(options: LocatorOptions): INodeProperties {
	const field = locator(
		{ displayName: 'Act As', name: 'actor' },
		'searchActors',
		{ label: 'By Name, Email or ID', placeholder: 'e.g. nathan@example.com' },
		options,
	);
	return { ...field, default: { mode: 'list', value: SYSTEM_ACTOR, cachedResultName: 'System' } };
}

export function taskField(options: LocatorOptions): INodeProperties {
	return locator({ displayName: 'Task', name: 'task' }, 'searchTasks', { label: 'By ID', placeholder: 'e.g. 7' }, options);
}

export function projectField(options: LocatorOptions): INodeProperties {
	return locator({ displayName: 'Project', name: 'project' }, 'searchProjects', { label: 'By ID', placeholder: 'e.g. 3' }, options);
}

/** Of the unread ones. */
export function notificationField(options: LocatorOptions): INodeProperties {
	return locator(
		{ displayName: 'Notification', name: 'notification' },
		'searchNotifications',
		{ label: 'By ID', placeholder: 'e.g. 12' },
		options,
	);
}

export function activityField(options: LocatorOptions): INodeProperties {
	return locator({ displayName: 'Activity', name: 'activity' }, 'searchActivities', { label: 'By ID', placeholder: 'e.g. 7' }, options);
}

export function documentField(options: LocatorOptions): INodeProperties {
	return locator({ displayName: 'Document', name: 'document' }, 'searchDocuments', { label: 'By ID', placeholder: 'e.g. 7' }, options);
}

export function templateField(options: LocatorOptions): INodeProperties {
	return locator(
		{ displayName: 'Project Template', name: 'template' },
		'searchTemplates',
		{ label: 'By Name or ID', placeholder: 'e.g. Business cards' },
		options,
	);
}

/** Of those that were switched on with a CRM Trigger. */
export function workflowField(options: LocatorOptions): INodeProperties {
	return locator(
		{ displayName: 'Workflow', name: 'workflow' },
		'searchWorkflows',
		{ label: 'By Name or ID', placeholder: 'e.g. Won deals' },
		options,
	);
}

export function workflowTriggerField(options: LocatorOptions): INodeProperties {
	return locator(
		{ displayName: 'Trigger', name: 'trigger' },
		'searchWorkflowTriggers',
		{ label: 'By Name of the Workflow', placeholder: 'e.g. Won deals' },
		options,
	);
}
