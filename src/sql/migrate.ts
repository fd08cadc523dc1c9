import { Migrator, type Migration } from 'kysely/migration';
import type { SqlDatabase } from './SqlDatabase';

/** Migrations by name; they run in the order of their names, each once per database. */
export type Migrations = Record<string, Migration>;

/** Tables that belong together; a database has those of one part or of several. */
export interface DatabasePart {
	name: string;
	migrations: Migrations;
}

/** The form of the tables of these parts, which only grows: the number of their migrations. */
export function versionOf(parts: readonly DatabasePart[]): number {
	return parts.reduce((sum, { migrations }) => sum + Object.keys(migrations).length, 0);
}

/**
 * Brings the tables of one part of the package to their present form. Runs inside the ambient transaction, so that
 * several processes that start together do it once and a crash leaves nothing half-made.
 */
export async function migrate<Tables>(database: SqlDatabase<Tables>, part: string, migrations: Migrations): Promise<void> {
	await database.transaction(async () => {
		const { schema, migrationPlugins } = database.dialect;
		const migrator = new Migrator({
			db: migrationPlugins.reduce((db, plugin) => db.withPlugin(plugin), database.db()),
			provider: { getMigrations: async () => migrations },
			migrationTableSchema: schema,
			migrationTableName: `${part}_migration`,
			migrationLockTableName: `${part}_migration_lock`,
		});
		const { error } = await migrator.migrateToLatest();
		if (error !== undefined) throw error;
	});
}
