import type { RecordRef, Values } from './record';
import type { TaskPriority } from './task';

export const PARAMETER_KINDS = ['string', 'text', 'number', 'money', 'date', 'boolean', 'choice', 'address', 'user', 'record'] as const;
export type ParameterKind = (typeof PARAMETER_KINDS)[number];

/** Something to fill in when a project starts. Every task of the project shows it. */
export interface TemplateParameter {
	/** The name in merge fields `{{name}}`: a letter, then letters, digits, underscores. */
	name: string;
	label: string;
	kind: ParameterKind;
	required: boolean;
	/** Allowed values of a choice. */
	choices?: string[];
	default?: string | number | boolean;
	/** Record type of a parameter of kind `record`. */
	target?: string;
	help?: string;
}

/** Who does it. `supervisor` is the nearest available supervisor of the record's responsible person. */
export type Assignee =
	| { kind: 'recordResponsible' }
	| { kind: 'supervisor' }
	| { kind: 'user'; user: string }
	| { kind: 'role'; role: string }
	| { kind: 'group'; group: string }
	| { kind: 'parameter'; parameter: string };

/** A moment relative to the start of the project or to the end of another task of the template. */
export interface RelativeDeadline {
	amount: number;
	unit: 'minutes' | 'hours' | 'days';
	/** Count only working time (for days: working days). */
	workingTime?: boolean;
	/** Key of the task whose completion starts the count; absent: the start of the project. */
	afterTask?: string;
}

export interface TemplateTask {
	/** Unique in the template; other tasks name it in `after` and `deadline.afterTask`. */
	key: string;
	/** Merge fields `{{parameter}}` and `{{record.field}}` are filled in. */
	title: string;
	description?: string;
	/** Name of a stage of the template. */
	stage: string;
	/** Default: the responsible of the stage. */
	responsible?: Assignee;
	deadline?: RelativeDeadline;
	/** Keys of the tasks that must be completed first. */
	after?: string[];
	checklist?: string[];
	priority?: TaskPriority;
}

export interface TemplateStage {
	name: string;
	/** Default: the record's responsible person. */
	responsible?: Assignee;
}

/** What a person draws up; the CRM adds id and version. */
export interface ProjectTemplateDraft {
	name: string;
	/** Free word to sort templates by, e.g. `onboarding`. */
	type?: string;
	parameters: TemplateParameter[];
	/** In order; at least one. */
	stages: TemplateStage[];
	/** In order; at least one. */
	tasks: TemplateTask[];
}

/** Saving a template of the same name makes the next version; running projects keep theirs. */
export interface ProjectTemplate extends ProjectTemplateDraft {
	id: string;
	/** 1, 2, 3 … */
	version: number;
	/** ISO 8601, UTC: when this version was saved. */
	savedAt: string;
}

export const PROJECT_STATUSES = ['running', 'finished', 'cancelled'] as const;
export type ProjectStatus = (typeof PROJECT_STATUSES)[number];

/** A project started from a template. */
export interface Project {
	id: string;
	name: string;
	templateId: string;
	templateVersion: number;
	record: RecordRef | null;
	/** Values of the template's parameters. */
	parameters: Values;
	status: ProjectStatus;
	/** ISO 8601, UTC. */
	startedAt: string;
	finishedAt: string | null;
	startedBy: string | null;
	/** See `CrmRecord.version`. */
	version: string;
}

export type ProjectDraft = Pick<Project, 'name' | 'templateId' | 'templateVersion' | 'record' | 'parameters' | 'startedBy'>;
