import { CrmError } from '../../../model/CrmError';
import type { Output } from '../../../model/output';
import type { WriteContext } from '../../../model/write';
import type { EffectCall, Operation, Outcome } from '../../engine/effects/Operation';
import { concernsAll } from '../../engine/effects/outage';
import { runEffects } from '../../engine/effects/runEffects';
import type { DryMode } from '../../engine/effects/Strategy';
import type { Scope } from '../../engine/Scope';
import type { GivenValues } from '../../words/directory/directory';
import { dryRunOf } from '../../words/output/dryRunOf';
import type { PreviewedChange } from '../../words/output/previewChanges';
import type { PlannedRow } from './planRows';

/** What is written of a row. */
export interface RowInput {
	type: string;
	matchField?: string;
	values: GivenValues;
	row: number;
}

/** The step that writes the rows. */
export interface ImportStep {
	/** Key of the effect of the whole file; each row has its own below it. */
	key: string;
	write: WriteContext;
	/** See EffectCall: rows that were written before give their outcomes, the others are refused. */
	refusal?: { error: unknown };
	/** Nothing is written: the outcomes are what would be. */
	dry: boolean;
	/** The run was stopped. */
	signal?: AbortSignal;
	/** After each batch. */
	progress(done: number, total: number): void;
}

export interface WrittenRows {
	outcomes: Array<Outcome<Output>>;
	/** Of a dry run: what the first rows would change. */
	changes: PreviewedChange[];
	/** Of a dry run: the CRM was not asked. */
	approximate: boolean;
}

/** So many rows are one transaction where the CRM has transactions. */
const ROWS_PER_BATCH = 500;
/** A dry run shows the changes of so many rows; more nobody reads. */
const SHOWN_ROWS = 100;

/**
 * Writes the rows in batches, each row once: a run that is repeated gets the outcomes of what was written before. A row that is
 * refused does not stop the others. Throws when the CRM or the database is away, and when the run was stopped.
 */
export async function writeRows(
	scope: Scope,
	operation: Operation<RowInput, Output>,
	type: string,
	rows: readonly PlannedRow[],
	step: ImportStep,
): Promise<WrittenRows> {
	const written: WrittenRows = { outcomes: [], changes: [], approximate: false };
	for (let start = 0; start < rows.length; start = written.outcomes.length) {
		if (step.signal?.aborted === true) throw stopped(start, rows.length);
		// The first rows of a dry run come by themselves, with what they would change.
		const size = step.dry && start === 0 ? SHOWN_ROWS : ROWS_PER_BATCH;
		const calls = rows.slice(start, start + size).map((row) => callOf(type, row, step));
		await writeBatch(scope, operation, calls, step.dry, written);
		step.progress(written.outcomes.length, rows.length);
	}
	return written;
}

/** Key of the effect of a row: the rows of a file are one step, so that they find their effects in another order too. */
export function keyOfRow({ key }: ImportStep, row: number): string {
	return `${key}/row.${row}`;
}

function callOf(type: string, { row: { row }, values, matchField }: PlannedRow, step: ImportStep): EffectCall<RowInput> {
	const input = { type, ...(matchField === undefined ? {} : { matchField }), values, row };
	const { write, refusal } = step;
	return { key: keyOfRow(step, row), input, write, ...(refusal && { refusal }) };
}

async function writeBatch(
	scope: Scope,
	operation: Operation<RowInput, Output>,
	calls: ReadonlyArray<EffectCall<RowInput>>,
	dry: boolean,
	written: WrittenRows,
): Promise<void> {
	const outcomes = !dry
		? await runEffects(scope, operation, calls, 'each')
		: written.outcomes.length > 0
			? await runEffects(scope, operation, calls, outcomesOnly)
			: await previewed(scope, operation, calls, written);
	const away = outcomes.find((outcome) => !outcome.ok && concernsAll(outcome.error));
	if (away?.ok === false) throw away.error;
	written.outcomes.push(...outcomes);
}

const outcomesOnly: DryMode<Output, Output> = { dry: async (_, { outcomes }) => outcomes };

async function previewed(
	scope: Scope,
	operation: Operation<RowInput, Output>,
	calls: ReadonlyArray<EffectCall<RowInput>>,
	written: WrittenRows,
): Promise<Array<Outcome<Output>>> {
	const previews = await runEffects(scope, operation, calls, dryRunOf(operation, calls));
	return previews.map((preview) => {
		if (!preview.ok) return preview;
		written.changes.push(...preview.result.changes);
		written.approximate ||= preview.result.approximate === true;
		return { ...preview, result: preview.result.would };
	});
}

function stopped(done: number, total: number): CrmError {
	return new CrmError(
		'conflict',
		`The import was stopped after ${done} of ${total} rows.`,
		'Run it again: a row whose record is there already only updates it.',
	);
}
