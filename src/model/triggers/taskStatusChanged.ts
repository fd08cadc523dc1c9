import type { Values } from '../record';
import { TASK_STATUSES } from '../task';
import { allows, otherKind, type EventField, type TriggerEvent } from './TriggerEvent';

interface TaskStatusChanged {
	/** The status reached; empty: any. */
	taskStatuses?: readonly string[];
	/** Only tasks linked to a record of this type; absent or empty: all tasks. */
	taskRecordType?: string;
}

const FIELDS: readonly EventField[] = [
	{
		name: 'taskStatuses',
		label: 'Statuses',
		kind: 'choices',
		default: ['completed'],
		description: 'The statuses the task reaches; leave empty for any',
		choices: TASK_STATUSES.map((value) => ({ value })),
	},
	{
		name: 'taskTitle',
		label: 'Task Title Contains',
		kind: 'text',
		placeholder: 'e.g. Call the customer',
		description: 'Only tasks with this text in the title, upper and lower case alike; leave empty for all tasks',
	},
	{
		name: 'taskRecordType',
		label: 'Only Tasks of Record Type Name or ID',
		kind: 'recordType',
		optional: true,
		description: 'Only tasks linked to a record of this type',
	},
];

export const taskStatusChanged: TriggerEvent<TaskStatusChanged, 'notUpdated' | 'statusKept' | 'otherStatus' | 'otherTaskRecord'> = {
	label: 'Task Status Changed',
	description: 'A task reaches a status',
	types: { only: 'task' },
	fields: FIELDS,
	read(form) {
		const title = form.text('taskTitle');
		return {
			taskStatuses: form.texts('taskStatuses'),
			taskRecordType: form.text('taskRecordType'),
			conditions: title === '' ? [] : [{ field: 'title', operator: 'contains', value: title }],
		};
	},
	kinds: () => ['created', 'updated'],
	mismatch({ kind, changed, after }, { taskStatuses, taskRecordType }) {
		if (kind === 'deleted') return 'notUpdated';
		if (kind === 'updated' && !changed.includes('status')) return 'statusKept';
		if (!allows(taskStatuses, after?.status)) return 'otherStatus';
		return linkedTo(after, taskRecordType) ? undefined : 'otherTaskRecord';
	},
	why: {
		notUpdated: otherKind('updated'),
		statusKept: ({ changed }, _, words) => `The status of the task did not change: what changed was ${words.fields(changed)}.`,
		otherStatus: ({ after }, { taskStatuses }, words) =>
			`The task did not reach the status ${words.anyOf('status', taskStatuses)}: its status is ${words.value('status', after?.status)}.`,
		otherTaskRecord: (_, { taskRecordType = '' }, words) =>
			`The task does not belong to a record of type ${words.typeName(taskRecordType)}.`,
	},
	summary: ({ taskStatuses = [] }, words) =>
		taskStatuses.length === 0 ? 'status changes' : `status becomes ${words.anyOf('status', taskStatuses)}`,
	sample: {
		before: (values) => ({ ...values, status: values.status === 'open' ? 'waiting' : 'open' }),
		moved: (values, { taskStatuses = [] }) => ({ ...values, status: taskStatuses[0] ?? null }),
	},
	names: ({ taskRecordType }) => ({ types: taskRecordType ? [taskRecordType] : [] }),
};

function linkedTo(task: Values | undefined, recordType: string | undefined): boolean {
	if (recordType === undefined || recordType === '') return true;
	const record = task?.record;
	return typeof record === 'string' && record.startsWith(`${recordType}/`);
}
