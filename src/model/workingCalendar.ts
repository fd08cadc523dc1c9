import { CrmError, quoted } from './CrmError';

/** Days and hours in which people work. */
export interface WorkingCalendar {
	/** IANA name, e.g. `Europe/Warsaw`. */
	timeZone: string;
	/** Several of one day are worked one after the other, with a break between them. */
	hours: readonly WorkingHours[];
	/** Days off besides those that are never worked. */
	holidays?: readonly Holiday[];
	/** Times away, e.g. a vacation: nothing is worked on these days. */
	away?: readonly Days[];
}

/** A span of a weekday in which people work, by the clock on the wall. */
export interface WorkingHours {
	/** 1 Monday … 7 Sunday. */
	weekday: number;
	/** `09:00` */
	opens: string;
	/** Later on the same day; `24:00` is its end. */
	closes: string;
}

export interface Holiday {
	/** `YYYY-MM-DD`, or `MM-DD` where it comes every year; that of the 29th of February comes in leap years. */
	date: string;
	name?: string;
}

/** From day to day, both included: `YYYY-MM-DD`. */
export interface Days {
	from: string;
	to: string;
}

export const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

/** Monday to Friday, 09:00 to 18:00: as long as nobody has said how the company works. */
export function usualCalendar(timeZone: string): WorkingCalendar {
	return { timeZone, hours: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, opens: '09:00', closes: '18:00' })) };
}

/** Minutes after midnight of `09:00`; undefined for what is no time of day. */
export function minutesOf(time: string): number | undefined {
	const [, hour, minute] = /^(\d{1,2}):(\d{2})$/.exec(time) ?? [];
	const minutes = Number(hour) * 60 + Number(minute);
	return minutes <= MINUTES_OF_DAY && Number(minute) < 60 ? minutes : undefined;
}

const MINUTES_OF_DAY = 24 * 60;

/**
 * Hours as they are stored: in the order of the week, times with two digits. Throws missingValue where nobody would ever work,
 * invalidValue for what is no time, ends before it begins, or overlaps.
 */
export function checkHours(given: readonly WorkingHours[]): WorkingHours[] {
	if (given.length === 0)
		throw new CrmError(
			'missingValue',
			'The calendar has no working hours.',
			'Add the hours of at least one weekday, e.g. Monday 09:00 to 17:00.',
		);
	const hours = given.map(checkSpan).sort((one, other) => one.weekday - other.weekday || (one.opens < other.opens ? -1 : 1));
	hours.forEach((span, index) => {
		const before = hours[index - 1];
		if (before === undefined || before.weekday !== span.weekday || before.closes <= span.opens) return;
		throw new CrmError(
			'invalidValue',
			`${shownSpan(before)} and ${span.opens} to ${span.closes} overlap.`,
			'Let the second span of a day begin when the first has ended.',
		);
	});
	return hours;
}

function checkSpan(given: WorkingHours): WorkingHours {
	const { weekday } = given;
	const name = WEEKDAYS[weekday - 1];
	if (name === undefined)
		throw new CrmError('invalidValue', `${quoted(weekday)} is not a weekday.`, `Choose one of: ${WEEKDAYS.join(', ')}.`);
	const [opens, closes] = [given.opens, given.closes].map((time) => {
		const minutes = minutesOf(time);
		if (minutes !== undefined) return timeText(minutes);
		throw new CrmError('invalidValue', `${name}: ${quoted(time)} is not a time of day.`, 'Write it as HH:MM, from 00:00 to 24:00.');
	}) as [string, string];
	const span = { weekday, opens, closes };
	if (opens < closes) return span;
	if (opens === closes)
		throw new CrmError(
			'invalidValue',
			`${shownSpan(span)} is no time at all.`,
			'Let it end later, or remove it: for the whole day write 00:00 to 24:00.',
		);
	const next = WEEKDAYS[weekday % 7];
	throw new CrmError(
		'invalidValue',
		`${shownSpan(span)} ends before it begins.`,
		`Hours over midnight are two spans: ${name} ${opens} to 24:00, and ${next} 00:00 to ${closes}.`,
	);
}

/** "Monday 09:00 to 13:00" */
function shownSpan({ weekday, opens, closes }: WorkingHours): string {
	return `${WEEKDAYS[weekday - 1]} ${opens} to ${closes}`;
}

function timeText(minutes: number): string {
	return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
