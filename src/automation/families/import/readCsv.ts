import { CsvError, parse } from 'csv-parse/sync';
import { CrmError } from '../../../model/CrmError';
import type { TableRow } from './table';

/** A record that is longer has a quotation mark that nobody closed. */
const LONGEST_RECORD = 1_000_000;

/**
 * The rows of a text, blank ones too. A row with a stray quotation mark is refused by itself: reading goes on with the next line.
 * That holds too for a mark that swallowed lines before it was closed. `headingRow`: which row has the headings, and so tells how
 * many cells a row has; absent: the first that is not blank.
 */
export function readCsv(text: string, separator: string, headingRow?: number): TableRow[] {
	const bytes = Buffer.from(text);
	const rows: TableRow[] = [];
	let width: number | undefined;
	for (let start = 0; start < bytes.length;) {
		let end = 0;
		const stray = readOn(bytes.subarray(start), separator, (cells, endOfRecord) => {
			if (width !== undefined && cells.length !== width && cells.some((cell) => /[\r\n]/.test(cell))) return false;
			end = endOfRecord;
			rows.push({ row: rows.length + 1, cells });
			if (width === undefined && (headingRow === undefined ? cells.some((cell) => cell.trim() !== '') : rows.length === headingRow))
				width = cells.length;
			return true;
		});
		if (!stray) break;
		const line = bytes.subarray(start + end, endOfLine(bytes, start + end));
		rows.push({ row: rows.length + 1, cells: line.toString().trimEnd().split(separator), problem: strayQuote() });
		start += end + line.length;
	}
	return rows;
}

/** Gives the records to `take`, with where they end; false: there is something wrong after the last one taken. */
function readOn(bytes: Buffer, separator: string, take: (cells: string[], end: number) => boolean): boolean {
	try {
		parse(bytes, {
			delimiter: separator,
			record_delimiter: ['\r\n', '\n', '\r'],
			relax_column_count: true,
			max_record_size: LONGEST_RECORD,
			on_record(cells: string[], { bytes: end }) {
				if (!take(cells, end)) throw new LinesSwallowed();
				return null;
			},
		});
		return false;
	} catch (error) {
		if (error instanceof LinesSwallowed || error instanceof CsvError) return true;
		throw error;
	}
}

/** A record of several lines that does not fit. */
class LinesSwallowed extends Error {}

function endOfLine(bytes: Buffer, start: number): number {
	const feed = bytes.indexOf('\n', start);
	const end = feed >= 0 ? feed : bytes.indexOf('\r', start);
	return end >= 0 ? end + 1 : bytes.length;
}

function strayQuote(): CrmError {
	return new CrmError(
		'invalidValue',
		'The row has a stray quotation mark, so it is not clear where its cells end.',
		'Take the mark out, or write it twice and put the whole cell in quotation marks: "5"" pipe".',
	);
}
