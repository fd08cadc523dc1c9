import { sql } from 'kysely';
import type { Migrations } from '../sql/migrate';
import type { SqlDialect } from '../sql/SqlDialect';

/** What differs between the databases. */
export interface FeedTableForm {
	/** Type of the columns that hold JSON as it came and are never looked into. */
	jsonType: 'text' | 'json';
	/** What the order of the feed needs in the database. */
	statements: readonly string[];
	/** What reads a page of it there, made anew: after each change of the table's columns. */
	pageStatements: readonly string[];
}

/** The table of changes of a CRM that keeps its data elsewhere. The built-in CRM makes its own, which its triggers fill. */
export function feedMigrations(dialect: SqlDialect, { jsonType, statements, pageStatements }: FeedTableForm): Migrations {
	return {
		'001-feed': {
			async up(db) {
				await db.schema
					.createTable('change_feed')
					.addColumn('id', dialect.idType, (column) => dialect.identity(column))
					.addColumn('record_type', 'text', (column) => column.notNull())
					.addColumn('record_id', 'text', (column) => column.notNull())
					.addColumn('kind', 'text', (column) => column.notNull())
					.addColumn('at', 'text', (column) => column.notNull())
					.addColumn('actor', 'text')
					.addColumn('origin', jsonType)
					.addColumn('before', jsonType)
					.addColumn('after', jsonType)
					.execute();
				await db.schema.createIndex('change_feed_record_id').on('change_feed').column('record_id').execute();
				for (const statement of statements) await sql.raw(statement).execute(db);
			},
		},
		'002-reasons': {
			async up(db) {
				await db.schema.alterTable('change_feed').addColumn('reason', jsonType).execute();
				for (const statement of pageStatements) await sql.raw(statement).execute(db);
			},
		},
	};
}
