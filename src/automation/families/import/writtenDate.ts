import { momentOfCell } from './table';

/** A date as somebody wrote it, taken apart. */
export interface WrittenDate {
	year: number;
	/** Day and month, in the order in which they are written. */
	parts: [first: number, second: number];
	/** Where the writing tells which of them is the day. */
	order?: DayOrder;
	/** `14:30:00` */
	time?: string;
}

/** The order of day and month. */
export type DayOrder = 'dayFirst' | 'monthFirst';

const TIME = String.raw`(?:[T, ]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(?:([ap])\.?m\.?)?)?`;
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})([./-])(\d{1,2})\2(\d{1,2})${TIME}$`, 'i');
/** `31.03.2026`, `31. 3. 26`, `3/31/2026`; in Poland with "r." behind it. */
const YEAR_LAST = new RegExp(String.raw`^(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?:\s?r\.?)?${TIME}$`, 'i');
/** `31 March 2026`, `31-Mar-26`; `March 31, 2026`. */
const NAMED_MONTH = new RegExp(String.raw`^(\d{1,2})(?:st|nd|rd|th)?\.?[ -]([a-z]{3,9})\.?,?[ -](\d{4}|\d{2})${TIME}$`, 'i');
const MONTH_NAMED_FIRST = new RegExp(String.raw`^([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})${TIME}$`, 'i');

const MONTHS = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'];

/** Undefined for what is no date in digits or with an English month. */
export function takeDateApart(text: string): WrittenDate | undefined {
	const yearFirst = YEAR_FIRST.exec(text);
	if (yearFirst !== null) {
		const [, year, , month, day, ...time] = yearFirst;
		return dated(Number(year), [Number(month), Number(day)], time, 'monthFirst');
	}
	const yearLast = YEAR_LAST.exec(text);
	if (yearLast !== null) {
		const [, first, sign, second, year, ...time] = yearLast;
		return dated(fullYear(year!), [Number(first), Number(second)], time, sign === '.' ? 'dayFirst' : undefined);
	}
	const [, day, month, year, ...time] = NAMED_MONTH.exec(text) ?? swapped(MONTH_NAMED_FIRST.exec(text)) ?? [];
	const number = month === undefined ? 0 : MONTHS.findIndex((name) => name.startsWith(month.toLowerCase())) + 1;
	return number === 0 ? undefined : dated(fullYear(year!), [Number(day), number], time, 'dayFirst');
}

/** With the month's name, which tells the order whatever was chosen. */
export function isNamedMonth(text: string): boolean {
	return NAMED_MONTH.test(text) || MONTH_NAMED_FIRST.test(text);
}

export function isYearFirst(text: string): boolean {
	return YEAR_FIRST.test(text);
}

/** `2026-03-31`; undefined for a day that no calendar has. */
export function dayText(year: number, month: number, day: number): string | undefined {
	const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate();
	if (month < 1 || month > 12 || day < 1 || day > lastDay) return undefined;
	return [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-');
}

/** The days since 1900 that a spreadsheet keeps in place of a date, where they can be a date: from 1927 to 2173. */
export function momentOfSerial(serial: number): string | undefined {
	return serial >= 10_000 && serial < 100_000 ? momentOfCell(new Date(Date.UTC(1899, 11, 30) + serial * MILLISECONDS_PER_DAY)) : undefined;
}

const MILLISECONDS_PER_DAY = 24 * 60 * 60 * 1000;

function dated(year: number, parts: WrittenDate['parts'], time: Array<string | undefined>, order?: DayOrder): WrittenDate | undefined {
	if (time[0] === undefined) return { year, parts, order };
	const clock = clockTime(time);
	return clock === undefined ? undefined : { year, parts, order, time: clock };
}

function clockTime([hour, minute, second = '0', half]: Array<string | undefined>): string | undefined {
	const inHalf = Number(hour);
	const hours = half === undefined ? inHalf : (inHalf % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
	if (hours > 23 || Number(minute) > 59 || Number(second) > 59 || (half !== undefined && (inHalf < 1 || inHalf > 12))) return undefined;
	return [hours, Number(minute), Number(second)].map((part) => String(part).padStart(2, '0')).join(':');
}

/** 26 is 2026; from 70 on it is the last century. */
function fullYear(written: string): number {
	const year = Number(written);
	return written.length > 2 ? year : year + (year < 70 ? 2000 : 1900);
}

function swapped(found: RegExpExecArray | null): Array<string | undefined> | undefined {
	if (found === null) return undefined;
	const [all, month, day, ...rest] = found;
	return [all, day, month, ...rest];
}
