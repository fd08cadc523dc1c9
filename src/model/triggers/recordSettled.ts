import { notDue, readSpan, spanFields, spanText, type TimeSpan } from './timing';
import { NOT_DUE, type TriggerEvent } from './TriggerEvent';

interface RecordSettled {
	/** Only edits of these fields count; empty: any. */
	fields?: readonly string[];
	quiet: TimeSpan;
	longest: TimeSpan;
}

export const recordSettled: TriggerEvent<RecordSettled, 'notDue'> = {
	label: 'Record Changed and Settled',
	description: 'Once after several edits, when no more come: with the values before the first and after the last',
	types: 'all',
	fields: [
		{
			name: 'fields',
			label: 'Field Names or IDs',
			kind: 'fields',
			description: 'Only edits of these fields count; leave empty for any',
		},
		...spanFields('quiet', 'No Edit For', { amount: 10, unit: 'minutes' }),
		...spanFields('longest', 'At the Latest After', {
			amount: 2,
			unit: 'hours',
			description: 'How long after the first edit it starts although more edits come',
		}),
	],
	read: (form) => ({
		fields: form.texts('fields'),
		quiet: readSpan(form, 'quiet', 'No Edit For'),
		longest: readSpan(form, 'longest', 'At the Latest After'),
	}),
	kinds: () => ['due'],
	needsBefore: () => true,
	mismatch: notDue('recordSettled'),
	why: NOT_DUE,
	summary: ({ fields = [], quiet }, words) =>
		`${fields.length === 0 ? 'changed' : `${fields.map((name) => words.field(name)).join(' or ')} changed`}, and not again for ${spanText(quiet)}`,
	names: ({ fields }) => ({ fields }),
	timing: {
		kind: 'ofEdits',
		concerns: ({ kind, changed }, { fields = [] }) =>
			kind === 'updated' && (fields.length === 0 || fields.some((field) => changed.includes(field))),
		spans: ({ quiet, longest }) => ({ quiet, longest }),
	},
};
