import { sql, type Kysely } from 'kysely';
import type { CrmDialect } from '../CrmDialect';

/** The first tables whose rows are kept in memory; a change of one of them is counted. */
export const REFERENCE_TABLES = ['record_type', 'field', 'pipeline', 'stage', 'crm_user', 'user_group', 'user_role'];

/** What the CRM is like: types, fields, pipelines, people. */
export async function createReferenceTables(db: Kysely<unknown>, dialect: CrmDialect): Promise<void> {
	const { schema } = db;
	const { idType, jsonType, identity } = dialect.sql;
	const now = sql.raw(dialect.nowDefault);
	await schema
		.createTable('record_type')
		.addColumn('name', 'text', (column) => column.primaryKey().notNull())
		.addColumn('label', 'text', (column) => column.notNull())
		.addColumn('plural_label', 'text', (column) => column.notNull())
		.addColumn('position', 'integer', (column) => column.notNull())
		.execute();
	await schema
		.createTable('field')
		.addColumn('record_type', 'text', (column) => column.notNull())
		.addColumn('name', 'text', (column) => column.notNull())
		.addColumn('label', 'text', (column) => column.notNull())
		.addColumn('kind', 'text', (column) => column.notNull())
		.addColumn('required', 'integer', (column) => column.notNull().defaultTo(0))
		.addColumn('options', jsonType)
		.addColumn('default_value', jsonType)
		.addColumn('target', 'text')
		.addColumn('read_only', 'integer', (column) => column.notNull().defaultTo(0))
		.addColumn('help', 'text')
		.addColumn('position', 'integer', (column) => column.notNull())
		.addPrimaryKeyConstraint('field_key', ['record_type', 'name'])
		.execute();
	await schema
		.createTable('pipeline')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('name', 'text', (column) => column.notNull())
		.addColumn('record_type', 'text', (column) => column.notNull().references('record_type.name'))
		.addColumn('position', 'integer', (column) => column.notNull())
		.execute();
	await schema
		.createTable('stage')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('pipeline_id', 'text', (column) => column.notNull().references('pipeline.id'))
		.addColumn('name', 'text', (column) => column.notNull())
		.addColumn('kind', 'text', (column) => column.notNull().defaultTo('open'))
		.addColumn('position', 'integer', (column) => column.notNull())
		.execute();
	await schema
		.createTable('crm_user')
		.addColumn('id', idType, (column) => identity(column))
		.addColumn('name', 'text', (column) => column.notNull())
		.addColumn('email', 'text')
		.addColumn('supervisor_id', idType)
		.addColumn('role', 'text')
		.addColumn('groups', jsonType, (column) => column.notNull().defaultTo('[]'))
		.addColumn('active', 'integer', (column) => column.notNull().defaultTo(1))
		.addColumn('absent_from', 'text')
		.addColumn('absent_until', 'text')
		.addColumn('custom', jsonType, (column) => column.notNull().defaultTo('{}'))
		.addColumn('version', 'integer', (column) => column.notNull().defaultTo(1))
		.addColumn('created_at', 'text', (column) => column.notNull().defaultTo(now))
		.addColumn('updated_at', 'text', (column) => column.notNull().defaultTo(now))
		.execute();
	for (const table of ['user_group', 'user_role']) {
		await schema
			.createTable(table)
			.addColumn('name', 'text', (column) => column.primaryKey().notNull())
			.execute();
	}
	await schema
		.createTable('reference_version')
		.addColumn('id', 'integer', (column) => column.primaryKey())
		.addColumn('version', 'integer', (column) => column.notNull())
		.execute();
	await sql`insert into reference_version (id, version) values (1, 1)`.execute(db);
}
