import { ACTIVITY_KINDS, ACTIVITY_STATUSES } from './activity';
import { PROJECT_STATUSES } from './projectTemplate';
import type { Field, FieldKind, FieldOption, RecordType } from './recordType';
import { TASK_PRIORITIES, TASK_STATUSES } from './task';

/** Types the CRM keeps itself, in the order they are listed. */
export const OWN_TYPES: readonly RecordType[] = [
	{ name: 'task', label: 'Task', pluralLabel: 'Tasks', editable: false },
	{ name: 'user', label: 'User', pluralLabel: 'Users', editable: false },
	{ name: 'project', label: 'Project', pluralLabel: 'Projects', editable: false },
	{ name: 'activity', label: 'Activity', pluralLabel: 'Activities', editable: false },
	{ name: 'document', label: 'Document', pluralLabel: 'Documents', editable: false },
];

/** Types of the ready ones whose records are somebody, and have a name. */
const NAMED_TYPES: ReadonlySet<string> = new Set(['contact', 'company']);

/** The fields every editable type has. Where there are no pipelines, pipeline and stage stay empty. */
export function recordFields(type: string): Field[] {
	return [
		own('title', NAMED_TYPES.has(type) ? 'Name' : 'Title', 'string', { required: true }),
		own('pipeline', 'Pipeline', 'pipeline'),
		own('stage', 'Stage', 'stage'),
		own('responsible', 'Responsible', 'user'),
		own('externalId', 'External ID', 'string', { help: 'The id of this record in another system. Unique in its type.' }),
	];
}

export function taskFields(): Field[] {
	return [
		own('title', 'Title', 'string', { required: true }),
		own('description', 'Description', 'text'),
		own('status', 'Status', 'choice', { options: asOptions(TASK_STATUSES) }),
		own('responsible', 'Responsible', 'user', { required: true }),
		own('creator', 'Creator', 'user'),
		own('participants', 'Participants', 'multiChoice'),
		own('observers', 'Observers', 'multiChoice'),
		own('priority', 'Priority', 'choice', { options: asOptions(TASK_PRIORITIES) }),
		own('deadline', 'Deadline', 'dateTime'),
		own('plannedStart', 'Planned start', 'dateTime'),
		own('plannedEnd', 'Planned end', 'dateTime'),
		own('tags', 'Tags', 'multiChoice'),
		own('estimateMinutes', 'Estimate (minutes)', 'number'),
		own('record', 'Record', 'record', { help: 'Type and id of the record the task belongs to, for example deal/12.' }),
		own('parent', 'Parent task', 'record', { target: 'task' }),
		own('project', 'Project', 'record', { target: 'project' }),
		own('projectStage', 'Project stage', 'string'),
		own('completedAt', 'Completed at', 'dateTime', { readOnly: true }),
	];
}

export function userFields(groups: readonly string[], roles: readonly string[]): Field[] {
	return [
		own('name', 'Name', 'string', { required: true }),
		own('email', 'Email', 'email'),
		own('supervisor', 'Supervisor', 'user'),
		own('role', 'Role', 'choice', { options: asNames(roles) }),
		own('groups', 'Groups', 'multiChoice', { options: asNames(groups) }),
		own('active', 'Active', 'boolean'),
		own('absentFrom', 'Absent from', 'date'),
		own('absentUntil', 'Absent until', 'date'),
	];
}

export function projectFields(): Field[] {
	return [
		own('name', 'Name', 'string', { required: true }),
		own('template', 'Template', 'string', { readOnly: true, help: 'Id of the project template.' }),
		own('templateVersion', 'Template version', 'number', { readOnly: true }),
		own('record', 'Record', 'record', { readOnly: true, help: 'Type and id of the record, for example deal/12.' }),
		own('status', 'Status', 'choice', { options: asOptions(PROJECT_STATUSES) }),
		own('startedBy', 'Started by', 'user', { readOnly: true }),
		own('startedAt', 'Started at', 'dateTime', { readOnly: true }),
		own('finishedAt', 'Finished at', 'dateTime', { readOnly: true }),
	];
}

export function activityFields(): Field[] {
	return [
		own('title', 'Subject', 'string', { required: true }),
		own('kind', 'Kind', 'choice', { required: true, options: asOptions(ACTIVITY_KINDS) }),
		own('description', 'Description', 'text', { required: true }),
		own('at', 'Takes place at', 'dateTime', { required: true }),
		own('durationMinutes', 'Duration (minutes)', 'number'),
		own('record', 'Record', 'record', { required: true, help: 'Type and id of the record the activity belongs to, for example deal/12.' }),
		own('responsible', 'Responsible', 'user', { required: true }),
		own('creator', 'Creator', 'user'),
		own('status', 'Status', 'choice', { options: asOptions(ACTIVITY_STATUSES) }),
		own('completedAt', 'Completed at', 'dateTime', { readOnly: true }),
		own('completeOnStageChange', 'Completed by itself when the stage changes', 'boolean'),
	];
}

export function documentFields(): Field[] {
	return [
		own('name', 'Name', 'string', { required: true }),
		own('record', 'Record', 'record', { readOnly: true, help: 'Type and id of the record the document belongs to, for example deal/12.' }),
		own('section', 'Section', 'string', { required: true }),
		own('kind', 'Kind', 'string'),
		own('mediaType', 'Media type', 'string', { readOnly: true, help: 'For example application/pdf.' }),
		own('size', 'Size (bytes)', 'number', { readOnly: true }),
		own('tags', 'Tags', 'multiChoice'),
		own('documentVersion', 'Version of the document', 'number', { readOnly: true }),
		own('sha256', 'SHA-256', 'string', { readOnly: true, help: 'Fingerprint of the content.' }),
		own('author', 'Author', 'user', { readOnly: true }),
	];
}

function own(name: string, label: string, kind: FieldKind, more: Partial<Field> = {}): Field {
	return { name, label, kind, required: false, system: true, ...more };
}

function asNames(values: readonly string[]): FieldOption[] {
	return values.map((value) => ({ value, label: value }));
}

/** `inProgress` → "In progress". */
function asOptions(values: readonly string[]): FieldOption[] {
	return values.map((value) => {
		const words = value.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
		return { value, label: words.charAt(0).toUpperCase() + words.slice(1) };
	});
}
