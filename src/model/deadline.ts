import { DateTime } from 'luxon';
import { readMoment } from './coercion';
import { CrmError, quoted } from './CrmError';
import type { WorkingCalendar } from './workingCalendar';
import { addWorkingTime, LONGEST_TIME, TIME_UNITS, type TimeUnit } from './workingTime';

/** A moment, given as such or counted from another. */
export type Deadline =
	/** ISO 8601; a date alone means the end of that day. */
	| { kind: 'absolute'; at: string }
	/** `amount` of `unit` after `from` (ISO 8601; default: now); with `workingTime` only working time counts. */
	| { kind: 'relative'; amount: number; unit: TimeUnit; workingTime?: boolean; from?: string };

/** What a deadline is counted by. */
export interface Counting {
	now: Date;
	calendar: WorkingCalendar;
	/** Of moments that are written without an offset: where the workflow is, wherever the person works. Default: the calendar's. */
	timeZone?: string;
}

/**
 * The moment a deadline means. Hours and minutes are counted on the clock that never jumps; a day later is the same
 * time on the wall, also when the clocks change in between. Throws invalidValue naming `label`.
 */
export function deadlineMoment(deadline: Deadline, { now, calendar, timeZone = calendar.timeZone }: Counting, label = 'Deadline'): Date {
	if (deadline.kind === 'absolute') return readMoment(deadline.at, timeZone, label, 'endOfDay');
	const { amount, unit, workingTime = false } = deadline;
	if (!TIME_UNITS.includes(unit))
		throw new CrmError('invalidValue', `${label}: ${quoted(unit)} is not a unit of time.`, `Choose one of: ${TIME_UNITS.join(', ')}.`);
	if (!Number.isFinite(amount) || Math.abs(amount) > LONGEST_TIME[unit]) {
		throw new CrmError(
			'invalidValue',
			`${label}: ${String(amount)} ${unit} is not a length of time.`,
			`Give a number up to ${LONGEST_TIME[unit]} ${unit}.`,
		);
	}
	const from = deadline.from === undefined ? now : readMoment(deadline.from, timeZone, `${label}, counted from`, 'startOfDay');
	if (workingTime) return addWorkingTime(from, amount, unit, calendar);
	return DateTime.fromJSDate(from, { zone: calendar.timeZone })
		.plus({ [unit]: amount })
		.toJSDate();
}
