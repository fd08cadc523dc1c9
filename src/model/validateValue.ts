import { DateTime } from 'luxon';
import { CrmError, quoted } from './CrmError';
import type { FieldValue } from './record';
import type { Field } from './recordType';

/** Nothing given: null, an empty text, an empty list. */
export function isEmptyValue(value: unknown): boolean {
	return (
		value === undefined ||
		value === null ||
		value === '' ||
		(Array.isArray(value) && value.length === 0) ||
		(typeof value === 'string' && value.trim() === '')
	);
}

/**
 * A value in the form it is stored in, by the kind of its field; null when empty. What people and other programs
 * write is accepted where it is clear: "1250" as a number, "true" as yes, a date with a time as a day.
 * Throws invalidValue.
 */
export function checkValue(field: Field, value: unknown): FieldValue {
	if (isEmptyValue(value)) return null;
	switch (field.kind) {
		case 'number':
		case 'money':
			return numberOf(field, value);
		case 'boolean':
			return booleanOf(field, value);
		case 'date':
			return dayOf(value) ?? refuse(field, value, 'is not a date', 'Give a day such as 2026-03-31.');
		case 'dateTime':
			return momentOf(value) ?? refuse(field, value, 'is not a date and time', 'Give a moment such as 2026-03-31T14:30:00Z.');
		case 'choice':
			return choiceOf(field, textOf(field, value));
		case 'multiChoice':
			return (Array.isArray(value) ? value : [value]).map((item) => choiceOf(field, textOf(field, item)));
		case 'email':
			return matching(field, textOf(field, value).trim(), EMAIL, 'is not an e-mail address', 'Give an address such as anna@example.com.');
		case 'url':
			return matching(field, textOf(field, value).trim(), URL_LIKE, 'is not a web address', 'Give an address such as https://example.com.');
		case 'user':
		case 'record':
			return textOf(field, value).trim();
		default:
			return textOf(field, value);
	}
}

/** `YYYY-MM-DD` of what names a day; undefined when it names none. A moment counts as its day where it was written. */
export function dayOf(value: unknown): string | undefined {
	if (typeof value === 'string' && DAY.test(value)) return isCalendarDay(value) ? value : undefined;
	const moment = parseMoment(value, true);
	return moment?.toISODate() ?? undefined;
}

/** ISO 8601 in UTC with milliseconds; undefined when it names no moment. Without a zone it is taken as UTC. */
export function momentOf(value: unknown): string | undefined {
	if (typeof value === 'string' && UTC_MOMENT.test(value) && !Number.isNaN(Date.parse(value)) && isCalendarDay(value.slice(0, 10)))
		return value;
	const moment = parseMoment(value, false);
	return moment?.toUTC().toISO() ?? undefined;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const UTC_MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const EMAIL = /^[^\s@]+@[^\s@]+$/;
const URL_LIKE = /^([a-z][a-z0-9+.-]*:\/\/[^\s/]+|[^\s/:]+\.[^\s/:.]+)(:\d+)?([/?#]\S*)?$/i;
const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

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

function parseMoment(value: unknown, keepZone: boolean): DateTime<true> | undefined {
	const moment = momentOfAny(value, keepZone);
	return moment?.isValid ? (moment as DateTime<true>) : undefined;
}

function momentOfAny(value: unknown, keepZone: boolean): DateTime | undefined {
	const options = { zone: 'utc', setZone: keepZone };
	if (value instanceof Date) return DateTime.fromJSDate(value, { zone: 'utc' });
	if (isMomentLike(value)) return DateTime.fromISO(value.toISO() ?? '', options);
	if (typeof value !== 'string') return undefined;
	const text = value.trim();
	const iso = DateTime.fromISO(text, options);
	return iso.isValid ? iso : DateTime.fromSQL(text, options);
}

/** n8n hands its own luxon's objects to expressions; they are no instances of ours. */
function isMomentLike(value: unknown): value is { toISO(): string | null } {
	return typeof value === 'object' && value !== null && 'toISO' in value && typeof value.toISO === 'function';
}

function numberOf(field: Field, value: unknown): number {
	if (typeof value === 'number' && Number.isFinite(value)) return value;
	if (typeof value === 'string' && NUMBER.test(value.trim())) {
		const number = Number(value.trim());
		if (Number.isFinite(number)) return number;
	}
	return refuse(field, value, 'is not a number', 'Give a number such as 1250 or 99.5.');
}

function booleanOf(field: Field, value: unknown): boolean {
	if (typeof value === 'boolean') return value;
	if (typeof value === 'string') {
		const word = value.trim().toLowerCase();
		if (word === 'true') return true;
		if (word === 'false') return false;
	}
	return refuse(field, value, 'is neither true nor false', 'Give true or false.');
}

function textOf(field: Field, value: unknown): string {
	if (typeof value === 'string') return value;
	if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
	return refuse(field, value, 'is not a text', 'Give a text.');
}

/** The label is accepted too: it is what people see. */
function choiceOf(field: Field, value: string): string {
	const { options } = field;
	if (options === undefined || options.length === 0) return value;
	const option = options.find((candidate) => candidate.value === value) ?? options.find((candidate) => candidate.label === value);
	return (
		option?.value ??
		refuse(field, value, 'is not one of the allowed values', `Choose one of: ${options.map((candidate) => candidate.value).join(', ')}.`)
	);
}

function matching(field: Field, text: string, pattern: RegExp, problem: string, remedy: string): string {
	return pattern.test(text) ? text : refuse(field, text, problem, remedy);
}

function refuse(field: Field, value: unknown, problem: string, remedy: string): never {
	throw new CrmError('invalidValue', `Field "${field.label}": ${quoted(value)} ${problem}.`, remedy);
}
