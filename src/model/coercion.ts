import { DateTime } from 'luxon';
import { CrmError, quoted } from './CrmError';

/** Whether nothing was given: what n8n's forms and CSV files send for an empty field counts too. */
export function isBlank(value: unknown): value is '' | null | undefined {
	return value === null || value === undefined || (typeof value === 'string' && value.trim() === '');
}

/** Reads what people, forms and CSV files give into a value of a kind. All throw invalidValue naming `label`. */
export function readText(value: unknown, label: string): string {
	const plain = plainValue(value);
	if (typeof plain === 'string') return plain;
	if (typeof plain === 'number' || typeof plain === 'boolean') return String(plain);
	throw refused(label, plain, 'a text', 'Give a single text, not a list or an object.');
}

export function readNumber(value: unknown, label: string): number {
	if (typeof value === 'number' && Number.isFinite(value)) return value;
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;
	if (Number.isFinite(number)) return number;
	throw refused(label, value, 'a number', 'Give digits with a point before the decimals, e.g. 1250.50.');
}

export function readBoolean(value: unknown, label: string): boolean {
	if (typeof value === 'boolean') return value;
	const known = typeof value === 'string' || typeof value === 'number' ? BOOLEANS.get(String(value).trim().toLowerCase()) : undefined;
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

/** A day, `YYYY-MM-DD`. Of a moment with an offset it is the day in the zone. */
export function readDate(value: unknown, timeZone: string, label: string): string {
	const text = plainValue(value);
	if (typeof text === 'string') {
		const trimmed = text.trim();
		if (DAY.test(trimmed) && isDay(trimmed)) return trimmed;
		const moment = parseMoment(trimmed, timeZone);
		if (moment) return moment.toFormat('yyyy-MM-dd');
	}
	throw refused(label, text, 'a date', 'Write it as YYYY-MM-DD.');
}

/** A moment. Without an offset it is in the zone; for a date alone `dayMeans` decides. */
export function readMoment(value: unknown, timeZone: string, label: string, dayMeans: 'startOfDay' | 'endOfDay' = 'startOfDay'): Date {
	const text = plainValue(value);
	if (typeof text === 'string') {
		const trimmed = text.trim();
		if (UTC_MOMENT.test(trimmed) && isDay(trimmed.slice(0, 10))) {
			const quick = new Date(trimmed);
			if (!Number.isNaN(quick.getTime())) return quick;
		}
		const moment = parseMoment(trimmed, timeZone);
		if (moment) return (DAY.test(trimmed) && dayMeans === 'endOfDay' ? moment.endOf('day') : moment).toJSDate();
	}
	throw refused(
		label,
		text,
		'a date and time',
		'Write it as YYYY-MM-DDTHH:MM, with an offset such as +02:00 or Z when it is of another time zone.',
	);
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const UTC_MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/;

const OFFSET = /([zZ]|[+-]\d{2}(:?\d{2})?)$/;

function parseMoment(text: string, timeZone: string): DateTime | undefined {
	const iso = DateTime.fromISO(text, { zone: timeZone });
	const moment = iso.isValid ? iso : DateTime.fromSQL(text, { zone: timeZone });
	if (!moment.isValid) return undefined;
	// Of the hour that comes twice when the clocks go back it is the first; luxon's choice depends on the season.
	return DAY.test(text) || OFFSET.test(text) ? moment : moment.getPossibleOffsets()[0];
}

function isDay(text: string): boolean {
	const [year, month, day] = text.split('-').map(Number) as [number, number, number];
	return month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
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
