import type { Activity, ActivityDraft, ActivityKind, ActivityStatus } from '../model/activity';
import type { Comment, CommentDraft } from '../model/comment';
import type { CrmDocument, DocumentDraft } from '../model/document';
import type { HistoryCount, HistoryDraft, HistoryEntry } from '../model/history';
import type { RecordRef } from '../model/record';
import type { Field, Pipeline, RecordType } from '../model/recordType';
import type { Task, TaskDraft } from '../model/task';
import type { User, UserDraft, UserUpdate } from '../model/user';
import type { KeySearch, WriteContext } from '../model/write';

/*
 * The parts of the port, one for each kind of thing a CRM has beside its records. What is said of the port in Crm.ts holds
 * for each of them.
 */

export interface UserDirectory extends KeySearch<User> {
	/** All users, the inactive too, by name. */
	find(): Promise<User[]>;
	get(id: string): Promise<User | undefined>;
	readonly groups: NameStore;
	readonly roles: NameStore;
	/** The people above a user, nearest first, without repetition; ends where the chain ends or closes to a circle. */
	supervisorsOf(id: string): Promise<User[]>;
	/** Absent, with `update`, where people are made by other means. Throws notFound (supervisor, group, role), invalidValue, missingValue. */
	create?(drafts: readonly UserDraft[], write: WriteContext): Promise<User[]>;
	/** Throws notFound, invalidValue, missingValue. A change of nothing makes no change. */
	update?(changes: readonly UserUpdate[], write: WriteContext): Promise<User[]>;
}

/** The groups that users are in, or the roles that they have. */
export interface NameStore {
	/** By name. */
	find(): Promise<string[]>;
	/** What exists stays. Absent, with `remove`, where they are made by other means. */
	save?(names: readonly string[]): Promise<void>;
	/** A role with what it allows. Throws notFound, and conflict while users carry the name. */
	remove?(name: string): Promise<void>;
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
	/** ISO 8601, both included; a task without a deadline is never found by it. */
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
	/** Sections and kinds that documents have, by name. */
	labels(): Promise<{ sections: string[]; kinds: string[] }>;
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
}
