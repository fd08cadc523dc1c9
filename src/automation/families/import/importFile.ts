import { shorten } from '../../../model/CrmError';
import type { Output } from '../../../model/output';
import type { Operation, Outcome } from '../../engine/effects/Operation';
import type { FailedStep } from '../../engine/effects/logRefusals';
import type { Scope } from '../../engine/Scope';
import type { PreviewedChange } from '../../words/output/previewChanges';
import { isRefusedRows, mapColumns, type ColumnChoice } from './columns';
import { recogniseFormats, type FormatChoices } from './formats';
import { planRows, type Matching, type PlannedRow, type ReadRow } from './planRows';
import { readTable, type GivenFile, type ReadingChoices } from './readTable';
import { refusedRowsFile, withoutApostrophe, type RefusedRow } from './refusedRows';
import { importReport, type RowReport } from './report';
import type { Table } from './table';
import { keyOfRow, writeRows, type ImportStep, type RowInput } from './writeRows';

export interface ImportRequest {
	file: GivenFile;
	/** Name of the record type. */
	type: string;
	columns: readonly ColumnChoice[];
	matching: Matching;
	reading: ReadingChoices & FormatChoices;
}

export interface ImportResult {
	report: Output;
	/** Its headings alone, where no row was refused. */
	refusedRows: Buffer;
	/** Of a dry run: what the first rows would change. */
	changes: PreviewedChange[];
	approximate: boolean;
	/** Rows of which nobody knows whether they were written before: see `Outcome.unsure`. */
	unsure: number[];
	/** What the CRM refused, for the history. */
	failed: FailedStep[];
}

/** Each change keeps the name of the file it came from. */
const LONGEST_NAME = 120;

/** Says what went wrong with a row, and what to do. */
export type Explain = (error: unknown) => { message: string; remedy: string };

/**
 * Takes a file into the CRM: recognises how it is written, maps its headings to fields, and writes each row by `operation`. Rows
 * are written or refused one by one; the report says of each what became of it, and each change from which file it came. Throws
 * invalidValue, notFound, missingValue for what concerns the whole file: then no row was written.
 */
export async function importFile(
	scope: Scope,
	operation: Operation<RowInput, Output>,
	{ file, type: typeName, columns: choices, matching, reading }: ImportRequest,
	step: ImportStep,
	explain: Explain,
): Promise<ImportResult> {
	const type = await scope.crm.describe(typeName);
	const table = withoutApostrophes(await readTable(file, reading));
	const columns = mapColumns(type, table.headings, choices);
	const formats = recogniseFormats(table, columns.mapped, reading);
	const read = planRows(type, table.rows, columns.mapped, formats, matching);
	const planned = read.filter((row) => !('error' in row)) as PlannedRow[];
	const importing: ImportStep = { ...step, write: { ...step.write, reason: { kind: 'imported', file: shorten(file.name, LONGEST_NAME) } } };
	const { outcomes, changes, approximate } = await writeRows(scope, operation, typeName, planned, importing);
	if (step.refusal !== undefined && outcomes.every((outcome) => !outcome.ok)) throw step.refusal.error;
	const { rows, refused, failed, unsure } = whatBecame(read, outcomes, step, explain);
	return {
		report: importReport({ fileName: file.name, type, table, columns, formats, rows }),
		refusedRows: refusedRowsFile(table.headings, refused, table.reading.separator === ';' ? ';' : ','),
		changes,
		approximate,
		unsure,
		failed,
	};
}

interface Fates extends Pick<ImportResult, 'failed' | 'unsure'> {
	rows: RowReport[];
	refused: RefusedRow[];
}

/** Of each row; `outcomes` are those of the rows that could be read, in their order. */
function whatBecame(read: readonly ReadRow[], outcomes: ReadonlyArray<Outcome<Output>>, step: ImportStep, explain: Explain): Fates {
	const fates: Fates = { rows: [], refused: [], failed: [], unsure: [] };
	let next = 0;
	for (const each of read) {
		const { row } = each.row;
		const outcome = 'error' in each ? { ok: false as const, error: each.error } : outcomes[next++]!;
		if (outcome.ok) {
			const { outcome: what, id, title } = outcome.result;
			fates.rows.push({ row, outcome: String(what), id: id ?? null, title: title ?? null, error: null, remedy: null });
			if (outcome.unsure === true) fates.unsure.push(row);
			continue;
		}
		const { message, remedy } = explain(outcome.error);
		fates.rows.push({ row, outcome: 'refused', id: null, title: null, error: message, remedy });
		fates.refused.push({ row: each.row, error: message, remedy });
		if (!('error' in each)) fates.failed.push({ key: keyOfRow(step, row), error: outcome.error, write: step.write });
	}
	return fates;
}

/** A file of refused rows that was corrected: its own columns are not in the way, and what was made harmless is as it was. */
function withoutApostrophes(table: Table): Table {
	if (!isRefusedRows(table.headings)) return table;
	return { ...table, rows: table.rows.map((row) => ({ ...row, cells: row.cells.map(withoutApostrophe) })) };
}
