import type { Activity, ActivityDraft, ActivityKind, ActivityStatus } from '../model/activity';
import type { Comment, CommentDraft } from '../model/comment';
import type { CrmDocument, DocumentDraft } from '../model/document';
import type { FilingRule } from '../model/filingRules';
import type { HistoryCount, HistoryDraft, HistoryEntry } from '../model/history';
import type { Notification, NotificationDraft } from '../model/notification';
import type { Permission, RolePermissions } from '../model/permissions';
import type { Project, ProjectDraft, ProjectStatus } from '../model/projectTemplate';
import type { RecordRef } from '../model/record';
import type { Field, Pipeline, RecordType } from '../model/recordType';
import type { Task, TaskDraft } from '../model/task';
import type { User, UserDraft, UserUpdate } from '../model/user';
import type { WriteContext } from '../model/write';

/*
 * The parts of the port, one for each kind of thing a CRM has beside its records. What is said of the port in Crm.ts holds
 * for each of them.
 */

/** A part of the port whose things can be searched for our keys. */
export interface KeySearch<Thing> {
	/**
	 * What was created under these keys (see `WriteContext.key`), as it is now, by key; without those under which nothing was.
	 * Present where the CRM has a place for our key that can be searched at once: an index that follows some seconds later would
	 * make a second one of what is there.
	 */
	findByKey?(keys: readonly string[]): Promise<Map<string, Thing>>;
}

export interface UserDirectory extends KeySearch<User> {
	/** All users, the inactive too, by name. */
	find(): Promise<User[]>;
	get(id: string): Promise<User | undefined>;
	groups(): Promise<string[]>;
	roles(): Promise<string[]>;
	/** What users with this role may do; null: those who have none. No request, where people are kept in memory. */
	permissionsOf(role: string | null): Promise<RolePermissions>;
	/** The people above a user, nearest first, without repetition; ends where the chain ends or closes to a circle. */
	supervisorsOf(id: string): Promise<User[]>;
	/** Absent, with `update`, where people are made by other means. Throws notFound (supervisor, group, role), invalidValue, missingValue. */
	create?(drafts: readonly UserDraft[], write: WriteContext): Promise<User[]>;
	/** Throws notFound, invalidValue, missingValue. A change of nothing makes no change. */
	update?(changes: readonly UserUpdate[], write: WriteContext): Promise<User[]>;
}

export interface TaskStore extends KeySearch<Task> {
	create(drafts: ReadonlyArray<TaskDraft>, write: WriteContext): Promise<Task[]>;
	/** Throws notFound. */
	update(changes: ReadonlyArray<{ id: string; ifVersion?: string } & Partial<TaskDraft>>, write: WriteContext): Promise<Task[]>;
	/** Deletes; gives the last known state. Tasks that were a part of one stay, as a part of nothing. Throws notFound. */
	remove(ids: readonly string[], write: WriteContext): Promise<Task[]>;
	get(id: string): Promise<Task | undefined>;
	/** Newest first, unless `orderBy` says otherwise. */
	find(query: TaskQuery): Promise<Task[]>;
	/** How many tasks with one of these statuses each of these users is responsible for; in one request. Users without any are not in it. */
	count?(userIds: readonly string[], statuses: readonly Task['status'][]): Promise<Map<string, number>>;
}

export interface TaskQuery {
	record?: RecordRef;
	projectId?: string;
	/** Only tasks of one of these projects. */
	projectIds?: readonly string[];
	responsibleId?: string;
	statuses?: readonly Task['status'][];
	/** ISO 8601, both included; a task without a deadline is neither before nor after. */
	deadlineFrom?: string;
	deadlineUntil?: string;
	/** Only tasks that have all of these tags. */
	tags?: readonly string[];
	/** Only tasks that automation made, or only those that it did not. */
	byAutomation?: boolean;
	/** Only tasks automation made in this pipeline / at one of these stages. */
	originPipeline?: string;
	originStages?: readonly string[];
	/** Text that the title contains, upper and lower case alike. */
	search?: string;
	/** Tasks that have no value come last; a priority is ordered from low to high. */
	orderBy?: { field: TaskOrder; descending?: boolean };
	limit?: number;
}

export type TaskOrder = 'createdAt' | 'deadline' | 'priority' | 'title';

export interface HistoryStore extends KeySearch<HistoryEntry> {
	create(entries: ReadonlyArray<HistoryDraft>, write: WriteContext): Promise<HistoryEntry[]>;
	/** Newest first. */
	find(query: HistoryQuery): Promise<HistoryEntry[]>;
	/** How many entries each user has of each type; users and types without any are not in it. In no particular order. */
	count?(query: Omit<HistoryQuery, 'limit'>): Promise<HistoryCount[]>;
}

export interface HistoryQuery {
	record?: RecordRef;
	types?: readonly string[];
	userId?: string;
	/** ISO 8601, both included. */
	from?: string;
	until?: string;
	limit?: number;
}

export interface NotificationStore extends KeySearch<Notification> {
	create(drafts: ReadonlyArray<NotificationDraft>, write: WriteContext): Promise<Notification[]>;
	/** Newest first. */
	find(query: NotificationQuery): Promise<Notification[]>;
	/** The notices as they are now, and how many were unread until now; one that was read keeps its moment. Throws notFound. */
	markRead(ids: readonly string[], write: WriteContext): Promise<{ notifications: Notification[]; count: number }>;
	/** All of this user; gives how many were unread until now. Throws notFound. */
	markAllRead(recipientId: string, write: WriteContext): Promise<number>;
}

export interface NotificationQuery {
	/** Only these. */
	ids?: readonly string[];
	recipientId?: string;
	record?: RecordRef;
	unreadOnly?: boolean;
	/** Part of the text, upper and lower case alike. */
	search?: string;
	limit?: number;
}

