import { CrmError } from '../CrmError';
import { findField } from '../fieldNames';
import { readReminder, reminderFields, reminderOf, reminderText, type Reminder } from './reminder';
import { notDue } from './timing';
import { NOT_DUE, type TriggerEvent } from './TriggerEvent';

interface DateReached extends Reminder {
	/** Name of the field with the date. */
	dateField: string;
	/** A date that is moved later leaves the timer where it was. */
	keepFirst?: boolean;
}

export const dateReached: TriggerEvent<DateReached, 'notDue'> = {
	label: 'Date Reached',
	description: 'A date of a record comes: on the day, or so long before or after it',
	types: 'all',
	fields: [
		{ name: 'dateField', label: 'Date Field Name or ID', kind: 'dateField', required: true, description: 'The date that is waited for' },
		...reminderFields({ before: 'Before the Date', on: 'On the Date', after: 'After the Date' }, 'on'),
		{
			name: 'keepFirst',
			label: 'Keep the First Date',
			kind: 'switch',
			optional: true,
			description: 'Whether a date that is moved leaves the moment as it was; otherwise the moment moves along with the date',
		},
	],
	read: (form) => ({
		dateField: requireField(form.text('dateField')),
		...readReminder(form),
		...(form.isOn('keepFirst') && { keepFirst: true }),
	}),
	kinds: () => ['due'],
	mismatch: notDue('dateReached'),
	why: NOT_DUE,
	summary: (settings, words) => reminderText(settings, words.field(settings.dateField)),
	names: ({ dateField }) => ({ fields: [dateField] }),
	resolve(settings, description) {
		const { name, label, kind } = findField(description, settings.dateField);
		if (kind === 'date' || kind === 'dateTime') return { ...settings, dateField: name };
		throw new CrmError('invalidValue', `"${label}" is no date.`, 'Choose a field with a date, or with a date and a time.');
	},
	timing: {
		kind: 'ofRecord',
		concerns: ({ kind, changed }, { dateField }) => kind !== 'updated' || changed.includes(dateField),
		occasion: ({ values }, settings, { calendar }) => reminderOf(values[settings.dateField], settings, calendar),
		field: ({ dateField }) => dateField,
		keepsFirst: ({ keepFirst }) => keepFirst === true,
		includesDue: ({ includeDue }) => includeDue === true,
		repeats: ({ repeat }) => repeat,
	},
};

function requireField(name: string): string {
	if (name !== '') return name;
	throw new CrmError('missingValue', '"Date Field" of CRM Trigger is empty.', 'Choose the date that is waited for.');
}
