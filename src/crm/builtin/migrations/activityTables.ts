import { sql, type Kysely } from 'kysely';
import type { CrmDialect } from '../CrmDialect';
import { index, tracked } from './contentTables';

/** Meetings, calls and the like. */
export async function createActivities(db: Kysely<unknown>, dialect: CrmDialect): Promise<void> {
	const { idType, jsonType, identity } = dialect.sql;
	await tracked(
		dialect,
		db.schema
			.createTable('activity')
			.addColumn('id', idType, (column) => identity(column))
			.addColumn('kind', 'text', (column) => column.notNull().defaultTo('other'))
			.addColumn('subject', 'text', (column) => column.notNull())
			.addColumn('description', 'text', (column) => column.notNull())
			.addColumn('at', 'text', (column) => column.notNull().defaultTo(sql.raw(dialect.nowDefault)))
			.addColumn('duration_minutes', 'double precision')
			.addColumn('record_type', 'text', (column) => column.notNull())
			.addColumn('record_id', idType, (column) => column.notNull())
			.addColumn('responsible_id', idType, (column) => column.notNull())
			.addColumn('creator_id', idType)
			.addColumn('status', 'text', (column) => column.notNull().defaultTo('planned'))
			.addColumn('completed_at', 'text')
			.addColumn('complete_on_stage_change', 'integer', (column) => column.notNull().defaultTo(1))
			.addColumn('origin', jsonType),
	).execute();
	await index(db, 'activity', ['record_type', 'record_id', 'status']);
	await index(db, 'activity', ['responsible_id', 'status']);
}
