import { CrmError } from '../../../model/CrmError';
import { DATE_FORMATS, dayOrdersIn, type DateClues } from './dateFormats';
import type { MappedColumn } from './columns';
import { decimalSignOf, lookAtNumbers, NUMBER_FORMATS, type NumberClues, type SeenNumbers } from './numberFormats';
import type { Table } from './table';
import { otherSign, type DecimalSign } from './writtenNumber';
import type { DayOrder } from './writtenDate';

/** What a person chose, as in `NUMBER_FORMATS` and `DATE_FORMATS`; what is absent is recognised. */
export interface FormatChoices {
	numberFormat?: string;
	dateFormat?: string;
}

/** How the texts of each column are read, by index of the column. */
export interface Formats {
	numbers: ReadonlyMap<number, NumberClues>;
	dates: ReadonlyMap<number, DateClues>;
	/** As people know them; absent where there is nothing to tell. */
	numberFormat?: string;
	dateFormat?: string;
	notes: string[];
}

/**
 * Looks at all texts that go into fields for numbers and dates. Numbers and dates of an Excel file need no format. Throws
 * invalidValue for a choice that is no format.
 */
export function recogniseFormats(table: Table, columns: readonly MappedColumn[], chosen: FormatChoices): Formats {
	const ofKinds = (...kinds: string[]) => columns.filter(({ field }) => kinds.includes(field.kind));
	const decimalSign = chosenFormat(NUMBER_FORMATS, chosen.numberFormat, 'Number Format');
	const dayOrder = chosenFormat(DATE_FORMATS, chosen.dateFormat, 'Date Format');
	return {
		...numberFormats(table, ofKinds('number', 'money'), decimalSign),
		...dateFormats(table, ofKinds('date', 'dateTime'), dayOrder),
	};
}

function chosenFormat<Name extends string>(
	formats: Readonly<Record<Name, string>>,
	chosen: string | undefined,
	label: string,
): Name | undefined {
	if (chosen === undefined) return undefined;
	const name = (Object.keys(formats) as Name[]).find((each) => formats[each] === chosen);
	if (name !== undefined) return name;
	throw new CrmError('invalidValue', `"${label}" is "${chosen}".`, `Choose one of: ${Object.values(formats).join(', ')}.`);
}

function numberFormats(
	table: Table,
	columns: readonly MappedColumn[],
	chosen: DecimalSign | undefined,
): Pick<Formats, 'numbers' | 'numberFormat' | 'notes'> {
	const all: SeenNumbers = { signs: new Set(), unclear: new Set(), currencies: new Set() };
	const own = new Map<number, Set<DecimalSign>>();
	for (const { index } of columns) {
		const seen: SeenNumbers = { ...all, signs: new Set() };
		lookAtNumbers(textsOf(table, index), seen);
		own.set(index, seen.signs);
		for (const sign of seen.signs) all.signs.add(sign);
	}
	const separator = decimalSignOf(table.reading.separator);
	const shared = { chosen, file: only(all.signs), separator };
	const bySeparator = separator !== undefined && all.unclear.has(otherSign(separator)) ? [separator] : [];
	const shown = chosen !== undefined ? [chosen] : all.signs.size > 0 ? [...all.signs] : bySeparator;
	return {
		numbers: new Map([...own].map(([index, signs]) => [index, { ...shared, column: only(signs) }])),
		...(shown.length === 0 ? {} : { numberFormat: shown.map((sign) => NUMBER_FORMATS[sign]).join(' and ') }),
		notes: currencyNotes(all.currencies),
	};
}

function dateFormats(table: Table, columns: readonly MappedColumn[], chosen: DayOrder | undefined): Pick<Formats, 'dates' | 'dateFormat'> {
	const own = new Map(columns.map(({ index }) => [index, dayOrdersIn(textsOf(table, index))]));
	const all = new Set([...own.values()].flatMap((orders) => [...orders]));
	const shown = chosen === undefined ? [...all] : [chosen];
	return {
		dates: new Map([...own].map(([index, orders]) => [index, { chosen, file: only(all), column: only(orders) }])),
		...(shown.length === 0 ? {} : { dateFormat: shown.map((order) => DATE_FORMATS[order]).join(' and ') }),
	};
}

/** The texts of a column, of the rows that stand as they should. */
function* textsOf({ rows }: Table, index: number): Iterable<string> {
	for (const { cells, problem } of rows) {
		const cell = cells[index];
		if (problem === undefined && typeof cell === 'string') yield cell;
	}
}

/** What shows different things shows nothing. */
function only<T>(found: ReadonlySet<T>): T | undefined {
	return found.size === 1 ? [...found][0] : undefined;
}

function currencyNotes(currencies: ReadonlySet<string>): string[] {
	if (currencies.size < 2) return [];
	const named = [...currencies].slice(0, 8).join(', ');
	return [
		`There are amounts in several currencies (${named}). They were taken as numbers: which currency it is needs a column of its own.`,
	];
}
