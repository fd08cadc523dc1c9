import { sql } from 'kysely';
import type { LedgerTables } from '../../../ledger/stores/ledgerTables';
import type { SqlDatabase } from '../../../sql/SqlDatabase';
import type { CrmDialect } from '../CrmDialect';
import { formExpression } from '../normalForms';
import type { ReadingOrder } from '../ReadingOrder';

/** Lists are sorted by title, so there is an index for it; one of another language is of no use any more. */
export async function requireReadingIndex(
	database: SqlDatabase<LedgerTables>,
	dialect: CrmDialect,
	reading: ReadingOrder,
	existing: ReadonlyArray<{ name: string }>,
): Promise<void> {
	const name = `${PREFIX}${reading.language}`;
	const indexes = existing.map((index) => index.name).filter((index) => index.startsWith(PREFIX));
	if (indexes.length === 1 && indexes[0] === name) return;
	await database.transaction(async () => {
		const db = database.db();
		for (const other of indexes) if (other !== name) await db.schema.dropIndex(other).ifExists().execute();
		const form = formExpression(dialect, { field: { name: 'title', kind: 'string' }, sql: sql.ref('title') }, []);
		await sql`create index if not exists ${sql.ref(name)} on record (type, (${reading.of(form)}), id)`.execute(db);
	});
}

const PREFIX = 'record_reading_';
