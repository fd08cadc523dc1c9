import { sql, type CreateTableBuilder, type Kysely } from 'kysely';
import type { CrmDialect } from '../CrmDialect';

/** What is in the CRM: records, tasks, history, notices, projects, and the feed of their changes. */
export async function createContentTables(db: Kysely<unknown>, dialect: CrmDialect): Promise<void> {
	await createRecords(db, dialect);
	await createTasks(db, dialect);
	await createHistory(db, dialect);
	await createProjects(db, dialect);
	await createFeed(db, dialect);
}

async function createRecords(db: Kysely<unknown>, dialect: CrmDialect): Promise<void> {
	const { idType, identity } = dialect.sql;
	const recordColumns = <Name extends string>(table: CreateTableBuilder<Name, 'id'>) =>
		tracked(
			dialect,
			table
				.addColumn('type', 'text', (column) => column.notNull())
				.addColumn('title', 'text', (column) => column.notNull())
				.addColumn('pipeline_id', 'text')
				.addColumn('stage_id', 'text')
				.addColumn('responsible_id', idType)
				.addColumn('external_id', 'text')
				.addColumn('custom', dialect.sql.jsonType, (column) => column.notNull().defaultTo('{}')),
		);
	await recordColumns(db.schema.createTable('record').addColumn('id', idType, (column) => identity(column))).execute();
	await recordColumns(db.schema.createTable('deleted_record').addColumn('id', idType, (column) => column.primaryKey())).execute();
	// For lists in the order they are shown in; for look-ups by title; for boards and "my records".
	await index(db, 'record', ['type', 'id']);
	await index(db, 'record', ['type', 'title']);
	await index(db, 'record', ['stage_id'], 'stage_id is not null');
	await index(db, 'record', ['responsible_id'], 'responsible_id is not null');
	await db.schema
		.createIndex('record_external_id')
		.unique()
		.on('record')
		.columns(['type', 'external_id'])
		.where(sql<boolean>`external_id is not null`)
		.execute();
	// Only records that have an address are in it. The expression must be as `CrmDialect.jsonValue` gives it.
	await sql`create index record_email on record (type, (${dialect.jsonValue('custom', 'email', 'text')}))
		where (${dialect.jsonValue('custom', 'email', 'text')}) is not null`.execute(db);
}

async function createTasks(db: Kysely<unknown>, dialect: CrmDialect): Promise<void> {
	const { idType, jsonType, identity } = dialect.sql;
	const list = '[]';
	await tracked(
		dialect,
		db.schema
			.createTable('task')
			.addColumn('id', idType, (column) => identity(column))
			.addColumn('title', 'text', (column) => column.notNull())
			.addColumn('description', 'text', (column) => column.notNull().defaultTo(''))
			.addColumn('status', 'text', (column) => column.notNull().defaultTo('open'))
			.addColumn('responsible_id', idType, (column) => column.notNull())
			.addColumn('creator_id', idType)
			.addColumn('participant_ids', jsonType, (column) => column.notNull().defaultTo(list))
			.addColumn('observer_ids', jsonType, (column) => column.notNull().defaultTo(list))
			.addColumn('priority', 'text', (column) => column.notNull().defaultTo('normal'))
			.addColumn('deadline', 'text')
			.addColumn('deadline_movable', 'integer', (column) => column.notNull().defaultTo(1))
			.addColumn('planned_start', 'text')
			.addColumn('planned_end', 'text')
			.addColumn('tags', jsonType, (column) => column.notNull().defaultTo(list))
			.addColumn('checklist', jsonType, (column) => column.notNull().defaultTo(list))
			.addColumn('track_time', 'integer', (column) => column.notNull().defaultTo(0))
			.addColumn('estimate_minutes', 'double precision')
			.addColumn('result_needs_approval', 'integer', (column) => column.notNull().defaultTo(0))
			.addColumn('parent_id', idType)
			.addColumn('record_type', 'text')
			.addColumn('record_id', idType)
			.addColumn('project_id', idType)
			.addColumn('project_stage', 'text')
			.addColumn('origin', jsonType)
			.addColumn('completed_at', 'text'),
	).execute();
	await index(db, 'task', ['record_type', 'record_id']);
	await index(db, 'task', ['responsible_id', 'status']);
	await index(db, 'task', ['project_id'], 'project_id is not null');
}

