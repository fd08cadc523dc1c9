import { CrmError, shorten } from '../../../model/CrmError';
import type { Field } from '../../../model/recordType';
import type { GivenValues } from '../../words/directory/directory';
import type { MappedColumn } from './columns';
import { readDateText } from './dateFormats';
import { hasUnreadableSign } from './decodeText';
import type { Formats } from './formats';
import { readNumberText } from './numberFormats';
import { cellText, isBlankCell, momentOfCell, numberOfCell, type Cell, type TableRow } from './table';
import { yesOrNo } from './yesOrNo';
import { momentOfSerial } from './writtenDate';

/**
 * The values of a row by field name, as people write them: numbers with a point, dates with the year first. A blank cell is null,
 * which empties the field of a record that exists. Throws invalidValue naming the column.
 */
export function readRow({ cells, problem }: TableRow, columns: readonly MappedColumn[], formats: Formats): GivenValues {
	if (problem !== undefined) throw problem;
	const values: Record<string, unknown> = {};
	for (const column of columns) {
		const { field, index, isPart } = column;
		const value = readCell(cells[index] ?? null, column, formats);
		// A field may be called `constructor`, which every object has.
		const before = Object.hasOwn(values, field.name) ? values[field.name] : null;
		values[field.name] = isPart ? joined(before, value) : value;
	}
	return values;
}

/** Several columns are the parts of one list; it is empty where all of them are. */
function joined(before: unknown, value: unknown): unknown {
	if (value === null) return before;
	return [...(Array.isArray(before) ? (before as unknown[]) : []), value];
}

function readCell(cell: Cell, { heading, field, index }: MappedColumn, formats: Formats): unknown {
	if (isBlankCell(cell)) return null;
	const refuse = (problem: string, remedy: string) => refused(heading, cell, problem, remedy);
	if (typeof cell === 'string') requireReadable(cell, refuse);
	switch (field.kind) {
		case 'number':
		case 'money':
			return numberIn(cell, field, formats.numbers.get(index) ?? {}, refuse);
		case 'date':
		case 'dateTime':
			return dateIn(cell, field, formats.dates.get(index) ?? {}, refuse);
		case 'boolean':
			return typeof cell === 'boolean' ? cell : (yesOrNo(cellText(cell)) ?? cellText(cell));
		default:
			return cellText(cell);
	}
}

type Refuse = (problem: string, remedy: string) => CrmError;

/** What spreadsheets show in place of a result that cannot be worked out. */
const ERROR_CELL = /^#(REF!|N\/A|VALUE!|DIV\/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|FIELD!|BLOCKED!|UNKNOWN!|CONNECT!|GETTING_DATA)$/;

function requireReadable(text: string, refuse: Refuse): void {
	if (hasUnreadableSign(text))
		throw refuse('has a sign that could not be read', 'Choose another "Encoding", or save the file as "CSV UTF-8" or as an Excel file.');
	if (ERROR_CELL.test(text.trim())) throw refuse('is an error of the spreadsheet', 'Correct its formula, or empty the cell.');
}

function numberIn(cell: Cell, { kind }: Field, clues: Parameters<typeof readNumberText>[1], refuse: Refuse): string {
	if (typeof cell === 'number') return numberOfCell(cell);
	if (typeof cell !== 'string') throw refuse('is no number', 'Format the cell as a number, and write one.');
	const read = readNumberText(cell, clues, kind === 'money');
	if (typeof read !== 'string') throw refuse(read.problem, read.remedy);
	return read;
}

function dateIn(cell: Cell, { kind }: Field, clues: Parameters<typeof readDateText>[1], refuse: Refuse): string {
	const read = typeof cell === 'string' ? readDateText(cell, clues) : momentIn(cell);
	if (read === undefined) throw refuse('is no date', 'Format the cell as a date, and write one.');
	if (typeof read !== 'string') throw refuse(read.problem, read.remedy);
	// Of a time without an offset only the day counts; what an offset means is for the reader of the field.
	return kind === 'date' && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/.test(read) ? read.slice(0, '2026-03-31'.length) : read;
}

/** A time without a day is one of 1899. */
function momentIn(cell: Cell): string | undefined {
	if (typeof cell === 'number') return momentOfSerial(cell);
	return cell instanceof Date && cell.getUTCFullYear() >= 1900 ? momentOfCell(cell) : undefined;
}

function refused(heading: string, cell: Cell, problem: string, remedy: string): CrmError {
	return new CrmError('invalidValue', `Column "${shorten(heading)}": "${shorten(cellText(cell))}" ${problem}.`, remedy);
}
