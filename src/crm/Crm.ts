import type { RecordQuery } from '../model/query';
import type { CrmRecord, RecordRef, Values } from '../model/record';
import type { RecordType, RecordTypeDescription } from '../model/recordType';
import type { WriteContext } from '../model/write';
import type { Capabilities } from './capabilities';
import type {
	UserDirectory,
	TaskStore,
	HistoryStore,
	CommentStore,
	ActivityStore,
	DocumentStore,
	RecordCount,
	SchemaEditor,
} from './CrmStores';

export type * from './CrmStores';

/**
 * The port: what automation needs of a CRM. Small on purpose; every back-end implements it and says in
 * `capabilities` what it cannot do. `test/contract` is its definition in tests and runs against every back-end.
 *
 * - Ids are strings. Names (of types, fields) are as `describe` gives them.
 * - Writes take lists. What is wrong with one of them is found before the first is written, as far as that can be known. Where
 *   `capabilities.atomicLists` holds they are all or nothing: an error means that nothing of the call was written. Elsewhere an
 *   error after the first write is a HalfDone, which has what was written before it. Results come back in the order of the input.
 * - Counts are optional; automation counts what `find` gives where there is none: see `engine/counts.ts`.
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
	 * The ids of the records whose field has one of these values, by the value as it was given; in one or a few requests. Values
	 * are compared by their normal forms; see `normalForm`. For the fields `externalId`, `title` and `email` it stays fast
	 * however many records there are. By what a record was called that was merged into another (see `remove`), that
	 * other one is found, unless a record has the value now.
	 */
	match(type: string, field: string, values: readonly string[]): Promise<Map<string, string[]>>;
	/** See KeySearch. Of one record type. */
	findByKey?(type: string, keys: readonly string[]): Promise<Map<string, CrmRecord>>;
	create(type: string, drafts: readonly RecordDraft[], write: WriteContext): Promise<CrmRecord[]>;
	/** Throws notFound when one is gone, conflict when `ifVersion` does not hold. A change of nothing makes no change. */
	update(type: string, changes: readonly RecordUpdate[], write: WriteContext): Promise<CrmRecord[]>;
	/**
	 * Deletes; gives the last known state. Throws notFound when one is gone. With the reason `merged` the records are deleted for
	 * the sake of another of their type, before that one gets their values.
	 */
	remove(refs: readonly RecordRef[], write: WriteContext): Promise<CrmRecord[]>;
	/**
	 * Brings deleted records back under the same ids; one whose stage is gone comes to the first of its pipeline. Their changes have
	 * the reason `restored`, whatever the write says.
	 */
	restore?(refs: readonly RecordRef[], write: WriteContext): Promise<CrmRecord[]>;
	/** Records of one type that can be brought back, as they were; the last deleted first. Present where `restore` is. */
	findDeleted?(type: string, query?: DeletedQuery): Promise<DeletedRecord[]>;
	/** How many records there are of a type, of those at a stage, or of those with a value in a field. Throws notFound. */
	count?(query: RecordCount): Promise<number>;
	/**
	 * How many records of the type each of these users is responsible for, without those at a final stage (won or lost);
	 * in one request. Users without any are not in it. Throws notFound.
	 */
	countOpen?(type: string, userIds: readonly string[]): Promise<Map<string, number>>;
	/**
	 * What names one of these records names the other record of the same type instead: tasks, history, activities, comments,
	 * documents, and the fields of other records and of users that link to it. Deleted records keep what they named. A field
	 * of the other record that would link to itself is emptied. Throws notFound, invalidValue for a field that is required then.
	 */
	relink?(from: readonly RecordRef[], to: RecordRef, write: WriteContext): Promise<RelinkedCounts>;

	readonly users: UserDirectory;
	readonly tasks: TaskStore;
	readonly history: HistoryStore;
	readonly comments?: CommentStore;
	readonly activities?: ActivityStore;
	readonly documents?: DocumentStore;
	/** Present when the CRM lets us define types, fields, pipelines. */
	readonly schema?: SchemaEditor;

	/** Ends listening and gives back connections. */
	close(): Promise<void>;
}

export interface RecordDraft {
	values: Values;
}

export interface RecordUpdate {
	id: string;
	/** Only the fields to change. */
	values: Values;
	/** Only if the record still has this version. */
	ifVersion?: string;
}

export interface DeletedQuery {
	/** Only these. */
	ids?: readonly string[];
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
	/** Id of the record that is there in its place, when it was merged; null: it was deleted. */
	mergedInto: string | null;
}

/** How many of each name another record now; `links` counts fields of records and users. */
export interface RelinkedCounts {
	tasks: number;
	history: number;
	activities: number;
	comments: number;
	documents: number;
	links: number;
}
