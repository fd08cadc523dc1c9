import { CrmError } from './CrmError';
import type { WorkingCalendar } from './workingCalendar';
import { requireCountable, workedDays, WorkingDays, type WorkingDay } from './WorkingDays';
import { DAY_MS } from './ZoneTime';

export const TIME_UNITS = ['minutes', 'hours', 'days'] as const;
export type TimeUnit = (typeof TIME_UNITS)[number];

/** Ten years; more is a mistake, and would count for a long time. */
export const LONGEST_TIME: Record<TimeUnit, number> = { days: 3660, hours: 87_840, minutes: 5_270_400 };

/**
 * The moment that comes `amount` working minutes, hours or days after another; before it when the amount is negative.
 *
 * - Minutes and hours begin at the next working moment: what starts on a Saturday starts on Monday at opening. What ends exactly
 *   at closing ends there, not at the next opening. None at all from outside of working hours is the next opening.
 * - A working day from within working hours is the same time on the next day worked, or where that day is shorter, as near to it
 *   as its hours allow; a break belongs to the hours around it, and ends before it counts. From outside of working hours it is the
 *   end of the next day worked: two days from a Saturday is Tuesday at closing. A part of a day counts as that part of the day's hours.
 * - Backwards it is the mirror image: opening and closing change places.
 *
 * Throws invalidValue for a calendar without working time, and for more than can be counted (see LONGEST_TIME; years 1 to 9999).
 */
export function addWorkingTime(from: Date, amount: number, unit: TimeUnit, calendar: WorkingCalendar): Date {
	const start = countable(from);
	if (!(Math.abs(amount) <= LONGEST_TIME[unit]))
		throw new CrmError('invalidValue', `${amount} ${unit} cannot be counted.`, `Give a number up to ${LONGEST_TIME[unit]} ${unit}.`);
	const days = WorkingDays.of(calendar);
	const step = amount < 0 ? -1 : 1;
	const size = Math.abs(amount);
	if (unit !== 'days') return new Date(addSpans(days, start, Math.round(size * (unit === 'hours' ? 3_600_000 : 60_000)), step));
	const whole = Math.floor(size);
	const onDay = addDays(days, start, whole, step);
	if (size === whole) return new Date(onDay);
	const begin = addSpans(days, onDay, 0, step);
	return new Date(addSpans(days, begin, Math.round((size - whole) * lengthAround(days, begin, step)), step));
}

/** Working minutes from one moment to another; negative when the other is earlier. Throws invalidValue for more than a hundred years. */
export function workingTimeBetween(from: Date, to: Date, calendar: WorkingCalendar): number {
	const [start, end] = [countable(from), countable(to)];
	if (end < start) return -workingTimeBetween(to, from, calendar);
	const days = WorkingDays.of(calendar);
	const [first, last] = [days.dayOf(start), days.dayOf(end)];
	requireCountable(first, last);
	let worked = 0;
	// The day after too: where the clocks go back at midnight, its hours begin before the wall shows it for good.
	for (let number = first; number <= last + 1; number++) {
		const day = days.day(number);
		if (number > first && number < last) worked += day.length;
		else for (const [opens, closes] of day.spans) worked += Math.max(0, Math.min(closes, end) - Math.max(opens, start));
	}
	return worked / 60_000;
}

/** The moment itself when people work then, else the next opening. Throws invalidValue for a calendar without working time. */
export function nextWorkingMoment(from: Date, calendar: WorkingCalendar): Date {
	return addWorkingTime(from, 0, 'minutes', calendar);
}

/** Whether people work at that moment; not any more at closing. */
export function isWorkingTime(at: Date, calendar: WorkingCalendar): boolean {
	const days = WorkingDays.of(calendar);
	const moment = countable(at);
	const today = days.dayOf(moment);
	const isIn = ({ spans }: WorkingDay) => spans.some(([opens, closes]) => opens <= moment && moment < closes);
	return isIn(days.day(today)) || isIn(days.day(today + 1));
}

