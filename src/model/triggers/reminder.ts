import { DateTime } from 'luxon';
import { CrmError } from '../CrmError';
import type { FieldValue } from '../record';
import type { WorkingCalendar } from '../workingCalendar';
import { isWorkingDayOf } from '../workingTime';
import { addSpan, atTimeOfDay, isPlannable, readSpan, readTimeOfDay, spanFields, spanText, type Occasion, type TimeSpan } from './timing';
import type { EventField, FormReader } from './TriggerEvent';

/** A moment that is set by a date: on it, or so long before or after it. */
export interface Reminder {
	/** Absent: on the date itself. */
	span?: TimeSpan;
	direction?: 'before' | 'after';
	/** At this time of that day. */
	timeOfDay?: { hour: number; minute: number };
	/** How long after it has fired it does so again. */
	repeat?: TimeSpan;
	/** What is due already when the trigger begins starts it too. */
	includeDue?: boolean;
}

const MOMENTS = ['before', 'on', 'after'] as const;
export type ReminderMoment = (typeof MOMENTS)[number];

/** `labels`: what the moments are called, in the order in which they are offered; those without one are not. */
export function reminderFields(labels: Partial<Record<ReminderMoment, string>>, chosen: ReminderMoment): EventField[] {
	const apart = { moment: MOMENTS.filter((moment) => moment !== 'on' && labels[moment] !== undefined) };
	return [
		{
			name: 'moment',
			label: 'Start',
			kind: 'choice',
			default: chosen,
			choices: MOMENTS.flatMap((value) => (labels[value] === undefined ? [] : [{ value, label: labels[value] }])),
		},
		...spanFields('moment', 'How Long', { amount: 1, unit: 'days', when: apart }),
		{
			name: 'workingTime',
			label: 'Count Working Time Only',
			kind: 'switch',
			description: 'Whether only the working hours of the responsible person count',
			when: apart,
		},
		{
			name: 'timeOfDay',
			label: 'At Time of Day',
			kind: 'text',
			placeholder: 'e.g. 09:00',
			description: 'The time on that day; leave empty for the very moment, which for a date is the beginning of the day',
		},
		...spanFields('repeat', 'Repeat Every', {
			amount: 1,
			unit: 'days',
			optional: true,
			description: 'How long after the start it starts again, as long as the record meets the conditions; without it, once',
		}),
		INCLUDE_DUE,
	];
}

/** Throws invalidValue. */
export function readReminder(form: FormReader): Reminder {
	const moment = form.text('moment') as ReminderMoment;
	const timeOfDay = readTimeOfDay(form.text('timeOfDay'), 'At Time of Day');
	return {
		...(moment !== 'on' && {
			direction: moment,
			span: { ...readSpan(form, 'moment', 'How Long'), ...(form.isOn('workingTime') && { working: true }) },
		}),
		...(timeOfDay !== undefined && { timeOfDay }),
		...readRepeat(form),
		...readIncludeDue(form),
	};
}

/** Whether what is due already starts the trigger when it begins. */
export const INCLUDE_DUE: EventField = {
	name: 'alreadyDue',
	label: 'Already Due When Switched On',
	kind: 'alreadyDue',
	default: 'skip',
	optional: true,
	description: 'What happens to records that are due already when the workflow is switched on',
};

export function readIncludeDue(form: FormReader): { includeDue?: true } {
	return form.text(INCLUDE_DUE.name) === 'include' ? { includeDue: true } : {};
}

/** What stands under "Repeat Every". Throws invalidValue. */
export function readRepeat(form: FormReader): Pick<Reminder, 'repeat'> {
	const unit = form.text('repeatUnit') || 'days';
	const given = form.text('repeatAmount') || (form.text('repeatUnit') === '' ? '' : '1');
	if (given === '') return {};
	const reader: FormReader = { ...form, text: (name) => (name === 'repeatUnit' ? unit : given) };
	return { repeat: readSpan(reader, 'repeat', 'Repeat Every') };
}

/** What a date or moment of a record sets the timer to; undefined for an empty one, and for years in which nobody lives. */
export function reminderOf(value: FieldValue | undefined, reminder: Reminder, calendar: WorkingCalendar): Occasion | undefined {
	if (typeof value !== 'string' || value === '') return undefined;
	const base = momentOf(value, calendar);
	if (base === undefined || !isPlannable(base)) return undefined;
	const { span, direction, timeOfDay } = reminder;
	const sign = direction === 'before' ? -1 : 1;
	const days = value.length <= 10 && span?.working === true && span.unit === 'days';
	const moved =
		span === undefined ? base : days ? addWorkingDates(base, Math.floor(span.amount), sign, calendar) : addSpan(base, span, calendar, sign);
	const due = timeOfDay === undefined ? moved : atTimeOfDay(moved, timeOfDay, calendar);
	return isPlannable(due) ? { name: value, due, base: value.length > 10 ? base : endOfDay(base, calendar) } : undefined;
}

/** `3 days before Close date at 09:00`. */
export function reminderText({ span, direction, timeOfDay }: Reminder, date: string): string {
	const time = timeOfDay === undefined ? '' : ` at ${two(timeOfDay.hour)}:${two(timeOfDay.minute)}`;
	return `${span === undefined ? 'on' : `${spanText(span)} ${direction}`} ${date}${time}`;
}

/** A date alone is the beginning of that day in the zone of the calendar. */
function momentOf(value: string, { timeZone }: WorkingCalendar): Date | undefined {
	const moment = DateTime.fromISO(value, { zone: timeZone });
	return moment.isValid ? moment.toJSDate() : undefined;
}

/** That many working days away from a day: two before a Monday is the Thursday. Throws invalidValue where nobody works for ten years. */
function addWorkingDates(day: Date, count: number, sign: 1 | -1, calendar: WorkingCalendar): Date {
	let date = DateTime.fromJSDate(day, { zone: calendar.timeZone });
	for (let left = count, idle = 0; left > 0;) {
		date = date.plus({ days: sign });
		if (isWorkingDayOf(date.toJSDate(), calendar)) {
			left--;
			idle = 0;
		} else if (++idle > 3660) {
			throw new CrmError(
				'invalidValue',
				'The working calendar has no working day within ten years.',
				'Give it at least one working weekday.',
			);
		}
	}
	return date.toJSDate();
}

function endOfDay(moment: Date, { timeZone }: WorkingCalendar): Date {
	return DateTime.fromJSDate(moment, { zone: timeZone }).endOf('day').toJSDate();
}

function two(number: number): string {
	return String(number).padStart(2, '0');
}
