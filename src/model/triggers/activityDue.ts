import { readReminder, reminderFields, reminderOf, reminderText, type Reminder } from './reminder';
import { notDue } from './timing';
import { NOT_DUE, type TriggerEvent } from './TriggerEvent';

export const activityDue: TriggerEvent<Reminder, 'notDue'> = {
	label: 'Reminder or Activity Due',
	description: 'A planned meeting, call or reminder comes near, begins, or was not done',
	types: { only: 'activity' },
	fields: reminderFields({ before: 'Before It Takes Place', on: 'When It Takes Place', after: 'When It Was Not Done' }, 'on'),
	read: (form) => ({ ...readReminder(form), conditions: [{ field: 'status', operator: 'is', value: 'planned' }] }),
	kinds: () => ['due'],
	mismatch: notDue('activityDue'),
	why: NOT_DUE,
	summary: (settings, words) => reminderText(settings, words.field('at')),
	timing: {
		kind: 'ofRecord',
		concerns: ({ kind, changed }) => kind !== 'updated' || changed.includes('at') || changed.includes('status'),
		occasion: ({ values }, settings, { calendar }) => (values.status === 'planned' ? reminderOf(values.at, settings, calendar) : undefined),
		field: () => 'at',
		includesDue: ({ includeDue }) => includeDue === true,
		repeats: ({ repeat }) => repeat,
	},
};
