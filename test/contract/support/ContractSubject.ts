import type { Capabilities } from '../../../src/crm/capabilities';
import type { Backend } from '../../../src/crm/backends';
import type { RecordRef } from '../../../src/model/record';
import type { User, UserDraft } from '../../../src/model/user';
import type { MovableClock } from './MovableClock';
import type { SchemaDraft } from './schema';

/** Members of the port that a back-end may leave out. */
export type OptionalPart = 'restore' | 'relink' | 'schema' | 'activities' | 'documents' | 'comments' | 'changeUsers';

/** A back-end under test. What it says here about itself is checked, and decides which promises it must keep. */
export interface ContractSubject {
	/** Heads the names of its tests. */
	readonly name: string;
	readonly capabilities: Capabilities;
	/** See StoreSubject. */
	readonly textIds: boolean;
	/**
	 * Whether its changes are found by asking: writes of one thing between two looks make one change, those of one look come in no
	 * order but that of time, and none says who made it, unless an effect did.
	 */
	readonly polled: boolean;
	/** Whether it can be searched for our keys. */
	readonly searchableKey: boolean;
	/** The optional members it does not have. */
	readonly lacks: readonly OptionalPart[];
	/** Whether `editOutside` is there: the test can change records as another program would. */
	readonly editsOutside: boolean;
	/** Opens a CRM as it is when it is new: without records, tasks and projects. */
	openFresh(): Promise<OpenCrm>;
}

/** A CRM that belongs to one suite. */
export interface OpenCrm {
	/** The present connection; another one after `reopen`. */
	readonly backend: Backend;
	/** What the CRM takes for now. Does not tick by itself. */
	readonly clock: MovableClock;
	/** Ends the connection and opens the same CRM again, as a restart of n8n does. */
	reopen(): Promise<void>;
	/** One more connection to the same CRM, as another process has it. Closed by `discard`. */
	openAnother(): Promise<Backend>;
	/** Brings the CRM to have these types, fields, pipelines, groups and roles; `defineByEditor` where it has one. */
	define(schema: SchemaDraft): Promise<void>;
	/** Makes users; `users.create` where the CRM has it. */
	hire(users: readonly UserDraft[]): Promise<User[]>;
	/** Makes the feed show what was written; absent where it does at once. */
	settle?(): Promise<void>;
	/** Changes a record behind the back of the port, as another program does. */
	editOutside?(edit: OutsideEdit): Promise<void>;
	/** A connection as another program has it, where the CRM is tables; what it writes is in no transaction of ours. */
	connectOutside?(): Promise<OutsideConnection>;
	/** Number of rows of each table, where the CRM is tables. */
	countRows?(): Promise<Record<string, number>>;
	/** Closes all connections and removes the CRM. */
	discard(): Promise<void>;
}

export interface OutsideConnection {
	readonly database: 'SQLite' | 'PostgreSQL';
	/** As a statement names it. */
	table(name: string): string;
	run(statement: string): Promise<void>;
	close(): Promise<void>;
}

export type OutsideEdit =
	| { kind: 'retitle'; ref: RecordRef; title: string }
	| { kind: 'setNumber'; ref: RecordRef; field: string; value: number }
	| { kind: 'move'; ref: RecordRef; stage: string }
	| { kind: 'delete'; ref: RecordRef };
