import type { ColumnDefinitionBuilder, Kysely, KyselyPlugin, RawBuilder } from 'kysely';

/** How a column's value is written where the database does not know its type. */
export type SqlType = 'text' | 'integer' | 'number' | 'json' | 'bytes';

/** What a statement's parameter can be. */
export type SqlValue = string | number | null | Uint8Array;

/**
 * The differences between databases that the shared schema and statements need; one small file per database.
 * What only one part of the tables needs is in a dialect of that part.
 */
export interface SqlDialect {
	/** For error messages: "SQLite". */
	readonly name: string;
	/** The schema that holds the tables, where a database has several. */
	readonly schema?: string;
	/** What migrations are written with, beside Kysely itself. */
	readonly migrationPlugins: readonly KyselyPlugin[];
	/** `?` or `$3`, for statements that are put together as text. Positions begin with 1. */
	placeholder(position: number): string;
	/** The highest number of parameters one statement takes. */
	readonly maxParameters: number;
	readonly idType: 'integer' | 'bigint';
	readonly jsonType: 'text' | 'jsonb';
	/** Makes a column the primary key whose numbers the database gives, never the same one twice. */
	identity(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder;
	/** Goes before the values of an insert that gives such numbers itself. */
	readonly givenIds: string;
	/** An SQL expression in its type, for where a parameter's type is unknown. */
	typed(expression: string, type: SqlType): string;
	/** The values as rows with one column, `value`: to join with, or to look something up for each. */
	rowsOf(values: ReadonlyArray<string | number>): RawBuilder<unknown>;
	/** Whether the expression is one of the values; one statement text for any number of them. */
	isOneOf(expression: RawBuilder<unknown>, values: ReadonlyArray<string | number>): RawBuilder<boolean>;
	/**
	 * Lists of equal length, each one parameter, as rows: for `from`, with these names. Absent where a statement is as fast
	 * with a value for each row and column.
	 */
	rowsOfLists?(name: string, lists: ReadonlyArray<{ name: string; position: number; type: SqlType }>): string;
	/**
	 * Whether one statement can insert rows, and others made from those that it returned:
	 * `with added as (insert … returning …), more as (insert … select … from added) select * from added`.
	 */
	readonly insertsFromInserted: boolean;
	/** Takes that many numbers of an identity column, so that rows can be written in bulk with ids known before. */
	takeIds(db: Kysely<unknown>, table: string, count: number): Promise<number[]>;
	/**
	 * Of the transactions that call it with the same words, each waits here until the one before has ended. Nothing to
	 * do where one writer has the whole database.
	 */
	takeTurns(db: Kysely<unknown>, what: string): Promise<void>;
	/** Statements that make the oldest rows of a table easy to find, where the order in which they were written does not. */
	ageIndex(table: string, column: string): string[];
	/**
	 * A statement that deletes the oldest rows of a table that is written in the order of a moment: at most $2 of them, all
	 * from before $1. It must stay fast however many younger rows there are.
	 */
	deleteOldestText(table: string, column: string): string;
	/**
	 * How full new pages of a table are written, in percent: room for rows that are changed soon after they were written,
	 * where that makes it cheaper.
	 */
	fillPages(table: string, percent: number): string[];
	/** Whether rows read for a change must be locked: not where one writer has the whole database. */
	readonly locksRows: boolean;
	/** The database undid the whole transaction for the sake of another one: running it once more can work. */
	wasUndoneForOthers(error: unknown): boolean;
}

/** A JSON column as it is written and read: some databases hand it back parsed. */
export function fromJson<T>(stored: unknown): T {
	return (typeof stored === 'string' ? JSON.parse(stored) : stored) as T;
}
