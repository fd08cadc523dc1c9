import { dayText, isNamedMonth, isYearFirst, momentOfSerial, takeDateApart, type DayOrder, type WrittenDate } from './writtenDate';

/** How the dates of a file can be written, as people know it. */
export const DATE_FORMATS: Readonly<Record<DayOrder, string>> = { dayFirst: '31.03.2026', monthFirst: '03/31/2026' };

/** What the dates of a column, and of the whole file, show of how they are written. */
export interface DateClues {
	/** A person said it. */
	chosen?: DayOrder;
	/** By the dates of the column; absent: they show nothing, or different things. */
	column?: DayOrder;
	/** By all dates of the file. */
	file?: DayOrder;
}

/** Why a text is no date, in words that follow it. */
export interface NoDate {
	problem: string;
	remedy: string;
}

/** The orders that the texts show by themselves; those with the year first show none. */
export function dayOrdersIn(texts: Iterable<string>): Set<DayOrder> {
	const orders = new Set<DayOrder>();
	for (const text of texts) {
		const given = text.trim();
		const date = isYearFirst(given) || isNamedMonth(given) ? undefined : takeDateApart(given);
		const order = date === undefined ? undefined : shownOrder(date);
		if (order !== undefined) orders.add(order);
		if (orders.size === 2) break;
	}
	return orders;
}

/**
 * A day, `2026-03-31`, or a day with a time, `2026-03-31T14:30:00`. What else is of ISO form comes out as it is: the reader of the
 * field knows what its offset means. `03/04/2026` is read as chosen, or as the file shows; otherwise it is refused.
 */
export function readDateText(text: string, { chosen, column, file }: DateClues): string | NoDate {
	const given = text.trim();
	const date = takeDateApart(given);
	if (date === undefined) {
		if (/^(\d{4}-\d{2}-\d{2}[T ]|\d{8}$)/.test(given)) return given;
		const moment = /^\d{5}(?:[.,]\d+)?$/.test(given) ? momentOfSerial(Number(given.replace(',', '.'))) : undefined;
		return moment ?? { problem: 'is no date', remedy: 'Write it as 2026-03-31 or 31.03.2026.' };
	}
	const isClear = isYearFirst(given) || isNamedMonth(given);
	const order = isClear ? date.order : (chosen ?? shownOrder(date) ?? column ?? file ?? sameInBoth(date));
	if (order === undefined) return unclear(date);
	return written(date, order) ?? notInCalendar(isClear ? undefined : chosen);
}

function shownOrder({ order, parts: [first, second] }: WrittenDate): DayOrder | undefined {
	return order ?? (first > 12 ? 'dayFirst' : second > 12 ? 'monthFirst' : undefined);
}

function sameInBoth({ parts: [first, second] }: WrittenDate): DayOrder | undefined {
	return first === second ? 'dayFirst' : undefined;
}

function written({ year, parts: [first, second], time }: WrittenDate, order: DayOrder): string | undefined {
	const day = order === 'dayFirst' ? dayText(year, second, first) : dayText(year, first, second);
	return day === undefined || time === undefined ? day : `${day}T${time}`;
}

function unclear(date: WrittenDate): NoDate {
	return {
		problem: `can be ${written(date, 'dayFirst')} or ${written(date, 'monthFirst')}`,
		remedy: 'Choose under "Date Format" how the dates of the file are written.',
	};
}

function notInCalendar(chosen: DayOrder | undefined): NoDate {
	return chosen === undefined
		? { problem: 'is no day of the calendar', remedy: 'Correct it: a date is written as 2026-03-31 (YYYY-MM-DD) or 31.03.2026.' }
		: { problem: `is no date of the format ${DATE_FORMATS[chosen]}`, remedy: 'Correct it, or choose another "Date Format".' };
}
