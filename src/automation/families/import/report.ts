import { outputOf, type Output, type OutputValue } from '../../../model/output';
import type { RecordTypeDescription } from '../../../model/recordType';
import type { Columns } from './columns';
import type { Formats } from './formats';
import { cellText, columnName, isBlankCell, type Table } from './table';

/** What became of a row. */
export interface RowReport {
	/** As a spreadsheet program counts it. */
	row: number;
	/** created, updated, unchanged or refused */
	outcome: string;
	id: OutputValue;
	title: OutputValue;
	error: string | null;
	remedy: string | null;
}

interface Imported {
	fileName: string;
	type: RecordTypeDescription;
	table: Table;
	columns: Columns;
	formats: Formats;
	rows: readonly RowReport[];
}

/** How many rows came to what, what the file was taken for, which column went where, and each row. */
export function importReport({ fileName, type, table, columns, formats, rows }: Imported): Output {
	const count = (outcome: string) => rows.filter((row) => row.outcome === outcome).length;
	const { kind, encoding = null, separator = null, sheet = null, headingRow } = table.reading;
	return {
		type: type.name,
		file: fileName,
		rows: rows.length,
		written: rows.length - count('refused'),
		created: count('created'),
		updated: count('updated'),
		unchanged: count('unchanged'),
		refused: count('refused'),
		blankRows: table.blankRows,
		read: {
			kind,
			encoding,
			separator: separator === '\t' ? 'tab' : separator,
			sheet,
			headingRow,
			numberFormat: formats.numberFormat ?? null,
			dateFormat: formats.dateFormat ?? null,
		},
		columns: columns.mapped.map(({ index, heading, field }) => ({
			column: columnName(index),
			heading,
			field: field.name,
			label: field.label,
			example: exampleOf(table, index),
		})),
		ignored: columns.ignored,
		notes: [...table.notes, ...formats.notes],
		report: rows.map((row) => outputOf(row)),
	};
}

/** The first cell of a column that is filled in. */
function exampleOf({ rows }: Table, index: number): string | null {
	const filled = rows.find(({ cells, problem }) => problem === undefined && !isBlankCell(cells[index]));
	return filled === undefined ? null : cellText(filled.cells[index]);
}
