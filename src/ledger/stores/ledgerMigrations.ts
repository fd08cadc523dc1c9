import { sql, type Kysely } from 'kysely';
import { createStageVisits } from './createStageVisits';
import { FEED_ID } from './feedIds';
import type { LedgerTables } from './ledgerTables';
import { createCalendars } from './calendarMigration';
import { createRuns } from './runMigration';
import { createSnapshots } from './snapshotMigration';
import type { Migrations } from '../../sql/migrate';
import type { SqlDialect } from '../../sql/SqlDialect';

/** `feedId` is given to a new database. */
export function ledgerMigrations(dialect: SqlDialect, feedId: string): Migrations {
	return {
		'001-ledger': {
			async up(db) {
				await createTables(db, dialect);
				await (db as Kysely<LedgerTables>).insertInto('ledger_meta').values({ name: FEED_ID, value: feedId }).execute();
			},
		},
		'002-delivery': { up: extendDeliveries },
		'003-workflow-versions': { up: createWorkflowVersions },
		'004-upkeep': { up: async (db) => await prepareUpkeep(db, dialect) },
		'005-round-robin': { up: createRotations },
		'006-cheaper-claims': { up: async (db) => await cheapenClaims(db, dialect) },
		'007-process-cards': { up: createProcessCards },
		'008-runs': { up: async (db) => await createRuns(db, dialect) },
		'009-service': { up: createFollowers },
		'010-snapshots': { up: createSnapshots },
		'011-intents': { up: createIntents },
		'012-own-writes': { up: async (db) => await createOwnWrites(db, dialect) },
		'014-reasons': { up: async (db) => await db.schema.alterTable('own_write').addColumn('reason', 'text').execute() },
		'015-served-by': { up: addServing },
		'016-timers': { up: createTimers },
		'017-stage-visits': { up: createStageVisits },
		'018-calendars': { up: createCalendars },
	};
}

