import { fromJson } from '../../sql/SqlDialect';
import type { Values } from '../../model/record';

/** How a column's content becomes the value of a field. `record` is a pair of columns: type and id. */
export type ColumnForm = 'plain' | 'id' | 'flag' | 'list' | 'record';

export interface CapturedColumn {
	/** Name in `values`. */
	field: string;
	column: string;
	form: ColumnForm;
}

/** A table whose rows are records for automation: its changes are captured, its rows are read as records. */
export interface CapturedTable {
	table: 'record' | 'task' | 'crm_user' | 'project' | 'activity' | 'document';
	/** The record type: one for the whole table, or in a column. */
	type: { name: string } | { column: string };
	columns: readonly CapturedColumn[];
	/** The JSON column with the values of all further fields. */
	custom?: string;
}

const RECORDS: CapturedTable = {
	table: 'record',
	type: { column: 'type' },
	columns: [
		{ field: 'title', column: 'title', form: 'plain' },
		{ field: 'pipeline', column: 'pipeline_id', form: 'plain' },
		{ field: 'stage', column: 'stage_id', form: 'plain' },
		{ field: 'responsible', column: 'responsible_id', form: 'id' },
		{ field: 'externalId', column: 'external_id', form: 'plain' },
	],
	custom: 'custom',
};

const TASKS: CapturedTable = {
	table: 'task',
	type: { name: 'task' },
	columns: [
		{ field: 'title', column: 'title', form: 'plain' },
		{ field: 'description', column: 'description', form: 'plain' },
		{ field: 'status', column: 'status', form: 'plain' },
		{ field: 'responsible', column: 'responsible_id', form: 'id' },
		{ field: 'creator', column: 'creator_id', form: 'id' },
		{ field: 'participants', column: 'participant_ids', form: 'list' },
		{ field: 'observers', column: 'observer_ids', form: 'list' },
		{ field: 'priority', column: 'priority', form: 'plain' },
		{ field: 'deadline', column: 'deadline', form: 'plain' },
		{ field: 'plannedStart', column: 'planned_start', form: 'plain' },
		{ field: 'plannedEnd', column: 'planned_end', form: 'plain' },
		{ field: 'tags', column: 'tags', form: 'list' },
		{ field: 'estimateMinutes', column: 'estimate_minutes', form: 'plain' },
		{ field: 'record', column: 'record_id', form: 'record' },
		{ field: 'parent', column: 'parent_id', form: 'id' },
		{ field: 'project', column: 'project_id', form: 'id' },
		{ field: 'projectStage', column: 'project_stage', form: 'plain' },
		{ field: 'completedAt', column: 'completed_at', form: 'plain' },
	],
};

const USERS: CapturedTable = {
	table: 'crm_user',
	type: { name: 'user' },
	columns: [
		{ field: 'name', column: 'name', form: 'plain' },
		{ field: 'email', column: 'email', form: 'plain' },
		{ field: 'supervisor', column: 'supervisor_id', form: 'id' },
		{ field: 'role', column: 'role', form: 'plain' },
		{ field: 'groups', column: 'groups', form: 'list' },
		{ field: 'active', column: 'active', form: 'flag' },
		{ field: 'absentFrom', column: 'absent_from', form: 'plain' },
		{ field: 'absentUntil', column: 'absent_until', form: 'plain' },
	],
	custom: 'custom',
};

/** The template's parameters are further values of a project. */
const PROJECTS: CapturedTable = {
	table: 'project',
	type: { name: 'project' },
	columns: [
		{ field: 'name', column: 'name', form: 'plain' },
		{ field: 'template', column: 'template_id', form: 'id' },
		{ field: 'templateVersion', column: 'template_version', form: 'plain' },
		{ field: 'record', column: 'record_id', form: 'record' },
		{ field: 'status', column: 'status', form: 'plain' },
		{ field: 'startedBy', column: 'started_by', form: 'id' },
		{ field: 'startedAt', column: 'started_at', form: 'plain' },
		{ field: 'finishedAt', column: 'finished_at', form: 'plain' },
	],
	custom: 'parameters',
};

const ACTIVITIES: CapturedTable = {
	table: 'activity',
	type: { name: 'activity' },
	columns: [
		{ field: 'title', column: 'subject', form: 'plain' },
		{ field: 'kind', column: 'kind', form: 'plain' },
		{ field: 'description', column: 'description', form: 'plain' },
		{ field: 'at', column: 'at', form: 'plain' },
		{ field: 'durationMinutes', column: 'duration_minutes', form: 'plain' },
		{ field: 'record', column: 'record_id', form: 'record' },
		{ field: 'responsible', column: 'responsible_id', form: 'id' },
		{ field: 'creator', column: 'creator_id', form: 'id' },
		{ field: 'status', column: 'status', form: 'plain' },
		{ field: 'completedAt', column: 'completed_at', form: 'plain' },
		{ field: 'completeOnStageChange', column: 'complete_on_stage_change', form: 'flag' },
	],
};

/** The content is in a table of its own, so that it is in no change. */
const DOCUMENTS: CapturedTable = {
	table: 'document',
	type: { name: 'document' },
	columns: [
		{ field: 'name', column: 'name', form: 'plain' },
		{ field: 'record', column: 'record_id', form: 'record' },
		{ field: 'section', column: 'section', form: 'plain' },
		{ field: 'kind', column: 'kind', form: 'plain' },
		{ field: 'mediaType', column: 'media_type', form: 'plain' },
		{ field: 'size', column: 'size', form: 'plain' },
		{ field: 'tags', column: 'tags', form: 'list' },
		{ field: 'documentVersion', column: 'document_version', form: 'plain' },
		{ field: 'sha256', column: 'sha256', form: 'plain' },
		{ field: 'author', column: 'author_id', form: 'id' },
	],
};

export const CAPTURED_TABLES: readonly CapturedTable[] = [RECORDS, TASKS, USERS, PROJECTS, ACTIVITIES, DOCUMENTS];

/** The table that holds the records of a type. */
export function tableOf(type: string): CapturedTable {
	return CAPTURED_TABLES.find((table) => 'name' in table.type && table.type.name === type) ?? RECORDS;
}

/** The columns a record of form `record` is in. */
export const LINKED_TYPE_COLUMN = 'record_type';

/** The values of a row, as the triggers capture them. */
export function valuesOfRow(table: CapturedTable, row: Readonly<Record<string, unknown>>): Values {
	const values: Values = table.custom === undefined ? {} : { ...fromJson<Values>(row[table.custom]) };
	for (const { field, column, form } of table.columns) values[field] = valueOf(form, row, column);
	return values;
}

/** The values in a captured `before` or `after`. */
export function valuesOfCapture(captured: unknown): Values {
	const columns = fromJson<Values & { values?: Values }>(captured);
	const values: Values = { ...columns.values };
	for (const name in columns) {
		const value = columns[name];
		if (name !== 'values') values[name] = value === undefined || (Array.isArray(value) && value.length === 0) ? null : value;
	}
	return values;
}

function valueOf(form: ColumnForm, row: Readonly<Record<string, unknown>>, column: string): Values[string] {
	const content = row[column];
	if (content === null || content === undefined) return null;
	switch (form) {
		case 'id':
			return String(content);
		case 'flag':
			return content === 1;
		case 'list': {
			const list = fromJson<string[]>(content);
			return list.length === 0 ? null : list;
		}
		case 'record':
			return `${String(row[LINKED_TYPE_COLUMN])}/${String(content)}`;
		default:
			return content as string | number;
	}
}
