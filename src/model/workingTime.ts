import { DateTime } from 'luxon';
import { CrmError } from './CrmError';

/** Days and hours in which people work. */
export interface WorkingCalendar {
	/** IANA name, e.g. `Europe/Warsaw`. */
	timeZone: string;
	/** Working weekdays: 1 Monday … 7 Sunday. */
	days: readonly number[];
	/** Minutes after midnight, local time. */
	opensAt: number;
	/** Minutes after midnight, local time; later than `opensAt`. */
	closesAt: number;
	/** Days off besides the weekend, `YYYY-MM-DD`. */
	holidays?: readonly string[];
}

export const TIME_UNITS = ['minutes', 'hours', 'days'] as const;
export type TimeUnit = (typeof TIME_UNITS)[number];

/** Monday to Friday, 09:00 to 18:00. Asked for by `Scope.calendarOf` alone: everything else is given a calendar. */
export function companyCalendar(timeZone: string): WorkingCalendar {
	return { timeZone, days: [1, 2, 3, 4, 5], opensAt: 9 * 60, closesAt: 18 * 60 };
}

/**
 * The moment that comes `amount` working minutes, hours or days after another; before it when the amount is negative.
 * Counting begins at the next working moment: what starts on a Saturday starts on Monday at opening. A working day
 * later is the same time on the next day worked; a part of a day counts as that part of the opening hours. Hours that
 * end exactly at closing end there, not at the next opening. Throws invalidValue for a calendar without working time.
 */
export function addWorkingTime(from: Date, amount: number, unit: TimeUnit, calendar: WorkingCalendar): Date {
	const direction = amount < 0 ? -1 : 1;
	const start = nextWorkingMoment(DateTime.fromJSDate(from, { zone: calendar.timeZone }), direction, calendar);
	const size = Math.abs(amount);
	if (unit !== 'days') return addWorkingMinutes(start, unit === 'hours' ? size * 60 : size, direction, calendar).toJSDate();
	const whole = Math.floor(size);
	const onDay = addWorkingDays(start, whole, direction, calendar);
	const rest = (size - whole) * (calendar.closesAt - calendar.opensAt);
	return rest === 0 ? onDay.toJSDate() : addWorkingMinutes(onDay, rest, direction, calendar).toJSDate();
}

type Direction = 1 | -1;

function nextWorkingMoment(moment: DateTime, direction: Direction, calendar: WorkingCalendar): DateTime {
	const { opens, closes } = hoursOf(moment, calendar);
	if (isWorkingDay(moment, calendar)) {
		if (direction === 1 && moment < closes) return moment < opens ? opens : moment;
		if (direction === -1 && moment > opens) return moment > closes ? closes : moment;
	}
	const other = hoursOf(nextWorkingDay(moment, direction, calendar), calendar);
	return direction === 1 ? other.opens : other.closes;
}

function addWorkingMinutes(start: DateTime, minutes: number, direction: Direction, calendar: WorkingCalendar): DateTime {
	let moment = start;
	let left = minutes * 60_000;
	for (;;) {
		const { opens, closes } = hoursOf(moment, calendar);
		const available = direction === 1 ? closes.diff(moment).toMillis() : moment.diff(opens).toMillis();
		if (left <= available) return moment.plus({ milliseconds: left * direction });
		left -= available;
		const next = hoursOf(nextWorkingDay(moment, direction, calendar), calendar);
		moment = direction === 1 ? next.opens : next.closes;
	}
}

/** The same time of day, that many working days later or earlier. */
function addWorkingDays(start: DateTime, days: number, direction: Direction, calendar: WorkingCalendar): DateTime {
	const first = dateOf(start);
	let distance = 0;
	for (let done = 0, pause = 0; done < days;) {
		distance++;
		if (isWorkingDate(new Date(first + distance * direction * DAY_MS), calendar)) {
			done++;
			pause = 0;
		} else if (++pause >= LONGEST_PAUSE_DAYS) {
			throw new CrmError(
				'invalidValue',
				'The working calendar has no working day within a year.',
				'Give it at least one working weekday, and opening hours that end after they begin.',
			);
		}
	}
	return start.plus({ days: distance * direction });
}

function nextWorkingDay(moment: DateTime, direction: Direction, calendar: WorkingCalendar): DateTime {
	return addWorkingDays(moment, 1, direction, calendar);
}

const LONGEST_PAUSE_DAYS = 366;
const DAY_MS = 24 * 60 * 60_000;

function isWorkingDay(moment: DateTime, calendar: WorkingCalendar): boolean {
	return isWorkingDate(new Date(dateOf(moment)), calendar);
}

/** The date of the moment in its zone as the beginning of that date in UTC: dates are counted far faster than days of a zone. */
function dateOf({ year, month, day }: DateTime): number {
	return Date.UTC(year, month - 1, day);
}

/** `date`: its beginning in UTC. */
function isWorkingDate(date: Date, { opensAt, closesAt, days, holidays }: WorkingCalendar): boolean {
	if (closesAt <= opensAt || !days.includes(date.getUTCDay() || 7)) return false;
	return !(holidays?.includes(date.toISOString().slice(0, 10)) ?? false);
}

/** Set by the clock on the wall, so that a day on which the clocks change still opens at nine. */
function hoursOf(moment: DateTime, calendar: WorkingCalendar): { opens: DateTime; closes: DateTime } {
	const at = (minutes: number) => moment.set({ hour: Math.floor(minutes / 60), minute: minutes % 60, second: 0, millisecond: 0 });
	return { opens: at(calendar.opensAt), closes: at(calendar.closesAt) };
}

/** Whether people work on the day of the moment, in the zone of the calendar. */
export function isWorkingDayOf(moment: Date, calendar: WorkingCalendar): boolean {
	return isWorkingDay(DateTime.fromJSDate(moment, { zone: calendar.timeZone }), calendar);
}
