import { sql, type Kysely } from 'kysely';
import type { CrmDialect } from '../CrmDialect';

/** What stages ask for. Kept in memory like pipelines: a change is counted. The triggers refuse what any program writes against it. */
export async function createStageGates(db: Kysely<unknown>, dialect: CrmDialect): Promise<void> {
	const { jsonType } = dialect.sql;
	await db.schema
		.createTable('stage_gate')
		.addColumn('stage_id', 'text', (column) => column.notNull())
		.addColumn('side', 'text', (column) => column.notNull())
		.addColumn('fields', jsonType, (column) => column.notNull().defaultTo('[]'))
		.addColumn('no_open_tasks', 'integer', (column) => column.notNull().defaultTo(0))
		.addColumn('document', 'integer', (column) => column.notNull().defaultTo(0))
		.addColumn('document_section', 'text')
		.addColumn('document_kind', 'text')
		.addColumn('roles', jsonType, (column) => column.notNull().defaultTo('[]'))
		.addColumn('groups', jsonType, (column) => column.notNull().defaultTo('[]'))
		.addColumn('users', jsonType, (column) => column.notNull().defaultTo('[]'))
		.addPrimaryKeyConstraint('stage_gate_key', ['stage_id', 'side'])
		.execute();
	for (const statement of [...dialect.countingTriggers('stage_gate'), ...dialect.gateTriggers()]) await sql.raw(statement).execute(db);
}