/** What people say about a record, a task or a project. */
export interface CommentStore extends KeySearch<Comment> {
	/** Throws notFound, missingValue. */
	create(drafts: ReadonlyArray<CommentDraft>, write: WriteContext): Promise<Comment[]>;
	/** Newest first. */
	find(query: CommentQuery): Promise<Comment[]>;
}

export interface CommentQuery {
	record?: RecordRef;
	authorId?: string;
	/** ISO 8601, both included. */
	from?: string;
	until?: string;
	limit?: number;
}

export interface ProjectStore extends KeySearch<Project> {
	create(drafts: ReadonlyArray<ProjectDraft>, write: WriteContext): Promise<Project[]>;
	/** Throws notFound. */
	update(
		changes: ReadonlyArray<{ id: string } & Partial<Pick<Project, 'name' | 'status' | 'finishedAt'>>>,
		write: WriteContext,
	): Promise<Project[]>;
	get(id: string): Promise<Project | undefined>;
	/** Newest first. */
	find(query: ProjectQuery): Promise<Project[]>;
}

export interface ProjectQuery {
	record?: RecordRef;
	templateId?: string;
	statuses?: readonly ProjectStatus[];
	/** Part of the name, upper and lower case alike. */
	search?: string;
	limit?: number;
}

export interface RecordCount {
	type: string;
	/** Ids. */
	pipeline?: string;
	stage?: string;
	/** Only records with a value in this field. */
	field?: string;
}

/** That a planned activity is completed when its record goes to another stage is automation's: see `Activity.completeOnStageChange`. */
export interface ActivityStore extends KeySearch<Activity> {
	/** Throws notFound (record, user), invalidValue, missingValue. */
	create(drafts: ReadonlyArray<ActivityDraft>, write: WriteContext): Promise<Activity[]>;
	/** Those that are completed already stay as they are. Throws notFound. */
	complete(ids: readonly string[], write: WriteContext): Promise<Activity[]>;
	get(id: string): Promise<Activity | undefined>;
	/** By the time at which they take place, the latest first. */
	find(query: ActivityQuery): Promise<Activity[]>;
}

export interface ActivityQuery {
	record?: RecordRef;
	/** Only activities of one of these records. */
	records?: readonly RecordRef[];
	responsibleId?: string;
	kinds?: readonly ActivityKind[];
	statuses?: readonly ActivityStatus[];
	/** When they take place: ISO 8601, both included. */
	from?: string;
	until?: string;
	/** Text that the subject contains. */
	search?: string;
	limit?: number;
}

/** Files of records. What is in them is asked for one by one; everything else here is without it. */
export interface DocumentStore extends KeySearch<CrmDocument> {
	/**
	 * The same name in the same section of the same record makes the next version; the ones before are kept. Throws
	 * notFound (record, user), missingValue, invalidValue (name, section, more than UTMOST_MEGABYTES).
	 */
	create(drafts: ReadonlyArray<DocumentDraft>, write: WriteContext): Promise<CrmDocument[]>;
	get(id: string): Promise<CrmDocument | undefined>;
	content(id: string): Promise<Uint8Array | undefined>;
	/** The last attached first. */
	find(query: DocumentQuery): Promise<CrmDocument[]>;
	/** For good; gives what they were. Throws notFound. */
	remove(ids: readonly string[], write: WriteContext): Promise<CrmDocument[]>;
	/** Sections and kinds that documents and filing rules have, by name. */
	labels(): Promise<{ sections: string[]; kinds: string[] }>;
	/** In their order. */
	filingRules(): Promise<FilingRule[]>;
	/** Instead of those there were. Throws missingValue, invalidValue, and notFound for an unknown record type. */
	saveFilingRules(rules: readonly FilingRule[], write: WriteContext): Promise<FilingRule[]>;
}

export interface DocumentQuery {
	/** Only these. */
	ids?: readonly string[];
	record?: RecordRef;
	/** Exactly. */
	name?: string;
	section?: string;
	kind?: string;
	/** Text that the name contains, upper and lower case alike. */
	search?: string;
	/** Only the last version of each. */
	newestOnly?: boolean;
	limit?: number;
	offset?: number;
}

/** Defining twice is the same as defining once: what exists under that name or id is brought to the given form. */
export interface SchemaEditor {
	saveRecordType(type: Omit<RecordType, 'editable'>): Promise<void>;
	/** Throws invalidValue for a name that is reserved or not a letter followed by letters and digits. */
	saveField(type: string, field: Omit<Field, 'system'>): Promise<void>;
	/** Throws conflict when a stage that still has records would go. */
	savePipeline(pipeline: Pipeline): Promise<void>;
	/**
	 * With its fields, pipelines and stages. Throws notFound; unsupported for a type the CRM keeps itself; conflict while
	 * it has records, or a field of another type links to it.
	 */
	removeRecordType(name: string): Promise<void>;
	/** Values stay with the records, out of sight. Throws notFound; unsupported for the CRM's own fields. */
	removeField(type: string, name: string): Promise<void>;
	/** With its stages. Throws notFound, and conflict while records are in it. */
	removePipeline(id: string): Promise<void>;
	saveGroups(names: readonly string[]): Promise<void>;
	saveRoles(names: readonly string[]): Promise<void>;
	/**
	 * What a role allows, instead of what it allowed; undefined: everything. Throws notFound (role, record type), invalidValue
	 * (see `checkPermissions`; an empty list).
	 */
	savePermissions(role: string, permissions: readonly Permission[] | undefined): Promise<void>;
	/** Throws notFound, and conflict while users are in it. */
	deleteGroup(name: string): Promise<void>;
	/** With what it allows. Throws notFound, and conflict while users have it. */
	deleteRole(name: string): Promise<void>;
}
