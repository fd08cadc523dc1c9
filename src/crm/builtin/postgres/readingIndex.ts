import { sql } from 'kysely';
import type { LedgerTables } from '../../../ledger/stores/ledgerTables';
import type { SqlDatabase } from '../../../sql/SqlDatabase';
import type { CrmDialect } from '../CrmDialect';
import { formExpression } from '../normalForms';
import type { ReadingOrder } from '../ReadingOrder';

/**
 * Lists are sorted by title, so there is an index for it; one of another language is of no use any more. Of processes that
 * start together one makes it.
 */
export async function requireReadingIndex(database: SqlDatabase<LedgerTables>, dialect: CrmDialect, reading: ReadingOrder): Promise<void> {
	const name = `${PREFIX}${reading.language}`;
	const isMade = (indexes: readonly string[]) => indexes.length === 1 && indexes[0] === name;
	if (isMade(await readingIndexes(database))) return;
	await database.transaction(async () => {
		await database.takeTurns(PREFIX);
		const indexes = await readingIndexes(database);
		if (isMade(indexes)) return;
		const db = database.db();
		for (const other of indexes) await db.schema.dropIndex(other).execute();
		const form = formExpression(dialect, { field: { name: 'title', kind: 'string' }, sql: sql.ref('title') }, []);
		await sql`create index ${sql.ref(name)} on record (type, (${reading.of(form)}), id)`.execute(db);
	});
}

const PREFIX = 'record_reading_';

async function readingIndexes(database: SqlDatabase<LedgerTables>): Promise<string[]> {
	const { rows } = await sql<{ name: string }>`
		select indexname as name from pg_catalog.pg_indexes where schemaname = ${database.dialect.schema}`.execute(database.db());
	return rows.map(({ name }) => name).filter((name) => name.startsWith(PREFIX));
}
