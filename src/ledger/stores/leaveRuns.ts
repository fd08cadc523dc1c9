import { sql, type RawBuilder } from 'kysely';
import type { RunOutcome } from '../Ledger';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import type { LedgerTables } from './ledgerTables';

/** How runs are over: for `closeRuns`. */
export interface RunEndRow {
	outcome: RunOutcome;
	/** ISO 8601. */
	at: string;
	error: string | null;
}

/**
 * Runs that no run in n8n has claimed leave nothing behind; what was in them waits again, and a late run of them finds
 * nothing to claim. `which` is a condition on their table. Returns the ids of these deliveries. Must run in a transaction.
 */
export async function dropRuns(database: SqlDatabase<LedgerTables>, which: RawBuilder<unknown>): Promise<number[]> {
	const db = database.db();
	const dropped = await db
		.deleteFrom('run')
		.where(sql<boolean>`${which} and claimed_at is null and outcome is null`)
		.returning('id')
		.execute();
	if (dropped.length === 0) return [];
	const rows = await db
		.updateTable('delivery')
		.set({ state: 'waiting', run_id: sql`former_run_id`, former_run_id: null })
		.where(isOneOf(database, 'run_id', dropped))
		.where('state', '=', 'inRun')
		.returning('id')
		.execute();
	return rows.map(({ id }) => id);
}

/** Runs that were claimed are over without an end of their own; what was in them waits again. As `dropRuns` otherwise. */
export async function letGoOfRuns(database: SqlDatabase<LedgerTables>, which: RawBuilder<unknown>, at: string): Promise<number[]> {
	const db = database.db();
	const over = await db
		.updateTable('run')
		.set({ finished_at: at, outcome: 'givenBack', alive_until: null })
		.where(sql<boolean>`${which} and claimed_at is not null and outcome is null`)
		.returning('id')
		.execute();
	if (over.length === 0) return [];
	const rows = await db
		.updateTable('delivery')
		.set({ state: 'waiting' })
		.where(isOneOf(database, 'run_id', over))
		.where('state', '=', 'inRun')
		.returning('id')
		.execute();
	return rows.map(({ id }) => id);
}

/** Those of the runs that are not over, and that no delivery is in any more, are over now. */
export async function closeRuns(
	database: SqlDatabase<LedgerTables>,
	ids: readonly string[],
	{ outcome, at, error }: RunEndRow,
): Promise<void> {
	if (ids.length === 0) return;
	await database
		.db()
		.updateTable('run')
		.set({ finished_at: at, outcome, error, alive_until: null })
		.where(
			isOneOf(
				database,
				'id',
				[...new Set(ids)].map((id) => ({ id })),
			),
		)
		.where('outcome', 'is', null)
		.where(sql<boolean>`not exists (select 1 from delivery d where d.run_id = run.id and d.state = 'inRun')`)
		.execute();
}

function isOneOf(database: SqlDatabase<LedgerTables>, column: string, runs: ReadonlyArray<{ id: string }>) {
	return database.dialect.isOneOf(
		sql.ref(column),
		runs.map(({ id }) => id),
	);
}
