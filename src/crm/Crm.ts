import type { Activity, ActivityDraft, ActivityKind, ActivityStatus } from '../model/activity';
import type { Change, Cursor } from '../model/change';
import type { Comment, CommentDraft } from '../model/comment';
import type { CrmDocument, DocumentDraft } from '../model/document';
import type { FilingRule } from '../model/filingRules';
import type { HistoryCount, HistoryDraft, HistoryEntry } from '../model/history';
import type { Notification, NotificationDraft } from '../model/notification';
import type { Project, ProjectDraft, ProjectStatus } from '../model/projectTemplate';
import type { RecordQuery } from '../model/query';
import type { CrmRecord, RecordRef, Values } from '../model/record';
import type { Field, Pipeline, RecordType, RecordTypeDescription } from '../model/recordType';
import type { Task, TaskDraft } from '../model/task';
import type { User, UserDraft } from '../model/user';
import type { WriteContext } from '../model/write';
import type { Capabilities } from './capabilities';

/**
 * The port: what automation needs of a CRM. Small on purpose; every back-end implements it and says in
 * `capabilities` what it cannot do. `test/contract` is its definition in tests and runs against every back-end.
 *
 * - Ids are strings. Names (of types, fields) are as `describe` gives them.
 * - Writes take lists and are all or nothing: an error means that nothing of the call was written. Results come
 *   back in the order of the input. A `key` on a draft is the key of the effect that causes it: a foreign CRM puts
 *   it where it can be searched, so that after a crash we can look whether the write happened.
 * - Every method may throw a CrmError: `notFound`, `invalidValue`, `missingValue`, `conflict`, `unsupported`,
 *   `unavailable`, `storage`. Nothing else leaves a back-end.
 */
export interface Crm {
	readonly capabilities: Capabilities;

	/** Every record type; those the CRM keeps itself last: `task`, `user`, `project`, `activity`, `document`. */
	recordTypes(): Promise<RecordType[]>;
	/** Fields and pipelines of one type. Throws notFound. */
	describe(type: string): Promise<RecordTypeDescription>;

	/** Undefined when there is none of that id. Throws notFound for an unknown type. */
	get(ref: RecordRef): Promise<CrmRecord | undefined>;
	/** Records of one type; read in pages, so that any number fits in memory. */
	find(type: string, query?: RecordQuery): AsyncIterable<CrmRecord>;
	/**
	 * The ids of the records whose field has one of these values, by value; in one or a few requests. For the fields
	 * `externalId`, `title` and `email` it stays fast however many records there are.
	 */
	match(type: string, field: string, values: readonly string[]): Promise<Map<string, string[]>>;
	create(type: string, drafts: readonly RecordDraft[], write: WriteContext): Promise<CrmRecord[]>;
	/** Throws notFound when one is gone, conflict when `ifVersion` does not hold. A change of nothing makes no change. */
	update(type: string, changes: readonly RecordUpdate[], write: WriteContext): Promise<CrmRecord[]>;
	/** Deletes; gives the last known state. Throws notFound when one is gone. */
	remove(refs: readonly RecordRef[], write: WriteContext): Promise<CrmRecord[]>;
	/** Brings deleted records back under the same ids. */
	restore?(refs: readonly RecordRef[], write: WriteContext): Promise<CrmRecord[]>;
	/** Records of one type that can be brought back, as they were; the last deleted first. Present where `restore` is. */
	deleted?(type: string, query?: DeletedQuery): Promise<DeletedRecord[]>;
	/**
	 * How many records of the type each of these users is responsible for, without those at a final stage (won or lost);
	 * in one request. Users without any are not in it.
	 */
	openCountsOf(type: string, userIds: readonly string[]): Promise<Map<string, number>>;
	/**
	 * Whatever names one of these records names the other record of the same type instead: tasks, history, notifications,
	 * projects, and the fields of other records and of users that link to it. Deleted records keep what they named. A field
	 * of the other record that would link to itself is emptied. Throws notFound, invalidValue for a field that is required then.
	 */
	relink?(from: readonly RecordRef[], to: RecordRef, write: WriteContext): Promise<RelinkedCounts>;

