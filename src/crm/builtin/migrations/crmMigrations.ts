import { sql } from 'kysely';
import type { Migrations } from '../../../sql/migrate';
import type { CrmDialect } from '../CrmDialect';
import { createActivities } from './activityTables';
import { createComments } from './comments';
import { createContentTables } from './contentTables';
import { createDocuments } from './documentTables';
import { keepNormalForms } from './normalForms';
import { createPermissions } from './permissions';
import { createReasons } from './reasons';
import { createReferenceTables, REFERENCE_TABLES } from './referenceTables';
import { seed } from './seed';
import { createStageGates } from './stageGates';

/** `at`: the moment that goes with the first rows, ISO 8601 in UTC. */
export function crmMigrations(dialect: CrmDialect, at: string): Migrations {
	return {
		'001-crm': {
			async up(db) {
				await createReferenceTables(db, dialect);
				await createContentTables(db, dialect);
				// Before the triggers: what is there from the beginning is no change. Those that capture changes come with '80-…'.
				await seed(db, at);
				const triggers = [
					...REFERENCE_TABLES.flatMap((table) => dialect.countingTriggers(table)),
					...dialect.recycleTrigger(RECYCLED_COLUMNS),
				];
				for (const trigger of triggers) await sql.raw(trigger).execute(db);
			},
		},
		// What happened to one record is asked for by people; finding it among all changes would take seconds.
		'002-changes-of-a-record': {
			async up(db) {
				await db.schema.createIndex('change_feed_record_id').on('change_feed').column('record_id').execute();
			},
		},
		// Whether records must go from stage to stage; see refusedMove.
		'30-pipeline-rules': {
			async up(db) {
				for (const rule of ['skipping', 'backwards']) {
					await db.schema
						.alterTable('pipeline')
						.addColumn(rule, 'text', (column) => column.notNull().defaultTo('allowed'))
						.execute();
				}
			},
		},
		'40-comments': {
			async up(db) {
				await createComments(db, dialect);
			},
		},
		// When a task is deleted, its parts are looked for.
		'40-parts-of-a-task': {
			async up(db) {
				await db.schema
					.createIndex('task_parent_id')
					.on('task')
					.column('parent_id')
					.where(sql<boolean>`parent_id is not null`)
					.execute();
			},
		},
		'50-activities': { up: async (db) => await createActivities(db, dialect) },
		'51-documents': { up: async (db) => await createDocuments(db, dialect) },
		'60-permissions': { up: async (db) => await createPermissions(db, dialect) },
		// Older databases completed activities themselves when a record moved; now a reaction does, for every CRM.
		'70-no-activity-triggers': {
			async up(db) {
				for (const statement of dialect.dropActivityTriggers) await sql.raw(statement).execute(db);
			},
		},
		'71-normal-forms': { up: async (db) => await keepNormalForms(db, dialect) },
		'80-reasons': { up: async (db) => await createReasons(db, dialect) },
		// SQLite cannot sort by its own functions as people read; see TitleKeys.
		'81-title-keys': {
			async up(db) {
				for (const statement of dialect.titleKeyStatements) await sql.raw(statement).execute(db);
			},
		},
		'82-stage-gates': { up: async (db) => await createStageGates(db, dialect) },
	};
}

/** All columns of a record. */
const RECYCLED_COLUMNS = [
	'id',
	'type',
	'title',
	'pipeline_id',
	'stage_id',
	'responsible_id',
	'external_id',
	'custom',
	'version',
	'created_at',
	'updated_at',
];
