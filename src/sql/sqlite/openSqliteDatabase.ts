import type { DatabaseSync } from 'node:sqlite';
import { CompiledQuery } from 'kysely';
import type { DatabaseMark } from '../DatabaseMark';
import { migrate, versionOf, type DatabasePart } from '../migrate';
import { SqlDatabase } from '../SqlDatabase';
import type { OpenFile } from './OpenFile';
import { openSqliteFile } from './openSqliteFile';
import { sqliteDialect } from './sqliteDialect';

export interface SqliteDatabaseOptions {
	path: string;
	/** What people know it by, for errors. */
	name: string;
	mark: DatabaseMark;
	/** In the order in which their tables are made. */
	parts: readonly DatabasePart[];
	/** How long a locked database is waited for, in milliseconds. Default 10 s. */
	lockWaitMs?: number;
	/** How often it is looked whether it is still the same file, in milliseconds. Default 2 s. */
	lookEveryMs?: number;
}

export interface SqliteDatabase<Tables> {
	database: SqlDatabase<Tables>;
	handle: DatabaseSync;
	/** Whether it is still the file that was opened. */
	file: OpenFile;
}

/** Opens a file with all its tables in their present form; makes what is not there. Throws as `openSqliteFile` does. */
export async function openSqliteDatabase<Tables>(options: SqliteDatabaseOptions): Promise<SqliteDatabase<Tables>> {
	const { parts, ...rest } = options;
	const schemaVersion = versionOf(parts);
	const file = await openSqliteFile<Tables>({ ...rest, schemaVersion });
	const database = new SqlDatabase(file.kysely, sqliteDialect);
	try {
		if (file.schemaVersion < schemaVersion) {
			await database.transaction(async () => {
				for (const { name, migrations } of parts) await migrate(database, name, migrations);
				for (const statement of file.markStatements) await database.db().executeQuery(CompiledQuery.raw(statement));
			});
		}
		return { database, handle: file.handle, file: file.file! };
	} catch (error) {
		await database.close();
		throw error;
	}
}
