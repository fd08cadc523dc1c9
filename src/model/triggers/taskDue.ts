import { TASK_STATUSES } from '../task';
import { isOver } from '../taskRules';
import type { Condition } from '../query';
import { readReminder, reminderFields, reminderOf, reminderText, type Reminder } from './reminder';
import { notDue } from './timing';
import { NOT_DUE, type TriggerEvent } from './TriggerEvent';

/** Of tasks that nobody works on any more. */
const OVER_STATUSES = TASK_STATUSES.filter(isOver);

export const taskDue: TriggerEvent<Reminder, 'notDue'> = {
	label: 'Task Due or Overdue',
	description: 'An open task comes near its deadline, or passes it',
	types: { only: 'task' },
	fields: [
		...reminderFields({ before: 'Before the Deadline', on: 'At the Deadline', after: 'When It Is Overdue' }, 'on'),
		{
			name: 'taskTitle',
			label: 'Task Title Contains',
			kind: 'text',
			placeholder: 'e.g. Call the customer',
			description: 'Only tasks with this text in the title, upper and lower case alike; leave empty for all tasks',
		},
	],
	read(form) {
		const title = form.text('taskTitle');
		const open: Condition = { field: 'status', operator: 'isNoneOf', value: [...OVER_STATUSES] };
		return {
			...readReminder(form),
			conditions: [open, ...(title === '' ? [] : [{ field: 'title', operator: 'contains' as const, value: title }])],
		};
	},
	kinds: () => ['due'],
	mismatch: notDue('taskDue'),
	why: NOT_DUE,
	summary: (settings, words) => reminderText(settings, words.field('deadline')),
	timing: {
		kind: 'ofRecord',
		concerns: ({ kind, changed }) => kind !== 'updated' || changed.includes('deadline') || changed.includes('status'),
		occasion: ({ values }, settings, { calendar }) =>
			(OVER_STATUSES as readonly unknown[]).includes(values.status) ? undefined : reminderOf(values.deadline, settings, calendar),
		field: () => 'deadline',
		includesDue: ({ includeDue }) => includeDue === true,
		repeats: ({ repeat }) => repeat,
	},
};
