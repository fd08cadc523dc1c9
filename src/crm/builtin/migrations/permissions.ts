import { sql, type Kysely } from 'kysely';
import type { CrmDialect } from '../CrmDialect';

/** What roles allow. Kept in memory like the other tables of people: a change is counted. */
export async function createPermissions(db: Kysely<unknown>, dialect: CrmDialect): Promise<void> {
	await db.schema
		.createTable('role_permission')
		.addColumn('role', 'text', (column) => column.notNull())
		.addColumn('record_type', 'text', (column) => column.notNull())
		.addColumn('allowed', dialect.sql.jsonType, (column) => column.notNull().defaultTo('[]'))
		.addColumn('own_only', 'integer', (column) => column.notNull().defaultTo(0))
		.addPrimaryKeyConstraint('role_permission_key', ['role', 'record_type'])
		.execute();
	for (const trigger of dialect.countingTriggers('role_permission')) await sql.raw(trigger).execute(db);
}
