import { Kysely } from 'kysely';
import { ledgerMigrations } from '../../../ledger/stores/ledgerMigrations';
import { migrate, type Migrations } from '../../../sql/migrate';
import { SqlDatabase } from '../../../sql/SqlDatabase';
import { KyselySqlite } from '../../../sql/sqlite/KyselySqlite';
import { loadNodeSqlite, NodeSqliteDatabase } from '../../../sql/sqlite/nodeSqlite';
import { sqliteDialect } from '../../../sql/sqlite/sqliteDialect';
import { CrmError } from '../../../model/CrmError';
import type { CopyHead } from '../../copy/DatabaseCopy';
import { crmMigrations } from '../migrations/crmMigrations';
import { sqliteCrmDialect } from '../sqlite/sqliteCrmDialect';
import type { CrmTables } from '../tables';

/** A table of ours, in one form of the tables. */
export interface KnownTable {
	name: string;
	columns: string[];
	/** What rows are read in the order of. */
	order: string[];
	/** Whether the database numbers its rows. */
	numbered: boolean;
	/** Whether a row can be many megabytes: then few of them are in memory at once. */
	large: boolean;
}

/** Tables of which only the database itself knows what is in them. */
const BOOKKEEPING = /^(sqlite_.*|write_context|(ledger|crm)_migration(_lock)?)$/;
/** What a database makes of its other columns: in another language, and on PostgreSQL, it would be another one. */
const MADE_ANEW = new Set(['record.title_key']);
/** Rows of effects must lie in the order of time: see `SqlDialect.deleteOldestText`. */
const ORDERS: Readonly<Record<string, string[]>> = { effect: ['at', 'key'] };

/**
 * Our tables as these migrations make them, in an order in which they can be filled. Asked of an empty database in
 * memory that is made by them: so no table and no column can be forgotten, and what other programs have put beside ours
 * is left alone. Throws storage for migrations that this package does not know.
 */
export async function knownTables(migrations: CopyHead['migrations']): Promise<KnownTable[]> {
	const handle = new (loadNodeSqlite().DatabaseSync)(':memory:');
	const file = new NodeSqliteDatabase(handle);
	const database = new SqlDatabase(
		new Kysely<CrmTables>({ dialect: new KyselySqlite({ database: file, file: 'memory', lockWaitMs: 0 }) }),
		sqliteDialect,
	);
	try {
		await migrate(database, 'ledger', chosen(ledgerMigrations(sqliteDialect, ''), migrations.ledger));
		await migrate(database, 'crm', chosen(crmMigrations(sqliteCrmDialect, ''), migrations.crm));
		const tables = handle.prepare("select name, sql from sqlite_schema where type = 'table' order by rowid").all() as Array<{
			name: string;
			sql: string;
		}>;
		const columns = handle.prepare('select name, pk, type from pragma_table_info(?) order by cid');
		return tables
			.filter(({ name }) => !BOOKKEEPING.test(name))
			.map(({ name, sql }) => {
				const all = columns.all(name) as Array<{ name: string; pk: number; type: string }>;
				const key = all.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
				return {
					name,
					columns: all.map((column) => column.name).filter((column) => !MADE_ANEW.has(`${name}.${column}`)),
					order: ORDERS[name] ?? key.map((column) => column.name),
					numbered: /\bautoincrement\b/i.test(sql),
					large: all.some(({ type }) => type.toLowerCase() === sqliteCrmDialect.bytesType),
				};
			});
	} finally {
		await database.close();
	}
}

/** Those of the migrations that made a database. Throws storage when this package does not know one of them. */
export function chosen(migrations: Migrations, names: readonly string[]): Migrations {
	return Object.fromEntries(
		names.map((name) => {
			const migration = migrations[name];
			if (migration !== undefined) return [name, migration];
			throw new CrmError(
				'storage',
				`The tables were made by a newer version of this package (${name}).`,
				'Update n8n-nodes-crmflow, then try again.',
			);
		}),
	);
}