async function createHistory(db: Kysely<unknown>, dialect: CrmDialect): Promise<void> {
	const { idType, jsonType, identity } = dialect.sql;
	await db.schema
		.createTable('history_entry')
		.addColumn('id', idType, (column) => identity(column))
		.addColumn('type', 'text', (column) => column.notNull())
		.addColumn('text', 'text', (column) => column.notNull())
		.addColumn('record_type', 'text', (column) => column.notNull())
		.addColumn('record_id', idType, (column) => column.notNull())
		.addColumn('user_id', idType)
		.addColumn('at', 'text', (column) => column.notNull())
		.addColumn('origin', jsonType)
		.execute();
	await index(db, 'history_entry', ['record_type', 'record_id']);
	await index(db, 'history_entry', ['user_id'], 'user_id is not null');
	await db.schema
		.createTable('notification')
		.addColumn('id', idType, (column) => identity(column))
		.addColumn('recipient_id', idType, (column) => column.notNull())
		.addColumn('sender_id', idType)
		.addColumn('text', 'text', (column) => column.notNull())
		.addColumn('record_type', 'text')
		.addColumn('record_id', idType)
		.addColumn('at', 'text', (column) => column.notNull())
		.addColumn('read_at', 'text')
		.addColumn('origin', jsonType)
		.execute();
	await index(db, 'notification', ['recipient_id']);
	await index(db, 'notification', ['record_type', 'record_id'], 'record_id is not null');
}

async function createProjects(db: Kysely<unknown>, dialect: CrmDialect): Promise<void> {
	const { idType, jsonType, identity } = dialect.sql;
	await tracked(
		dialect,
		db.schema
			.createTable('project')
			.addColumn('id', idType, (column) => identity(column))
			.addColumn('name', 'text', (column) => column.notNull())
			.addColumn('template_id', idType, (column) => column.notNull())
			.addColumn('template_version', 'integer', (column) => column.notNull())
			.addColumn('record_type', 'text')
			.addColumn('record_id', idType)
			.addColumn('parameters', jsonType, (column) => column.notNull().defaultTo('{}'))
			.addColumn('status', 'text', (column) => column.notNull().defaultTo('running'))
			.addColumn('started_at', 'text', (column) => column.notNull())
			.addColumn('finished_at', 'text')
			.addColumn('started_by', idType),
	).execute();
	await index(db, 'project', ['record_type', 'record_id'], 'record_id is not null');
	await index(db, 'project', ['template_id']);
}

/** Every write of a record adds a row here, so each index counts. */
async function createFeed(db: Kysely<unknown>, dialect: CrmDialect): Promise<void> {
	const { idType, identity } = dialect.sql;
	await db.schema
		.createTable('change_feed')
		.addColumn('id', idType, (column) => identity(column))
		.addColumn('record_type', 'text', (column) => column.notNull())
		.addColumn('record_id', idType, (column) => column.notNull())
		.addColumn('kind', 'text', (column) => column.notNull())
		.addColumn('at', 'text', (column) => column.notNull())
		.addColumn('actor', idType)
		.addColumn('origin', dialect.keptJsonType)
		.addColumn('before', dialect.keptJsonType)
		.addColumn('after', dialect.keptJsonType)
		.execute();
	for (const statement of dialect.feedStatements) await sql.raw(statement).execute(db);
}

/** The columns every record has, whatever it is. The defaults are for rows written by other programs. */
export function tracked<Name extends string, Columns extends string>(dialect: CrmDialect, table: CreateTableBuilder<Name, Columns>) {
	const now = sql.raw(dialect.nowDefault);
	return table
		.addColumn('version', 'integer', (column) => column.notNull().defaultTo(1))
		.addColumn('created_at', 'text', (column) => column.notNull().defaultTo(now))
		.addColumn('updated_at', 'text', (column) => column.notNull().defaultTo(now));
}

export async function index(db: Kysely<unknown>, table: string, columns: string[], where?: string): Promise<void> {
	const builder = db.schema
		.createIndex(`${table}_${columns.join('_')}`)
		.on(table)
		.columns(columns);
	await (where === undefined ? builder : builder.where(sql.raw<boolean>(where))).execute();
}
