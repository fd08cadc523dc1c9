import { CrmError, quoted } from './CrmError';
import { textForm } from './normalForm';
import { plainText } from './plainText';
import { isDayAlone, writtenDay, writtenMoment } from './writtenDate';
import { writtenNumber } from './writtenNumber';

/** Whether nothing was given: what n8n's forms and CSV files send for an empty field counts too. */
export function isBlank(value: unknown): value is '' | null | undefined {
	return value === null || value === undefined || (typeof value === 'string' && plainText(value) === '');
}

/** Reads what people, forms and CSV files give into a value of a kind. All throw invalidValue naming `label`. A text is `plainText`. */
export function readText(value: unknown, label: string): string {
	const plain = plainValue(value);
	if (typeof plain === 'string') return plainText(plain);
	if (typeof plain === 'number' || typeof plain === 'boolean' || typeof plain === 'bigint') return String(plain);
	throw refused(label, plain, 'a text', 'Give a single text, not a list or an object.');
}

export function readNumber(value: unknown, label: string): number {
	const number = writtenNumber(plainValue(value));
	if (typeof number === 'number') return number;
	throw new CrmError('invalidValue', `${label}: ${quoted(value)} ${number.problem}.`, number.remedy);
}

export function readBoolean(value: unknown, label: string): boolean {
	if (typeof value === 'boolean') return value;
	const known = typeof value === 'string' || typeof value === 'number' ? BOOLEANS.get(textForm(String(value))) : undefined;
	if (known !== undefined) return known;
	throw refused(label, value, 'yes or no', 'Give true or false.');
}

const BOOLEANS = new Map([
	['true', true],
	['yes', true],
	['1', true],
	['false', false],
	['no', false],
	['0', false],
]);

/** A day, `YYYY-MM-DD`; see `writtenDay`. Of a moment with an offset it is the day in the zone, of midnight the day as written. */
export function readDate(value: unknown, timeZone: string, label: string): string {
	const day = writtenDay(value, timeZone);
	if (day !== undefined) return day;
	throw refused(label, plainValue(value), 'a date', 'Write it as YYYY-MM-DD, e.g. 2026-03-31.');
}

/** A moment. Without an offset it is in the zone; for a date alone `dayMeans` decides. */
export function readMoment(value: unknown, timeZone: string, label: string, dayMeans: 'startOfDay' | 'endOfDay' = 'startOfDay'): Date {
	const moment = writtenMoment(value, timeZone);
	if (moment === undefined)
		throw refused(
			label,
			plainValue(value),
			'a date and time',
			'Write it as YYYY-MM-DDTHH:MM, with an offset such as +02:00 or Z when it is of another time zone.',
		);
	return (dayMeans === 'endOfDay' && typeof value === 'string' && isDayAlone(value) ? moment.endOf('day') : moment).toJSDate();
}

/** Expressions such as `{{ $now }}` give objects that know their JSON form. */
function plainValue(value: unknown): unknown {
	if (value !== null && typeof value === 'object' && 'toJSON' in value && typeof value.toJSON === 'function') {
		return (value as { toJSON(): unknown }).toJSON();
	}
	return value;
}

function refused(label: string, value: unknown, wanted: string, remedy: string): CrmError {
	return new CrmError('invalidValue', `${label}: ${quoted(value)} is not ${wanted}.`, remedy);
}
