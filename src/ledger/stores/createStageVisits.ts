import { sql, type Kysely } from 'kysely';

/** The key serves both reads: those of a record, and those of a type. */
export async function createStageVisits(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('stage_visit')
		.addColumn('record_type', 'text', (column) => column.notNull())
		.addColumn('record_id', 'text', (column) => column.notNull())
		.addColumn('begun_by', 'text', (column) => column.notNull())
		.addColumn('pipeline', 'text', (column) => column.notNull())
		.addColumn('stage', 'text', (column) => column.notNull())
		.addColumn('entered_at', 'text', (column) => column.notNull())
		.addColumn('entered_by', 'text')
		.addColumn('left_at', 'text')
		.addColumn('left_by', 'text')
		.addColumn('ended_by', 'text')
		.addColumn('gone_at', 'text')
		.addPrimaryKeyConstraint('stage_visit_key', ['record_type', 'record_id', 'begun_by'])
		.execute();
	await db.schema
		.createIndex('stage_visit_gone')
		.on('stage_visit')
		.column('gone_at')
		.where(sql<boolean>`gone_at is not null`)
		.execute();
}