	/** The place after the last change so far: a reader that starts there sees what comes from now on. */
	head(): Promise<Cursor>;
	/**
	 * Changes after the cursor, oldest first, at most `limit`. `cursor` in the answer is where to go on. `reset` is
	 * true when the cursor is not of this feed or too old; the answer then starts at the oldest change there is.
	 */
	changes(cursor: Cursor, limit: number): Promise<ChangePage>;
	/** Changes by their ids; without those that the feed does not keep (any more). */
	changesById(ids: readonly string[]): Promise<Map<string, Change>>;
	/** The changes of one record that are kept, the newest first; at most `limit` of them. */
	changesOf(ref: RecordRef, query: ChangeQuery): Promise<Change[]>;
	/**
	 * A place in the feed from which on all changes since a moment (ISO 8601) can be read, and few before it: an hour
	 * more, since the time of a change may be a little behind those before it.
	 */
	cursorAt(moment: string): Promise<Cursor>;
	/**
	 * How many changes come after the cursor, counted up to `most`, and when the first of them was made (ISO 8601). After
	 * a cursor that is not of this feed come all that are kept.
	 */
	lag(cursor: Cursor, most: number): Promise<{ changes: number; since: string | null }>;
	/** The newest changes first, for samples in the editor. */
	recentChanges(filter: { types?: readonly string[]; kinds?: readonly Change['kind'][] }, limit: number): Promise<Change[]>;
	/**
	 * Calls the listener soon after there may be new changes: at once after a write of this process, within about a
	 * second after one of another. Returns the function that ends it.
	 */
	onChanges(listener: () => void): () => void;

	/** Present where the feed is ours to keep: a foreign CRM keeps its own. */
	readonly retention?: FeedRetention;

	readonly users: UserDirectory;
	readonly tasks: TaskStore;
	readonly timeline: Timeline;
	readonly notifications?: Notifications;
	readonly projects?: ProjectStore;
	readonly comments?: Comments;
	readonly activities?: ActivityStore;
	readonly documents?: DocumentStore;
	/** Present when the CRM lets us define types, fields, pipelines. */
	readonly schema?: SchemaEditor;

	/** Ends listening and gives back connections. */
	close(): Promise<void>;
}

export interface RecordDraft {
	values: Values;
	key?: string;
}

export interface RecordUpdate {
	id: string;
	/** Only the fields to change. */
	values: Values;
	/** Only if the record still has this version. */
	ifVersion?: number;
	key?: string;
}

export interface DeletedQuery {
	/** Text that the title contains, upper and lower case alike. */
	search?: string;
	/** At most that many; absent: all. */
	limit?: number;
	offset?: number;
}

/** A record as it was when it was deleted. */
export interface DeletedRecord extends CrmRecord {
	/** ISO 8601, UTC; null when that is not known any more. */
	deletedAt: string | null;
}

/** How many of each name another record now; `links` counts fields of records and users. */
export interface RelinkedCounts {
	tasks: number;
	history: number;
	notifications: number;
	projects: number;
	activities: number;
	comments: number;
	documents: number;
	links: number;
}

/** ISO 8601, both included. */
export interface ChangeQuery {
	from?: string;
	until?: string;
	limit: number;
}

export interface ChangePage {
	changes: Change[];
	cursor: Cursor;
	reset?: boolean;
}

/** The feed grows with every change; what nobody needs any more can go, always from its beginning. */
export interface FeedRetention {
	/**
	 * Ids of the oldest changes, oldest first, at most `limit`: made before the moment (ISO 8601), and seen by readers at
	 * all of these cursors. None when one of the cursors is not of this feed.
	 */
	seenBefore(before: string, cursors: readonly Cursor[], limit: number): Promise<string[]>;
	/** Deletes all changes up to this one, it included. Cursors before it are then too old: see `ChangePage.reset`. */
	forgetUpTo(id: string): Promise<void>;
}

export interface UserDirectory {
	/** All users, the inactive too, by name. */
	list(): Promise<User[]>;
	get(id: string): Promise<User | undefined>;
	groups(): Promise<string[]>;
	roles(): Promise<string[]>;
	/** The people above a user, nearest first, without repetition; ends where the chain ends or closes to a circle. */
	supervisorsOf(id: string): Promise<User[]>;
	/** Creates users, or changes those whose `id` is given. */
	save?(users: ReadonlyArray<UserDraft & { id?: string }>, write: WriteContext): Promise<User[]>;
}

