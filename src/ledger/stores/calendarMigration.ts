import type { Kysely } from 'kysely';

/** When the company and its people work. */
export async function createCalendars(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('working_calendar')
		.addColumn('user_id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('content', 'text', (column) => column.notNull())
		.execute();
}
