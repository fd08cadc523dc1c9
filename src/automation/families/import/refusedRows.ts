import { isRefusedRows, REPORT_HEADINGS } from './columns';
import { cellText, type Cell, type TableRow } from './table';

/** A row that was not written, and why. */
export interface RefusedRow {
	row: TableRow;
	error: string;
	remedy: string;
}

/**
 * The refused rows as a CSV file, as they stood, with their numbers and what was wrong in front: who corrects them can import the
 * file as it is. In UTF-8 with its mark, so that spreadsheet programs read it right. What such a program would take for a formula
 * gets an apostrophe in front, which an import of the file takes away again.
 */
export function refusedRowsFile(headings: readonly string[], refused: readonly RefusedRow[], separator = ','): Buffer {
	// Of a file that is one of these already, the old reasons go.
	const own = isRefusedRows(headings) ? REPORT_HEADINGS.length : 0;
	const lines = [
		[...REPORT_HEADINGS, ...headings.slice(own)],
		...refused.map(({ row, error, remedy }) => [String(row.row), error, remedy, ...row.cells.slice(own).map(cellText)]),
	];
	const width = REPORT_HEADINGS.length + headings.length - own;
	const text = lines.map((line) =>
		padded(line, width)
			.map((cell) => writtenCell(cell, separator))
			.join(separator),
	);
	return Buffer.from(`\ufeff${text.join('\r\n')}\r\n`);
}

/** The cells of such a file as they were before apostrophes were put in front of what could be formulas. */
export function withoutApostrophe(cell: Cell): Cell {
	return typeof cell === 'string' && ESCAPED.test(cell) ? cell.slice(1) : cell;
}

/** What begins like that is worked out by spreadsheet programs, also behind apostrophes of ours. Negative numbers are harmless. */
const FORMULA = /^'*[=+\-@\t\r＝＋－＠]/;
const ESCAPED = /^'+[=+\-@\t\r＝＋－＠]/;
const NEGATIVE = /^-\d[\d.,]*$/;

function writtenCell(cell: string, separator: string): string {
	const safe = FORMULA.test(cell) && !NEGATIVE.test(cell) ? `'${cell}` : cell;
	return safe.includes('"') || safe.includes(separator) || /[\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A row that had too few cells: each line of the file has one for each heading. */
function padded(line: readonly string[], width: number): string[] {
	return [...line, ...Array<string>(Math.max(0, width - line.length)).fill('')];
}