async function createTables(db: Kysely<unknown>, dialect: SqlDialect): Promise<void> {
	const { schema } = db;
	await schema
		.createTable('ledger_meta')
		.addColumn('name', 'text', (column) => column.primaryKey())
		.addColumn('value', 'text', (column) => column.notNull())
		.execute();
	await schema
		.createTable('effect')
		.addColumn('key', 'text', (column) => column.primaryKey().notNull())
		.addColumn('fingerprint', 'text', (column) => column.notNull())
		.addColumn('result', 'text', (column) => column.notNull())
		.addColumn('at', 'text', (column) => column.notNull())
		.execute();
	await schema
		.createTable('subscription')
		.addColumn('workflow_id', 'text', (column) => column.notNull())
		.addColumn('node_id', 'text', (column) => column.notNull())
		.addColumn('cursor', 'text', (column) => column.notNull())
		.addColumn('served_at', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('subscription_key', ['workflow_id', 'node_id'])
		.execute();
	await createDeliveries(db, dialect);
	await schema
		.createTable('project_template')
		.addColumn('id', dialect.idType, (column) => dialect.identity(column))
		.addColumn('name', 'text', (column) => column.notNull().unique())
		.execute();
	await schema
		.createTable('project_template_version')
		.addColumn('template_id', dialect.idType, (column) => column.notNull().references('project_template.id'))
		.addColumn('version', 'integer', (column) => column.notNull())
		.addColumn('content', dialect.jsonType, (column) => column.notNull())
		.addColumn('saved_at', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('project_template_version_key', ['template_id', 'version'])
		.execute();
	await schema
		.createTable('project_plan')
		.addColumn('project_id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('plan', 'text', (column) => column.notNull())
		.execute();
}

/** Finished deliveries pile up; what is looked for all the time are the open ones, so only those are indexed. */
async function createDeliveries(db: Kysely<unknown>, dialect: SqlDialect): Promise<void> {
	await db.schema
		.createTable('delivery')
		.addColumn('id', dialect.idType, (column) => dialect.identity(column))
		.addColumn('workflow_id', 'text', (column) => column.notNull())
		.addColumn('node_id', 'text', (column) => column.notNull())
		.addColumn('change_id', 'text', (column) => column.notNull())
		.addColumn('replay', 'integer', (column) => column.notNull())
		.addColumn('record_key', 'text', (column) => column.notNull())
		.addColumn('state', 'text', (column) => column.notNull())
		.addColumn('owner', 'text')
		.addColumn('alive_until', 'text')
		.addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
		.addColumn('created_at', 'text', (column) => column.notNull())
		.addColumn('finished_at', 'text')
		.addColumn('error', 'text')
		.addUniqueConstraint('delivery_once', ['workflow_id', 'node_id', 'change_id', 'replay'])
		.execute();
	const open = sql<boolean>`finished_at is null`;
	await db.schema.createIndex('delivery_open').on('delivery').columns(['workflow_id', 'node_id', 'id']).where(open).execute();
	await db.schema.createIndex('delivery_owned').on('delivery').column('owner').where(open).execute();
}

/** What retries, reports and the choice of how often a record starts a workflow need to know. */
async function extendDeliveries(db: Kysely<unknown>): Promise<void> {
	const { schema } = db;
	for (const name of ['workflow_name', 'node_name', 'settings', 'activated_at']) {
		await schema
			.alterTable('subscription')
			.addColumn(name, 'text', (column) => column.notNull().defaultTo(''))
			.execute();
	}
	for (const name of ['last_error', 'last_error_at']) await schema.alterTable('subscription').addColumn(name, 'text').execute();
	await schema
		.alterTable('delivery')
		.addColumn('failures', 'integer', (column) => column.notNull().defaultTo(0))
		.execute();
	for (const name of ['due_at', 'claimed_at', 'ended_at', 'execution_id', 'workflow_version']) {
		await schema.alterTable('delivery').addColumn(name, 'text').execute();
	}
	await schema
		.createIndex('delivery_replays')
		.on('delivery')
		.columns(['workflow_id', 'node_id'])
		.where(sql<boolean>`finished_at is null and replay > 0`)
		.execute();
	await schema
		.createTable('last_start')
		.addColumn('workflow_id', 'text', (column) => column.notNull())
		.addColumn('node_id', 'text', (column) => column.notNull())
		.addColumn('record_key', 'text', (column) => column.notNull())
		.addColumn('change_id', 'text', (column) => column.notNull())
		.addColumn('at', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('last_start_key', ['workflow_id', 'node_id', 'record_key'])
		.execute();
}

async function createWorkflowVersions(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('workflow_version')
		.addColumn('workflow_id', 'text', (column) => column.notNull())
		.addColumn('fingerprint', 'text', (column) => column.notNull())
		.addColumn('number', 'integer', (column) => column.notNull())
		.addColumn('first_run_at', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('workflow_version_key', ['workflow_id', 'fingerprint'])
		.addUniqueConstraint('workflow_version_number', ['workflow_id', 'number'])
		.execute();
}

async function prepareUpkeep(db: Kysely<unknown>, dialect: SqlDialect): Promise<void> {
	await db.schema
		.createTable('lease')
		.addColumn('name', 'text', (column) => column.primaryKey().notNull())
		.addColumn('owner', 'text')
		.addColumn('until', 'text')
		.addColumn('done_at', 'text')
		.execute();
	// Few rows, so it costs nothing: those set aside are looked for by reports.
	await db.schema
		.createIndex('delivery_failed')
		.on('delivery')
		.column('finished_at')
		.where(sql<boolean>`state = 'failed'`)
		.execute();
	for (const statement of dialect.ageIndex('effect', 'at')) await sql.raw(statement).execute(db);
}

async function createRotations(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('rotation')
		.addColumn('name', 'text', (column) => column.primaryKey().notNull())
		.addColumn('user_id', 'text', (column) => column.notNull())
		.addColumn('at', 'text', (column) => column.notNull())
		.execute();
}

async function createProcessCards(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('process_card')
		.addColumn('workflow_id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('department', 'text')
		.addColumn('category', 'text')
		.addColumn('description', 'text')
		.addColumn('at', 'text', (column) => column.notNull())
		.execute();
}

/** The lease of the older service had the name of its only work. */
async function createFollowers(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('follower')
		.addColumn('name', 'text', (column) => column.primaryKey().notNull())
		.addColumn('cursor', 'text', (column) => column.notNull())
		.addColumn('at', 'text', (column) => column.notNull())
		.execute();
	await (db as Kysely<LedgerTables>).updateTable('lease').set({ name: 'service' }).where('name', '=', 'upkeep').execute();
}

async function createIntents(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('effect_intent')
		.addColumn('key', 'text', (column) => column.primaryKey().notNull())
		.addColumn('fingerprint', 'text', (column) => column.notNull())
		.addColumn('owner', 'text', (column) => column.notNull())
		.addColumn('alive_until', 'text', (column) => column.notNull())
		.addColumn('writes', 'text', (column) => column.notNull())
		.execute();
}

/** Who wrote what into a CRM that is polled. */
async function createOwnWrites(db: Kysely<unknown>, dialect: SqlDialect): Promise<void> {
	await db.schema
		.createTable('own_write')
		.addColumn('id', dialect.idType, (column) => dialect.identity(column))
		.addColumn('record_type', 'text', (column) => column.notNull())
		.addColumn('record_id', 'text', (column) => column.notNull())
		.addColumn('kind', 'text', (column) => column.notNull())
		.addColumn('version', 'text')
		.addColumn('updated_at', 'text')
		.addColumn('content', 'text')
		.addColumn('seen', 'text')
		.addColumn('actor', 'text')
		.addColumn('origin', 'text')
		.addColumn('at', 'text', (column) => column.notNull())
		.execute();
	await db.schema.createIndex('own_write_type').on('own_write').columns(['record_type', 'id']).execute();
}

/** Nobody knows of the triggers that are there whether they are on: those that are say so when n8n starts. */
async function addServing(db: Kysely<unknown>): Promise<void> {
	await db.schema.alterTable('subscription').addColumn('served_by', 'text').execute();
	await db.schema
		.alterTable('subscription')
		.addColumn('state', 'text', (column) => column.notNull().defaultTo('off'))
		.execute();
}

/**
 * A claim changes no column that an index looks at: PostgreSQL then writes no entries for the new version of the row, which
 * is less than half of the work. Signs of life are written by id; what failed is looked for by its count of failures.
 */
async function cheapenClaims(db: Kysely<unknown>, dialect: SqlDialect): Promise<void> {
	await db.schema.dropIndex('delivery_owned').execute();
	await db.schema.dropIndex('delivery_failed').execute();
	await db.schema
		.createIndex('delivery_set_aside')
		.on('delivery')
		.column('finished_at')
		.where(sql<boolean>`failures > 0`)
		.execute();
	for (const statement of dialect.fillPages('delivery', 50)) await sql.raw(statement).execute(db);
}

/** Those that have fired pile up, so the indexes hold only what waits. */
async function createTimers(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('timer')
		.addColumn('owner', 'text', (column) => column.notNull())
		.addColumn('subject', 'text', (column) => column.notNull())
		.addColumn('due_at', 'text')
		.addColumn('occasion', 'text', (column) => column.notNull())
		.addColumn('record_key', 'text')
		.addColumn('content', 'text', (column) => column.notNull())
		.addColumn('at', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('timer_key', ['owner', 'subject'])
		.execute();
	await db.schema
		.createIndex('timer_due')
		.on('timer')
		.column('due_at')
		.where(sql<boolean>`due_at is not null`)
		.execute();
	await db.schema
		.createIndex('timer_record')
		.on('timer')
		.column('record_key')
		.where(sql<boolean>`due_at is not null and record_key is not null`)
		.execute();
}
