import type { DatabaseSync } from 'node:sqlite';
import type { SqlDatabase } from '../../../sql/SqlDatabase';
import { sqliteCrmDialect } from '../sqlite/sqliteCrmDialect';
import type { CrmTables } from '../tables';
import type { CopyTarget } from './writeCopy';

/** A SQLite file that a copy is written into. */
export class SqliteTarget implements CopyTarget {
	readonly dialect = sqliteCrmDialect;
	readonly database: SqlDatabase<CrmTables>;
	private readonly handle: DatabaseSync;

	constructor(database: SqlDatabase<CrmTables>, handle: DatabaseSync) {
		this.database = database;
		this.handle = handle;
	}

	/** They are taken away and made again from their own texts. */
	async switchOffTriggers(): Promise<() => Promise<void>> {
		const triggers = this.handle.prepare("select name, sql from sqlite_schema where type = 'trigger' order by rowid").all() as Array<{
			name: string;
			sql: string;
		}>;
		for (const { name } of triggers) this.handle.exec(`drop trigger "${name}"`);
		return async () => {
			for (const { sql } of triggers) this.handle.exec(sql);
		};
	}

	async setLastNumber(table: string, number: number): Promise<void> {
		const { changes } = this.handle.prepare('update sqlite_sequence set seq = ? where name = ?').run(number, table);
		if (changes === 0) this.handle.prepare('insert into sqlite_sequence (name, seq) values (?, ?)').run(table, number);
	}

	/** The first change that is there tells it. */
	async setPruned(): Promise<void> {}
}
