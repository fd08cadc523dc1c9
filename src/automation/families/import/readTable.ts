import { CrmError, notFound } from '../../../model/CrmError';
import { decodeText } from './decodeText';
import { readCsv } from './readCsv';
import { isBinary } from './recogniseEncoding';
import type { Sheet } from './readXlsx';
import { separated } from './separators';
import { cellText, isBlankCell, type Cell, type FileReading, type Table, type TableRow } from './table';

export interface GivenFile {
	/** For messages, and for the changes that the import makes: what is in a file tells its kind. */
	name: string;
	content: Uint8Array;
}

/** What a person chose; what is absent is recognised. */
export interface ReadingChoices {
	encoding?: string;
	separator?: string;
	/** Name of a sheet, or its number from 1. */
	sheet?: string;
	/** From 1. */
	headingRow?: number;
}

/** Reads a CSV or Excel file. Throws invalidValue, notFound for a sheet. */
export async function readTable(file: GivenFile, choices: ReadingChoices): Promise<Table> {
	if (file.content.byteLength === 0)
		throw new CrmError('invalidValue', `The file "${file.name}" is empty.`, 'Choose a file with rows in it.');
	requireReadable(file);
	return startsWith(file.content, ZIP) ? await excelTable(file, choices) : csvTable(file, choices);
}

const ZIP = [0x50, 0x4b, 0x03, 0x04];
const OLD_OFFICE = [0xd0, 0xcf, 0x11, 0xe0];

function requireReadable({ name, content }: GivenFile): void {
	if (startsWith(content, OLD_OFFICE))
		throw new CrmError(
			'invalidValue',
			`"${name}" is an Excel file of the old kind (.xls), or one with a password.`,
			'Open it in a spreadsheet program and save it as "Excel Workbook (.xlsx)", without a password, or as CSV.',
		);
	const start = Buffer.from(content.subarray(0, 200)).toString('latin1').trimStart().toLowerCase();
	const isPage = /^(\ufeff|ï»¿)?<(\?xml|!doctype|html|table)/.test(start);
	if (!startsWith(content, ZIP) && (isPage || start.startsWith('%pdf') || isBinary(content)))
		throw new CrmError(
			'invalidValue',
			`"${name}" is neither a CSV nor an Excel file.`,
			'Save the table as CSV or as "Excel Workbook (.xlsx)".',
		);
}

function csvTable({ name, content }: GivenFile, choices: ReadingChoices): Table {
	const { text, encoding } = decodeText(content, choices.encoding);
	const { text: rest, separator } = separated(text, choices.separator);
	const rows = readCsv(rest, separator, choices.headingRow);
	const table = tableOf(name, rows, { kind: 'CSV', encoding, separator }, choices.headingRow);
	const width = table.headings.length;
	return { ...table, rows: table.rows.map((row) => withWidth(row, width)) };
}

async function excelTable({ name, content }: GivenFile, choices: ReadingChoices): Promise<Table> {
	// Loaded with the first Excel file.
	const { readXlsx } = await import('./readXlsx');
	const sheets = await readXlsx(content, name);
	const sheet = choices.sheet === undefined ? firstWithRows(sheets, name) : sheetNamed(sheets, choices.sheet, name);
	const rows = sheet.rows.map((cells, index): TableRow => ({ row: index + 1, cells }));
	const where = sheets.length > 1 ? `${name}, sheet ${sheet.name}` : name;
	const table = tableOf(where, rows, { kind: 'Excel', sheet: sheet.name }, choices.headingRow, choices.sheet === undefined ? [] : sheets);
	return { ...table, notes: choices.sheet === undefined ? sheetNotes(sheets, sheet) : [] };
}

function tableOf(
	fileName: string,
	all: readonly TableRow[],
	reading: Omit<FileReading, 'headingRow'>,
	headingRow?: number,
	sheets: readonly Sheet[] = [],
): Table {
	const heading = headingRow === undefined ? all.find(({ cells }) => !isBlankRow(cells)) : all[headingRow - 1];
	if (heading === undefined || isBlankRow(heading.cells)) throw noHeadings(fileName, headingRow, sheets);
	if (heading.problem !== undefined)
		throw new CrmError(
			'invalidValue',
			`The headings of "${fileName}", in row ${heading.row}: ${heading.problem.message}`,
			heading.problem.remedy,
		);
	const below = all.slice(all.indexOf(heading) + 1);
	const rows = below.filter(({ cells, problem }) => problem !== undefined || !isBlankRow(cells));
	if (rows.length === 0)
		throw new CrmError('invalidValue', `"${fileName}" has headings, but no rows below them.`, 'Fill in rows below the headings.');
	return {
		reading: { ...reading, headingRow: heading.row },
		headings: heading.cells.map((cell) => cellText(cell).trim()),
		rows,
		blankRows: below.length - rows.length,
		notes: [],
	};
}

function noHeadings(fileName: string, headingRow: number | undefined, sheets: readonly Sheet[]): CrmError {
	const filled = sheets.filter(hasRows).map(({ name }) => `"${name}"`);
	const elsewhere = filled.length > 0 ? ` There are rows on: ${filled.join(', ')}.` : '';
	const what =
		headingRow === undefined
			? `"${fileName}" has no rows.`
			: `Row ${headingRow} of "${fileName}", which should have the headings, is empty.`;
	return new CrmError('invalidValue', `${what}${elsewhere}`, 'Choose a file with headings in its first row and rows below them.');
}

/** A row with more or fewer cells than there are headings would put values into the wrong fields. */
function withWidth(row: TableRow, width: number): TableRow {
	if (row.problem !== undefined || row.cells.length === width) return row;
	const problem = new CrmError(
		'invalidValue',
		`The row has ${row.cells.length} cells, but there are ${width} headings.`,
		'Give each column its cell, an empty one too; put a cell with the separator in it into quotation marks.',
	);
	return { ...row, problem };
}

function firstWithRows(sheets: readonly Sheet[], fileName: string): Sheet {
	const sheet = sheets.find(hasRows);
	if (sheet !== undefined) return sheet;
	throw new CrmError('invalidValue', `"${fileName}" has no rows on any of its sheets.`, 'Choose a file with rows in it.');
}

function sheetNamed(sheets: readonly Sheet[], wanted: string, fileName: string): Sheet {
	const name = wanted.trim().toLowerCase();
	const found =
		sheets.find((sheet) => sheet.name.trim().toLowerCase() === name) ?? (/^\d+$/.test(name) ? sheets[Number(name) - 1] : undefined);
	if (found !== undefined) return found;
	throw notFound(
		'sheet',
		wanted,
		sheets.map((sheet) => sheet.name),
		`in "${fileName}"`,
	);
}

/** Where nobody chose a sheet: which one was taken, and what was left. */
function sheetNotes(sheets: readonly Sheet[], taken: Sheet): string[] {
	const notes: string[] = [];
	if (taken !== sheets[0]) notes.push(`The first sheet, "${sheets[0]!.name}", is empty: "${taken.name}" was read.`);
	const others = sheets.filter((sheet) => sheet !== taken && hasRows(sheet)).map(({ name }) => `"${name}"`);
	if (others.length > 0) notes.push(`Only the sheet "${taken.name}" was read. There are rows on others too: ${others.join(', ')}.`);
	return notes;
}

function hasRows({ rows }: Sheet): boolean {
	return rows.some((cells) => !isBlankRow(cells));
}

function isBlankRow(cells: readonly Cell[]): boolean {
	return cells.every(isBlankCell);
}

function startsWith(bytes: Uint8Array, beginning: readonly number[]): boolean {
	return beginning.every((byte, index) => bytes[index] === byte);
}
