import { sql, type Kysely } from 'kysely';
import { CAPTURED_TABLES } from '../capturedTables';
import type { CrmDialect } from '../CrmDialect';
import { formExpression } from '../normalForms';
import { index } from './contentTables';

/** Changes say their reason, and what was merged is found by what it was called. The triggers know both since then. */
export async function createReasons(db: Kysely<unknown>, dialect: CrmDialect): Promise<void> {
	await db.schema.alterTable('change_feed').addColumn('reason', dialect.keptJsonType).execute();
	await createMergedRecords(db, dialect);
	const statements = [...dialect.reasonStatements, ...CAPTURED_TABLES.flatMap((table) => dialect.captureTriggers(table))];
	for (const statement of statements) await sql.raw(statement).execute(db);
}

/** See MergedRecords. The columns that are compared are those of a record, so that the same expressions fit both. */
async function createMergedRecords(db: Kysely<unknown>, dialect: CrmDialect): Promise<void> {
	const { idType, jsonType, identity } = dialect.sql;
	await db.schema
		.createTable('merged_record')
		.addColumn('id', idType, (column) => identity(column))
		.addColumn('type', 'text', (column) => column.notNull())
		.addColumn('source_id', idType, (column) => column.notNull())
		.addColumn('kept_id', idType, (column) => column.notNull())
		.addColumn('title', 'text', (column) => column.notNull())
		.addColumn('external_id', 'text')
		.addColumn('custom', jsonType, (column) => column.notNull())
		.execute();
	await index(db, 'merged_record', ['type', 'external_id'], 'external_id is not null');
	await index(db, 'merged_record', ['source_id']);
	await index(db, 'merged_record', ['kept_id']);
	const title = formExpression(dialect, { field: { name: 'title', kind: 'string' }, sql: sql.ref('title') }, []);
	await sql`create index merged_record_title_form on merged_record (type, (${title}))`.execute(db);
	const kept = sql`(${dialect.jsonValue('custom', 'email', 'text')})`;
	const email = formExpression(dialect, { field: { name: 'email', kind: 'email' }, sql: kept }, []);
	await sql`create index merged_record_email on merged_record (type, (${email})) where (${email}) is not null`.execute(db);
}
