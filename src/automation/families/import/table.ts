import type { CrmError } from '../../../model/CrmError';

/** What a cell holds. A date of a spreadsheet is the day and time as it is shown there, in UTC. */
export type Cell = string | number | boolean | Date | null;

export interface TableRow {
	/** As a spreadsheet program counts it: the first row of the file is 1. */
	row: number;
	cells: Cell[];
	/** Why the row cannot be taken as it stands. */
	problem?: CrmError;
}

/** What a file was taken for. */
export interface FileReading {
	kind: 'CSV' | 'Excel';
	/** Of a text. */
	encoding?: string;
	/** Of a text. */
	separator?: string;
	/** Of an Excel file. */
	sheet?: string;
	headingRow: number;
}

/** The rows of a file below its headings, without blank ones. */
export interface Table {
	reading: FileReading;
	headings: string[];
	rows: TableRow[];
	blankRows: number;
	/** What a person should know: sheets that were not read. */
	notes: string[];
}

export function isBlankCell(cell: Cell | undefined): boolean {
	return cell === null || cell === undefined || (typeof cell === 'string' && cell.trim() === '');
}

/** `A`, `B`, …, `AA`: how spreadsheet programs call a column. `index` is from 0. */
export function columnName(index: number): string {
	const letter = String.fromCharCode('A'.charCodeAt(0) + (index % 26));
	return index < 26 ? letter : columnName(Math.floor(index / 26) - 1) + letter;
}

/** A cell as a text for people: a date as `2026-03-31`, with its time as `2026-03-31 14:30:00`, a number with a point. */
export function cellText(cell: Cell | undefined): string {
	if (cell === null || cell === undefined) return '';
	if (typeof cell === 'number') return numberOfCell(cell);
	if (!(cell instanceof Date)) return String(cell);
	const moment = momentOfCell(cell).replace('T', ' ');
	// A time without a day is kept as one of 1899.
	return cell.getUTCFullYear() < 1900 ? moment.slice('1899-12-30 '.length) : moment;
}

/** Spreadsheets calculate with 15 digits; what is behind them comes from how computers count. */
export function numberOfCell(value: number): string {
	const rounded = Number(value.toPrecision(15));
	return Number.isInteger(rounded) && Math.abs(rounded) < 1e21 ? BigInt(rounded).toString() : String(rounded);
}

/** `2026-03-31`, or `2026-03-31T14:30:00` where the cell has a time. */
export function momentOfCell(value: Date): string {
	const second = new Date(Math.round(value.getTime() / 1000) * 1000).toISOString().slice(0, '2026-03-31T14:30:00'.length);
	return second.endsWith('T00:00:00') ? second.slice(0, '2026-03-31'.length) : second;
}
