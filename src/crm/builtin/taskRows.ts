import type { Selectable } from 'kysely';
import type { SqlColumn } from '../../sql/bulk';
import { fromJson, type SqlType, type SqlValue } from '../../sql/SqlDialect';
import type { Task } from '../../model/task';
import { idNumberOrNull, idText } from './ids';
import type { TaskTable } from './tables';

/** Each column of a task that a write sets, and its content. */
const COLUMNS: ReadonlyArray<[name: string, type: SqlType, content: (task: Task) => SqlValue]> = [
	['title', 'text', (task) => task.title],
	['description', 'text', (task) => task.description],
	['status', 'text', (task) => task.status],
	['responsible_id', 'integer', (task) => idNumberOrNull(task.responsibleId)],
	['creator_id', 'integer', (task) => idNumberOrNull(task.creatorId)],
	['participant_ids', 'json', (task) => JSON.stringify(task.participantIds)],
	['observer_ids', 'json', (task) => JSON.stringify(task.observerIds)],
	['priority', 'text', (task) => task.priority],
	['deadline', 'text', (task) => task.deadline],
	['deadline_movable', 'integer', (task) => (task.deadlineMovable ? 1 : 0)],
	['planned_start', 'text', (task) => task.plannedStart],
	['planned_end', 'text', (task) => task.plannedEnd],
	['tags', 'json', (task) => JSON.stringify(task.tags)],
	['checklist', 'json', (task) => JSON.stringify(task.checklist)],
	['track_time', 'integer', (task) => (task.trackTime ? 1 : 0)],
	['estimate_minutes', 'number', (task) => task.estimateMinutes],
	['result_needs_approval', 'integer', (task) => (task.resultNeedsApproval ? 1 : 0)],
	['parent_id', 'integer', (task) => idNumberOrNull(task.parentId)],
	['record_type', 'text', (task) => task.record?.type ?? null],
	['record_id', 'integer', (task) => idNumberOrNull(task.record?.id)],
	['project_id', 'integer', (task) => idNumberOrNull(task.projectId)],
	['project_stage', 'text', (task) => task.projectStage],
	['origin', 'json', (task) => (task.origin === null ? null : JSON.stringify(task.origin))],
	['completed_at', 'text', (task) => task.completedAt],
	['version', 'integer', (task) => Number(task.version)],
];

/** The columns of `taskValues`, in its order. */
export const TASK_COLUMNS: readonly SqlColumn[] = COLUMNS.map(([name, type]) => ({ name, type }));

export function taskValues(task: Task): SqlValue[] {
	return COLUMNS.map(([, , content]) => content(task));
}

export function taskOf(row: Selectable<TaskTable>): Task {
	return {
		id: String(row.id),
		title: row.title,
		description: row.description,
		status: row.status,
		responsibleId: String(row.responsible_id),
		creatorId: idText(row.creator_id),
		participantIds: fromJson(row.participant_ids),
		observerIds: fromJson(row.observer_ids),
		priority: row.priority,
		deadline: row.deadline,
		deadlineMovable: row.deadline_movable === 1,
		plannedStart: row.planned_start,
		plannedEnd: row.planned_end,
		tags: fromJson(row.tags),
		checklist: fromJson(row.checklist),
		trackTime: row.track_time === 1,
		estimateMinutes: row.estimate_minutes,
		resultNeedsApproval: row.result_needs_approval === 1,
		parentId: idText(row.parent_id),
		record: row.record_type === null || row.record_id === null ? null : { type: row.record_type, id: String(row.record_id) },
		projectId: idText(row.project_id),
		projectStage: row.project_stage,
		origin: row.origin === null ? null : fromJson(row.origin),
		createdAt: row.created_at,
		completedAt: row.completed_at,
		version: String(row.version),
	};
}
