import { DateTime } from 'luxon';
import { CrmError } from '../CrmError';
import { isWorkingDayOf } from '../workingTime';
import { notDue, readTimeOfDay } from './timing';
import { NOT_DUE, type TriggerEvent } from './TriggerEvent';

const PERIODS = ['hour', 'day', 'week', 'month'] as const;
type Period = (typeof PERIODS)[number];
const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

interface Schedule {
	every: Period;
	timeOfDay: { hour: number; minute: number };
	/** 1 Monday … 7 Sunday; for a week. */
	weekday: number;
	/** 1 … 31; in a shorter month its last day. */
	dayOfMonth: number;
	/** Not on days on which the company does not work. */
	workingDays?: boolean;
}

export const schedule: TriggerEvent<Schedule, 'notDue'> = {
	label: 'On a Schedule',
	description: 'At set times, for each record that meets the conditions',
	types: 'all',
	fields: [
		{ name: 'every', label: 'Every', kind: 'choice', default: 'day', choices: PERIODS.map((value) => ({ value })) },
		{
			name: 'weekday',
			label: 'On',
			kind: 'choice',
			default: 'monday',
			choices: WEEKDAYS.map((value) => ({ value })),
			when: { every: 'week' },
		},
		{
			name: 'dayOfMonth',
			label: 'Day of the Month',
			kind: 'number',
			default: '1',
			description: 'From 1 to 31; in a shorter month its last day',
			when: { every: 'month' },
		},
		{
			name: 'scheduledTime',
			label: 'At Time of Day',
			kind: 'text',
			default: '09:00',
			placeholder: 'e.g. 09:00',
			when: { every: ['day', 'week', 'month'] },
		},
		{
			name: 'workingDays',
			label: 'On Working Days Only',
			kind: 'switch',
			description: 'Whether days are left out on which the company does not work',
			when: { every: ['hour', 'day'] },
		},
	],
	read(form) {
		const day = Number(form.text('dayOfMonth') || '1');
		if (!(Number.isInteger(day) && day >= 1 && day <= 31))
			throw new CrmError(
				'invalidValue',
				`"Day of the Month" of CRM Trigger is ${form.text('dayOfMonth')}.`,
				'Give a whole number from 1 to 31.',
			);
		return {
			every: form.text('every') as Period,
			timeOfDay: readTimeOfDay(form.text('scheduledTime') || '09:00', 'At Time of Day')!,
			weekday: WEEKDAYS.indexOf((form.text('weekday') || 'monday') as (typeof WEEKDAYS)[number]) + 1,
			dayOfMonth: day,
			...(form.isOn('workingDays') && { workingDays: true }),
		};
	},
	kinds: () => ['due'],
	mismatch: notDue('schedule'),
	why: NOT_DUE,
	summary: ({ every }) => `every ${every}`,
	timing: { kind: 'byClock', next },
};

/** A year of days on which nobody works is the end of the search. */
const MOST_STEPS = 24 * 400;

function next(after: Date, settings: Schedule, calendar: Parameters<typeof isWorkingDayOf>[1]): Date {
	const from = DateTime.fromJSDate(after, { zone: calendar.timeZone });
	for (let step = 0; step < MOST_STEPS; step++) {
		const moment = momentOf(from, step, settings);
		if (moment <= from) continue;
		if (settings.workingDays === true && !isWorkingDayOf(moment.toJSDate(), calendar)) continue;
		return moment.toJSDate();
	}
	throw new CrmError('invalidValue', 'The working calendar has no working day within a year.', 'Give it at least one working weekday.');
}

/** The moment of the period that comes so many periods later. */
function momentOf(from: DateTime, step: number, { every, timeOfDay, weekday, dayOfMonth }: Schedule): DateTime {
	const time = { ...timeOfDay, second: 0, millisecond: 0 };
	switch (every) {
		case 'hour':
			return from.startOf('hour').plus({ hours: step });
		case 'day':
			return from.plus({ days: step }).set(time);
		case 'week':
			return from
				.startOf('week')
				.plus({ weeks: step, days: weekday - 1 })
				.set(time);
		case 'month': {
			const month = from.startOf('month').plus({ months: step });
			return month.set({ day: Math.min(dayOfMonth, month.daysInMonth ?? 28), ...time });
		}
	}
}
