import type { Kysely } from 'kysely';

/** What is known of the records of a CRM that is polled. */
export async function createSnapshots(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('snapshot')
		.addColumn('record_type', 'text', (column) => column.notNull())
		.addColumn('record_id', 'text', (column) => column.notNull())
		.addColumn('version', 'text', (column) => column.notNull())
		.addColumn('updated_at', 'text', (column) => column.notNull())
		.addColumn('content', 'text', (column) => column.notNull())
		.addColumn('seen_at', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('snapshot_key', ['record_type', 'record_id'])
		.execute();
	await db.schema
		.createTable('poll_position')
		.addColumn('record_type', 'text', (column) => column.primaryKey().notNull())
		.addColumn('changed_until', 'text')
		.addColumn('complete', 'integer', (column) => column.notNull())
		.addColumn('revision', 'integer', (column) => column.notNull())
		.execute();
}