export interface TaskStore {
	create(drafts: ReadonlyArray<TaskDraft & { key?: string }>, write: WriteContext): Promise<Task[]>;
	/** Throws notFound. */
	update(changes: ReadonlyArray<{ id: string; ifVersion?: number; key?: string } & Partial<TaskDraft>>, write: WriteContext): Promise<Task[]>;
	/** Deletes; gives the last known state. Tasks that were a part of one stay, as a part of nothing. Throws notFound. */
	remove(ids: readonly string[], write: WriteContext): Promise<Task[]>;
	get(id: string): Promise<Task | undefined>;
	/** Newest first, unless `orderBy` says otherwise. */
	find(query: TaskQuery): Promise<Task[]>;
	/** How many tasks with one of these statuses each of these users is responsible for; in one request. Users without any are not in it. */
	countsOf(userIds: readonly string[], statuses: readonly Task['status'][]): Promise<Map<string, number>>;
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

export interface Timeline {
	add(entries: ReadonlyArray<HistoryDraft & { key?: string }>, write: WriteContext): Promise<HistoryEntry[]>;
	/** Newest first. */
	list(query: HistoryQuery): Promise<HistoryEntry[]>;
	/** How many entries each user has of each type; users and types without any are not in it. In no particular order. */
	count(query: Omit<HistoryQuery, 'limit'>): Promise<HistoryCount[]>;
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

export interface Notifications {
	add(drafts: ReadonlyArray<NotificationDraft & { key?: string }>, write: WriteContext): Promise<Notification[]>;
	/** Newest first. */
	list(query: NotificationQuery): Promise<Notification[]>;
	/** The notices as they are now, and how many were unread until now; one that was read keeps its moment. Throws notFound. */
	markRead(ids: readonly string[], write: WriteContext): Promise<{ notifications: Notification[]; count: number }>;
	/** All of this user; gives how many were unread until now. Throws notFound. */
	markAllRead(recipientId: string, write: WriteContext): Promise<number>;
}

export interface NotificationQuery {
	recipientId?: string;
	record?: RecordRef;
	unreadOnly?: boolean;
	/** Part of the text, upper and lower case alike. */
	search?: string;
	limit?: number;
}

/** What people say about a record, a task or a project. */
export interface Comments {
	/** Throws notFound, missingValue. */
	add(drafts: ReadonlyArray<CommentDraft & { key?: string }>, write: WriteContext): Promise<Comment[]>;
	/** Newest first. */
	list(query: CommentQuery): Promise<Comment[]>;
}

export interface CommentQuery {
	record?: RecordRef;
	authorId?: string;
	/** ISO 8601, both included. */
	from?: string;
	until?: string;
	limit?: number;
}

export interface ProjectStore {
	create(drafts: ReadonlyArray<ProjectDraft & { key?: string }>, write: WriteContext): Promise<Project[]>;
	/** Throws notFound. */
	update(changes: ReadonlyArray<{ id: string; key?: string } & Partial<Pick<Project, 'name' | 'status' | 'finishedAt'>>>, write: WriteContext): Promise<Project[]>;
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

/** A planned activity is completed by the CRM when its record goes to another stage: see `Activity.completeOnStageChange`. */
export interface ActivityStore {
	/** Throws notFound (record, user), invalidValue, missingValue. */
	create(drafts: ReadonlyArray<ActivityDraft & { key?: string }>, write: WriteContext): Promise<Activity[]>;
	/** Those that are completed already stay as they are. Throws notFound. */
	complete(ids: readonly string[], write: WriteContext): Promise<Activity[]>;
	get(id: string): Promise<Activity | undefined>;
	/** By the time at which they take place, the latest first. */
	find(query: ActivityQuery): Promise<Activity[]>;
}

export interface ActivityQuery {
	record?: RecordRef;
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
export interface DocumentStore {
	/**
	 * The same name in the same section of the same record makes the next version; the ones before are kept. Throws
	 * notFound (record, user), missingValue, invalidValue (name, section, more than UTMOST_MEGABYTES).
	 */
	attach(drafts: ReadonlyArray<DocumentDraft & { key?: string }>, write: WriteContext): Promise<CrmDocument[]>;
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
	deleteRecordType(name: string): Promise<void>;
	/** Values stay with the records, out of sight. Throws notFound; unsupported for the CRM's own fields. */
	deleteField(type: string, name: string): Promise<void>;
	/** With its stages. Throws notFound, and conflict while records are in it. */
	deletePipeline(id: string): Promise<void>;
	/** How many records there are of a type, of those at a place, or of those with a value in a field. Throws notFound. */
	countRecords(query: RecordCount): Promise<number>;
	saveGroups(names: readonly string[]): Promise<void>;
	saveRoles(names: readonly string[]): Promise<void>;
}
