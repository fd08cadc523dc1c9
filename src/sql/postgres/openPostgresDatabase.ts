import { Kysely } from 'kysely';
import type { DatabaseMark } from '../DatabaseMark';
import { migrate, versionOf, type DatabasePart } from '../migrate';
import { SqlDatabase } from '../SqlDatabase';
import type { SqlDialect } from '../SqlDialect';
import { ConnectionPool } from './ConnectionPool';
import { KyselyPostgres } from './KyselyPostgres';
import { openSchema } from './openSchema';
import type { PostgresAddress } from './PostgresAddress';

export interface PostgresDatabaseOptions {
	address: PostgresAddress;
	dialect: SqlDialect;
	mark: DatabaseMark;
	/** In the order in which their tables are made. */
	parts: readonly DatabasePart[];
}

export interface PostgresDatabase<Tables> {
	database: SqlDatabase<Tables>;
	pool: ConnectionPool;
}

/** Opens a schema with all its tables in their present form; makes what is not there. Throws as `openSchema` does, and unavailable. */
export async function openPostgresDatabase<Tables>(options: PostgresDatabaseOptions): Promise<PostgresDatabase<Tables>> {
	const { address, dialect, mark, parts } = options;
	const pool = new ConnectionPool(address);
	const database = new SqlDatabase(new Kysely<Tables>({ dialect: new KyselyPostgres(pool) }), dialect);
	try {
		await openSchema(database, {
			address,
			mark,
			version: versionOf(parts),
			async migrate() {
				for (const { name, migrations } of parts) await migrate(database, name, migrations);
			},
		});
		return { database, pool };
	} catch (error) {
		await database.close();
		throw error;
	}
}
