import { DateTime } from 'luxon';
import { plainText } from './plainText';

/**
 * `YYYY-MM-DD` of what names a day: an ISO date, an ISO date with a time, or the serial number by which Excel writes a day.
 * Midnight is the day that is written, in every zone: so programs write a day alone. Any other moment with an offset is the
 * day in the zone, or where it was written when no zone is given. Undefined for what names no day: `12`, `1530`, `31.03.2026`.
 */
export function writtenDay(value: unknown, timeZone?: string): string | undefined {
	const given = plainValue(value);
	const serial = serialOf(given);
	if (serial !== undefined) return momentOfSerial(serial, 'utc').toISODate() ?? undefined;
	if (typeof given !== 'string') return undefined;
	const text = plainText(given);
	if (DAY.test(text)) return isCalendarDay(text) ? text : undefined;
	const moment = ISO_MOMENT.exec(text);
	const day = dayOfCompact(moment === null ? text : moment[1]!);
	if (day === undefined || moment === null) return day;
	const written = momentOfParts(moment, timeZone ?? 'utc');
	if (written === undefined) return undefined;
	const isDayAlone = moment[3] === undefined || timeZone === undefined || MIDNIGHT.test(moment[2]!);
	return (isDayAlone ? day : written.setZone(timeZone).toISODate()) ?? undefined;
}

/** What names a moment. Without an offset it is in the zone; a day alone is the moment it begins there. */
export function writtenMoment(value: unknown, timeZone: string): DateTime | undefined {
	const given = plainValue(value);
	const serial = serialOf(given);
	if (serial !== undefined) return momentOfSerial(serial, timeZone);
	if (typeof given !== 'string') return undefined;
	const text = plainText(given);
	const moment = ISO_MOMENT.exec(text);
	if (moment !== null) return momentOfParts(moment, timeZone);
	const day = dayOfCompact(text);
	return day === undefined ? undefined : DateTime.fromISO(day, { zone: timeZone });
}

/** Whether a text is a day without a time. */
export function isDayAlone(text: string): boolean {
	return dayOfCompact(plainText(text)) !== undefined;
}

/** ISO 8601 in UTC with milliseconds; undefined when it names no moment. Without a zone it is taken as UTC. */
export function momentInUtc(value: unknown): string | undefined {
	if (typeof value === 'string' && UTC_MOMENT.test(value) && !Number.isNaN(Date.parse(value)) && isCalendarDay(value.slice(0, 10)))
		return value;
	return writtenMoment(value, 'utc')?.toUTC().toISO() ?? undefined;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const COMPACT_DAY = /^(\d{4})(\d{2})(\d{2})$/;
const UTC_MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
/** Day, time, offset; then the name of a zone, which the offset before it says already. As ISO 8601 and SQL write it. */
const ISO_MOMENT =
	/^(\d{4}-?\d{2}-?\d{2})[Tt ](\d{2}(?::?\d{2}(?::?\d{2}(?:[.,]\d{1,9})?)?)?)(?: ?([Zz]|[+-]\d{2}(?::?\d{2})?)(?:\[[\w/+-]+\])?)?$/;
const MIDNIGHT = /^00(?::?00(?::?00(?:[.,]0+)?)?)?$/;

/**
 * Days from 1927 to 2173, with five digits: fewer are as likely a year or a number of days, more are none. Source:
 * ECMA-376, part 1, 18.17.4.1 (the 1900 date system, whose day 1 is 1 January 1900 and which has a 29 February 1900).
 */
const SERIAL = /^\d{5}(?:\.\d+)?$/;
const FIRST_SERIAL = 10_000;
const AFTER_LAST_SERIAL = 100_000;
const SECONDS_A_DAY = 86_400;

function serialOf(value: unknown): number | undefined {
	const serial = typeof value === 'number' ? value : typeof value === 'string' && SERIAL.test(value.trim()) ? Number(value) : NaN;
	return serial >= FIRST_SERIAL && serial < AFTER_LAST_SERIAL ? serial : undefined;
}

/** Excel's times are of no zone: the clock on the wall. */
function momentOfSerial(serial: number, timeZone: string): DateTime {
	const days = Math.floor(serial);
	const seconds = Math.round((serial - days) * SECONDS_A_DAY);
	return DateTime.fromObject({ year: 1899, month: 12, day: 30 }, { zone: 'utc' })
		.plus({ days, seconds })
		.setZone(timeZone, { keepLocalTime: true });
}

function momentOfParts([, day, time, offset]: RegExpExecArray, timeZone: string): DateTime | undefined {
	const written = dayOfCompact(day!);
	if (written === undefined) return undefined;
	const moment = DateTime.fromISO(`${written}T${withColons(time!)}${offset?.toUpperCase() ?? ''}`, { zone: timeZone, setZone: false });
	if (!moment.isValid) return undefined;
	// Of the hour that comes twice when the clocks go back it is the first; luxon's choice depends on the season.
	return offset === undefined ? moment.getPossibleOffsets()[0] : moment;
}

function withColons(time: string): string {
	return time.includes(':') ? time : time.replace(/^(\d{2})(\d{2})?(\d{2})?/, (_, ...parts: Array<string | undefined>) => colons(parts));
}

function colons(parts: Array<string | undefined>): string {
	return parts.slice(0, 3).filter(Boolean).join(':');
}

/** `20260331` and `2026-03-31`. */
function dayOfCompact(text: string): string | undefined {
	const day = text.replace(COMPACT_DAY, '$1-$2-$3');
	return DAY.test(day) && isCalendarDay(day) ? day : undefined;
}

/** Luxon takes some microseconds per date; thousands of imported rows have plain days, so those are checked here. */
function isCalendarDay(day: string): boolean {
	const year = Number(day.slice(0, 4));
	const month = Number(day.slice(5, 7));
	const date = Number(day.slice(8, 10));
	if (month < 1 || month > 12 || date < 1) return false;
	const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
	return date <= (month === 2 && leap ? 29 : MONTH_DAYS[month - 1]!);
}

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Dates of JavaScript, and those that n8n hands to expressions, know their JSON form. */
function plainValue(value: unknown): unknown {
	if (value === null || typeof value !== 'object') return value;
	const known = value as { toISO?: unknown; toJSON?: unknown };
	if (typeof known.toISO === 'function') return (known as { toISO(): unknown }).toISO();
	return typeof known.toJSON === 'function' ? (known as { toJSON(): unknown }).toJSON() : value;
}
