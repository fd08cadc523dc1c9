import type { RecordRef } from './record';
import type { Origin } from './write';

/** `waiting`: predecessors are open; `awaitingApproval`: done, and the result must be approved first. */
export const TASK_STATUSES = ['waiting', 'open', 'inProgress', 'awaitingApproval', 'completed', 'deferred', 'cancelled'] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

export const TASK_PRIORITIES = ['low', 'normal', 'high'] as const;
export type TaskPriority = (typeof TASK_PRIORITIES)[number];

export interface ChecklistItem {
	text: string;
	done: boolean;
}

/** A task. The record type `task`: its changes are in the feed like any other. */
export interface Task {
	id: string;
	title: string;
	description: string;
	status: TaskStatus;
	/** User ids. */
	responsibleId: string;
	creatorId: string | null;
	participantIds: string[];
	observerIds: string[];
	priority: TaskPriority;
	/** ISO 8601, UTC. */
	deadline: string | null;
	/** Whether the responsible person may move the deadline. */
	deadlineMovable: boolean;
	/** Planned start and end, ISO 8601, UTC. */
	plannedStart: string | null;
	plannedEnd: string | null;
	tags: string[];
	checklist: ChecklistItem[];
	trackTime: boolean;
	/** Planned effort in minutes. */
	estimateMinutes: number | null;
	/** Completing it asks the creator for approval first. */
	resultNeedsApproval: boolean;
	parentId: string | null;
	/** The record it belongs to. */
	record: RecordRef | null;
	/** The project it belongs to, and the stage of that project. */
	projectId: string | null;
	projectStage: string | null;
	/** Workflow, run, pipeline and stage that made it; null when a person did. */
	origin: Origin | null;
	createdAt: string;
	completedAt: string | null;
	/** See `CrmRecord.version`. */
	version: string;
}

export type TaskDraft = Pick<Task, 'title' | 'responsibleId'> &
	Partial<Omit<Task, 'id' | 'title' | 'responsibleId' | 'createdAt' | 'version'>>;

/** What a task has of which its draft says nothing. */
export const UNSAID_OF_TASK: Readonly<Omit<Task, 'id' | 'title' | 'responsibleId' | 'createdAt' | 'version'>> = {
	description: '',
	status: 'open',
	creatorId: null,
	participantIds: [],
	observerIds: [],
	priority: 'normal',
	deadline: null,
	deadlineMovable: true,
	plannedStart: null,
	plannedEnd: null,
	tags: [],
	checklist: [],
	trackTime: false,
	estimateMinutes: null,
	resultNeedsApproval: false,
	parentId: null,
	record: null,
	projectId: null,
	projectStage: null,
	origin: null,
	completedAt: null,
};

export const OPEN_TASK_STATUSES: readonly TaskStatus[] = ['waiting', 'open', 'inProgress', 'awaitingApproval', 'deferred'];