/** Whether people work on the day of the moment, in the zone of the calendar. */
export function isWorkingDayOf(moment: Date, calendar: WorkingCalendar): boolean {
	const days = WorkingDays.of(calendar);
	return days.day(days.dayOf(countable(moment))).length > 0;
}

type Direction = 1 | -1;

/** A moment in milliseconds, that many working ones later or earlier. */
function addSpans(days: WorkingDays, start: number, size: number, step: Direction): number {
	let left = size;
	for (const [, { spans, length }] of workedDays(days, firstDay(days, start, step), step)) {
		const isWhole = step === 1 ? spans[0]![0] >= start : spans.at(-1)![1] <= start;
		if (isWhole && left > length) {
			left -= length;
			continue;
		}
		for (let index = 0; index < spans.length; index++) {
			const [opens, closes] = spans[step === 1 ? index : spans.length - 1 - index]!;
			const [begin, available] =
				step === 1 ? [Math.max(opens, start), closes - Math.max(opens, start)] : [Math.min(closes, start), Math.min(closes, start) - opens];
			if (available <= 0) continue;
			if (left <= available) return begin + left * step;
			left -= available;
		}
	}
	return start;
}

function addDays(days: WorkingDays, start: number, count: number, step: Direction): number {
	const today = days.dayOf(start);
	const isInside = isWithin(days.day(today), start, step);
	if (count === 0) return addSpans(days, start, 0, step);
	let left = count;
	for (const [number, day] of workedDays(days, isInside ? today + step : firstDay(days, start, step), step)) {
		const isOver = step === 1 ? day.spans.at(-1)![1] <= start : day.spans[0]![0] >= start;
		if (isOver || --left > 0) continue;
		if (!isInside) return step === 1 ? day.spans.at(-1)![1] : day.spans[0]![0];
		const sameTime = days.zone.momentOf(number * DAY_MS + days.zone.wallTimeOf(start) - today * DAY_MS);
		return nearestWorked(day, sameTime, step);
	}
	return start;
}

/** Between the first opening and the last closing of the day; of these two, the one from which there is work ahead counts. */
function isWithin({ spans }: WorkingDay, moment: number, step: Direction): boolean {
	const [first, last] = [spans[0], spans.at(-1)];
	if (first === undefined || last === undefined) return false;
	return step === 1 ? first[0] <= moment && moment < last[1] : first[0] < moment && moment <= last[1];
}

/** As near to the moment as the hours of the day allow; what falls into a break goes on to its end. */
function nearestWorked({ spans }: WorkingDay, moment: number, step: Direction): number {
	if (step === 1) {
		const span = spans.find(([, closes]) => moment <= closes);
		return span === undefined ? spans.at(-1)![1] : Math.max(moment, span[0]);
	}
	const span = spans.findLast(([opens]) => opens <= moment);
	return span === undefined ? spans[0]![0] : Math.min(moment, span[1]);
}

/** How long the day is in which there is work ahead of that moment. */
function lengthAround(days: WorkingDays, moment: number, step: Direction): number {
	for (const [, { spans, length }] of workedDays(days, firstDay(days, moment, step), step))
		if (step === 1 ? spans.at(-1)![1] > moment : spans[0]![0] < moment) return length;
	return 0;
}

/** Where the clocks go back at midnight, the hours of the day after have begun before the wall shows it for good. */
function firstDay(days: WorkingDays, moment: number, step: Direction): number {
	const today = days.dayOf(moment);
	return step === 1 ? today : today + 1;
}

function countable(moment: Date): number {
	const milliseconds = moment.getTime();
	if (!Number.isNaN(milliseconds)) return milliseconds;
	throw new CrmError(
		'invalidValue',
		'A moment from which working time is counted is not a date and time.',
		'Write it as YYYY-MM-DDTHH:MM.',
	);
}
