import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import type { DatabaseMark } from '../sql/DatabaseMark';
import type { PostgresAddress } from '../sql/postgres/PostgresAddress';
import type { SqlDatabase } from '../sql/SqlDatabase';
import type { SqlDialect } from '../sql/SqlDialect';
import type { Ledger } from './Ledger';
import { ledgerMigrations } from './stores/ledgerMigrations';
import type { LedgerTables } from './stores/ledgerTables';
import { SqlLedger } from './stores/SqlLedger';

/** "CRML": a ledger that stands alone is not taken for a built-in CRM, nor the other way round. */
const LEDGER_MARK: DatabaseMark = { applicationId: 0x43_52_4d_4c, table: 'ledger_meta', row: 'ledgerVersion' };

/** Where a ledger stands: a file of its own, or a schema of its own. */
export type LedgerOptions = { kind: 'sqlite'; path: string } | { kind: 'postgres'; address: PostgresAddress };

export interface OpenLedger {
	ledger: Ledger;
	/** Ends listening and gives back connections. */
	close(): Promise<void>;
}

/**
 * Opens the ledger of a CRM that keeps its data elsewhere; makes it when there is none. That of the built-in CRM is in the
 * CRM's own database and is opened with it. Throws storage (not ours, newer, read-only, damaged, no rights) and unavailable
 * (not reached, locked).
 */
export async function openLedger(options: LedgerOptions): Promise<OpenLedger> {
	const database = options.kind === 'sqlite' ? await openFile(options.path) : await openSchema(options.address);
	try {
		return { ledger: await SqlLedger.open(database), close: async () => await database.close() };
	} catch (error) {
		await database.close();
		throw error;
	}
}

async function openFile(path: string): Promise<SqlDatabase<LedgerTables>> {
	const { openSqliteDatabase } = await import('../sql/sqlite/openSqliteDatabase');
	const { sqliteDialect } = await import('../sql/sqlite/sqliteDialect');
	const opened = await openSqliteDatabase<LedgerTables>({ path, name: basename(path), mark: LEDGER_MARK, parts: parts(sqliteDialect) });
	return opened.database;
}

async function openSchema(address: PostgresAddress): Promise<SqlDatabase<LedgerTables>> {
	const { openPostgresDatabase } = await import('../sql/postgres/openPostgresDatabase');
	const { postgresDialect } = await import('../sql/postgres/postgresDialect');
	const dialect = postgresDialect(address.schema);
	const opened = await openPostgresDatabase<LedgerTables>({ address, dialect, mark: LEDGER_MARK, parts: parts(dialect) });
	return opened.database;
}

function parts(dialect: SqlDialect) {
	return [{ name: 'ledger', migrations: ledgerMigrations(dialect, randomUUID()) }];
}
