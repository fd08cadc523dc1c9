import type { Generated } from 'kysely';
import type { Json, LedgerTables, NullableJson } from '../../ledger/stores/ledgerTables';
import type { ActivityKind, ActivityStatus } from '../../model/activity';
import type { ChangeKind } from '../../model/change';
import type { ProjectStatus } from '../../model/projectTemplate';
import type { FieldKind, PipelineRule, StageKind } from '../../model/recordType';
import type { GateSide } from '../../model/stageGates';
import type { TaskPriority, TaskStatus } from '../../model/task';

/**
 * The tables of the built-in CRM; the ledger's are in the same database. Moments are ISO 8601 in UTC, days
 * `YYYY-MM-DD`, both as text. Flags are 0 or 1.
 */
export interface CrmTables extends LedgerTables {
	record_type: { name: string; label: string; plural_label: string; position: number };
	field: FieldTable;
	pipeline: {
		id: string;
		name: string;
		record_type: string;
		position: number;
		skipping: Generated<PipelineRule>;
		backwards: Generated<PipelineRule>;
	};
	stage: { id: string; pipeline_id: string; name: string; kind: StageKind; position: number };
	stage_gate: StageGateTable;
	crm_user: UserTable;
	user_group: { name: string };
	user_role: { name: string };
	role_permission: PermissionTable;
	record: RecordTable;
	/** What deleted records were, so that they can come back under their ids. */
	deleted_record: Omit<RecordTable, 'id'> & { id: number };
	merged_record: MergedRecordTable;
	task: TaskTable;
	history_entry: HistoryTable;
	notification: NotificationTable;
	comment: CommentTable;
	project: ProjectTable;
	activity: ActivityTable;
	document: DocumentTable;
	document_content: { document_id: number; content: Uint8Array };
	filing_rule: FilingRuleTable;
	change_feed: ChangeTable;
	/** One row: grows with every change of types, fields, pipelines, stages, gates, users, groups, roles and permissions. */
	reference_version: { id: number; version: number };
}

export interface FieldTable {
	record_type: string;
	name: string;
	label: string;
	kind: FieldKind;
	required: number;
	options: NullableJson;
	default_value: NullableJson;
	target: string | null;
	read_only: number;
	help: string | null;
	position: number;
}

export interface UserTable {
	id: Generated<number>;
	name: string;
	email: string | null;
	supervisor_id: number | null;
	role: string | null;
	/** Names. */
	groups: Json;
	active: number;
	absent_from: string | null;
	absent_until: string | null;
	custom: Json;
	version: number;
	created_at: string;
	updated_at: string;
}

/** A role without rows may do everything. */
export interface PermissionTable {
	role: string;
	/** Name of a type, or OTHER_TYPES. */
	record_type: string;
	/** Rights. */
	allowed: Json;
	own_only: number;
}

/** What one side of a stage asks for; a side without a row asks for nothing. The triggers of the database read it too. */
export interface StageGateTable {
	stage_id: string;
	side: GateSide;
	/** Names. */
	fields: Json;
	no_open_tasks: number;
	/** 1: there must be a document, of this section and kind where they are not null. */
	document: number;
	document_section: string | null;
	document_kind: string | null;
	/** Names. */
	roles: Json;
	groups: Json;
	/** Ids, as texts. */
	users: Json;
}

export interface RecordTable {
	id: Generated<number>;
	type: string;
	title: string;
	/** On SQLite, of records that are there: see TitleKeys. */
	title_key?: string | null;
	pipeline_id: string | null;
	stage_id: string | null;
	responsible_id: number | null;
	external_id: string | null;
	/** Values of the fields that have no column, without the empty ones. */
	custom: Json;
	version: number;
	created_at: string;
	updated_at: string;
}

/** What a record was called that was merged into another: see MergedRecords. */
export interface MergedRecordTable {
	id: Generated<number>;
	type: string;
	source_id: number;
	/** The record that is there in its place. */
	kept_id: number;
	title: string;
	external_id: string | null;
	custom: Json;
}

export interface TaskTable {
	id: Generated<number>;
	title: string;
	description: string;
	status: TaskStatus;
	responsible_id: number;
	creator_id: number | null;
	participant_ids: Json;
	observer_ids: Json;
	priority: TaskPriority;
	deadline: string | null;
	deadline_movable: number;
	planned_start: string | null;
	planned_end: string | null;
	tags: Json;
	checklist: Json;
	track_time: number;
	estimate_minutes: number | null;
	result_needs_approval: number;
	parent_id: number | null;
	record_type: string | null;
	record_id: number | null;
	project_id: number | null;
	project_stage: string | null;
	origin: NullableJson;
	version: number;
	created_at: string;
	updated_at: string;
	completed_at: string | null;
}

export interface HistoryTable {
	id: Generated<number>;
	type: string;
	text: string;
	record_type: string;
	record_id: number;
	user_id: number | null;
	at: string;
	origin: NullableJson;
}

export interface NotificationTable {
	id: Generated<number>;
	recipient_id: number;
	sender_id: number | null;
	text: string;
	record_type: string | null;
	record_id: number | null;
	at: string;
	read_at: string | null;
	origin: NullableJson;
}

export interface CommentTable {
	id: Generated<number>;
	record_type: string;
	record_id: number;
	text: string;
	author_id: number | null;
	/** Ids of users. */
	mention_ids: Json;
	at: string;
	origin: NullableJson;
}

export interface ProjectTable {
	id: Generated<number>;
	name: string;
	template_id: number;
	template_version: number;
	record_type: string | null;
	record_id: number | null;
	parameters: Json;
	status: ProjectStatus;
	started_at: string;
	finished_at: string | null;
	started_by: number | null;
	version: number;
	created_at: string;
	updated_at: string;
}

export interface ActivityTable {
	id: Generated<number>;
	kind: ActivityKind;
	subject: string;
	description: string;
	at: string;
	duration_minutes: number | null;
	record_type: string;
	record_id: number;
	responsible_id: number;
	creator_id: number | null;
	status: ActivityStatus;
	completed_at: string | null;
	complete_on_stage_change: number;
	origin: NullableJson;
	version: number;
	created_at: string;
	updated_at: string;
}

export interface DocumentTable {
	id: Generated<number>;
	name: string;
	media_type: string;
	size: number;
	section: string;
	kind: string | null;
	/** Texts. */
	tags: Json;
	sha256: string;
	document_version: number;
	record_type: string;
	record_id: number;
	author_id: number | null;
	origin: NullableJson;
	/** Of the row, as every captured table has it. */
	version: number;
	created_at: string;
	updated_at: string;
}

export interface FilingRuleTable {
	id: Generated<number>;
	name_pattern: string | null;
	media_type: string | null;
	kind: string | null;
	record_type: string | null;
	section: string;
}

export interface ChangeTable {
	id: Generated<number>;
	record_type: string;
	record_id: number;
	kind: ChangeKind;
	at: string;
	actor: number | null;
	origin: NullableJson;
	reason: NullableJson;
	/** The captured columns by field name, and the custom values under `values`. */
	before: NullableJson;
	after: NullableJson;
}
