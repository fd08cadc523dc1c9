import { PostgresAdapter, PostgresDialect } from 'kysely';
import type { ConnectionPool } from './ConnectionPool';

/** Kysely's PostgreSQL over our pool, whose migrations rely on the lock that `openSchema` holds. */
export class KyselyPostgres extends PostgresDialect {
	constructor(pool: ConnectionPool) {
		super({ pool });
	}

	override createAdapter(): PostgresAdapter {
		return new LockedAdapter();
	}
}

class LockedAdapter extends PostgresAdapter {
	// Kysely's own lock is one for all programs that use Kysely in the database, and would be given back before the commit.
	override async acquireMigrationLock(): Promise<void> {}

	override async releaseMigrationLock(): Promise<void> {}
}
