import { DateTime } from 'luxon';
import { CrmError, shorten } from './CrmError';
import type { Condition, Operator } from './query';
import type { FieldValue } from './record';
import { momentInUtc, writtenDay } from './writtenDate';

/** Units of a length of time in `withinLast` and `withinNext`. */
export const DATE_UNITS = ['minutes', 'hours', 'days', 'weeks', 'months'] as const;
export type DateUnit = (typeof DATE_UNITS)[number];

/**
 * A condition as those that compare with fixed values only, all of which must hold: "is today" becomes "is at least
 * 2026-03-02 00:00 and is less than 2026-03-03 00:00" in the zone of the condition. This is the one place that says what the
 * operators on dates mean, for what compares in memory and for what asks a database. Throws invalidValue.
 */
export function plainConditions(condition: Condition, now: Date): Condition[] {
	const { operator, value } = condition;
	switch (operator) {
		case 'between': {
			const [from, to] = Array.isArray(value) ? value : [];
			if (from === undefined || to === undefined) throw refused(condition, 'needs two values', 'Give the lowest and the highest value.');
			return [compared(condition, 'atLeast', from), compared(condition, 'atMost', to)];
		}
		case 'onDay':
			return ofDay(condition, dayIn(condition, value));
		case 'today':
			return ofDay(condition, nowIn(condition, now).toISODate()!);
		case 'before':
			return [compared(condition, 'lessThan', isMoment(condition) && isDay(value) ? startOf(condition, value) : value)];
		case 'after':
			return [
				isMoment(condition) && isDay(value)
					? compared(condition, 'atLeast', startOf(condition, value, 1))
					: compared(condition, 'greaterThan', value),
			];
		case 'withinLast':
			return within(condition, shifted(condition, now, -1), nowIn(condition, now));
		case 'withinNext':
			return within(condition, nowIn(condition, now), shifted(condition, now, 1));
		case 'inGroup':
			throw new CrmError(
				'unsupported',
				`The condition on field "${condition.field}" names a group, and only people can be compared.`,
				'Resolve the condition first, as the nodes do.',
			);
		default:
			return [condition];
	}
}

/** `7 days` as its parts. Throws invalidValue. */
export function readSpan(condition: Condition): { amount: number; unit: DateUnit } {
	const [, digits, unit] = SPAN.exec(String(condition.value).trim().toLowerCase()) ?? [];
	const found = DATE_UNITS.find((each) => each === unit || each === `${unit}s`);
	const amount = Number(digits);
	if (found === undefined || amount < 1)
		throw refused(
			condition,
			`has "${shorten(String(condition.value))}", which is no length of time`,
			`Give a whole number from 1 to 99999 and one of: ${DATE_UNITS.join(', ')}. For example: 7 days.`,
		);
	if (condition.kind === 'date' && (found === 'minutes' || found === 'hours'))
		throw refused(condition, `counts ${found}, and the field holds a day without a time`, 'Count in days, weeks or months.');
	return { amount, unit: found };
}

/** A day alone; midnight counts as one, since that is what a calendar on the screen gives. */
export function asDay(text: string): string | undefined {
	const day = DAY_ALONE.exec(text.trim())?.[1];
	return day === undefined ? undefined : writtenDay(day);
}

const SPAN = /^(\d{1,5})\s*([a-z]+)$/;
const DAY_ALONE = /^(\d{4}-\d{2}-\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?)?$/;

function isMoment({ kind }: Condition): boolean {
	return kind !== 'date';
}

function isDay(value: FieldValue | undefined): value is string {
	return typeof value === 'string' && value.length === 10;
}

function compared({ field, kind, timeZone }: Condition, operator: Operator, value: FieldValue | undefined): Condition {
	return { field, operator, value, kind, timeZone };
}

function ofDay(condition: Condition, day: string): Condition[] {
	if (!isMoment(condition)) return [compared(condition, 'is', day)];
	return [compared(condition, 'atLeast', startOf(condition, day)), compared(condition, 'lessThan', startOf(condition, day, 1))];
}

function within(condition: Condition, from: DateTime, to: DateTime): Condition[] {
	const written = (moment: DateTime) => (isMoment(condition) ? moment.toUTC().toISO()! : moment.toISODate()!);
	return [compared(condition, 'atLeast', written(from)), compared(condition, 'atMost', written(to))];
}

function dayIn(condition: Condition, value: FieldValue | undefined): string {
	if (isDay(value)) return writtenDay(value) ?? notADate(condition);
	return DateTime.fromISO(momentInUtc(value) ?? notADate(condition), { zone: zoneOf(condition) }).toISODate()!;
}

/** The moment at which a day begins, or the one that many days later. */
function startOf(condition: Condition, day: string, later = 0): string {
	const start = DateTime.fromISO(day, { zone: zoneOf(condition) });
	return start.isValid ? start.plus({ days: later }).startOf('day').toUTC().toISO()! : notADate(condition);
}

function nowIn(condition: Condition, now: Date): DateTime {
	return DateTime.fromJSDate(now, { zone: zoneOf(condition) });
}

function shifted(condition: Condition, now: Date, direction: 1 | -1): DateTime {
	const { amount, unit } = readSpan(condition);
	return nowIn(condition, now).plus({ [unit]: amount * direction });
}

function zoneOf({ timeZone }: Condition): string {
	return timeZone ?? 'utc';
}

function notADate(condition: Condition): never {
	throw refused(
		condition,
		`has "${shorten(String(condition.value))}", which is not a date`,
		'Give a day such as 2026-03-31, or a date and time.',
	);
}

function refused({ field }: Condition, problem: string, remedy: string): CrmError {
	return new CrmError('invalidValue', `The condition on field "${field}" ${problem}.`, remedy);
}
