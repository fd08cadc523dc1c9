/** What a cell of a table holds. JSON columns are texts. */
export type CopyValue = string | number | null | Uint8Array;

export type CopyRow = readonly CopyValue[];

/** What comes before the rows. */
export interface CopyHead {
	/** ISO 8601, UTC: the rows are those of this moment. */
	at: string;
	/** What it was copied from: "SQLite", "PostgreSQL". */
	database: string;
	/** The form of the tables: the names of the migrations that made it, in their order. */
	migrations: { ledger: readonly string[]; crm: readonly string[] };
	/** See Ledger.feedId. */
	feedId: string;
	/** The last number that each table gave to a row; it is not given again, also when the row is gone. */
	lastNumbers: Readonly<Record<string, number>>;
	/** Changes up to this number were removed from the feed. */
	prunedChanges: number;
	/** In the order in which they are filled. */
	tables: ReadonlyArray<{ name: string; columns: readonly string[] }>;
}

/** A whole database, whatever kind it is: the head, then the rows table by table, then the number of rows of each. */
export type CopyPart =
	| { kind: 'head'; head: CopyHead }
	| { kind: 'rows'; table: string; rows: readonly CopyRow[] }
	| { kind: 'end'; counts: Readonly<Record<string, number>> };

/** What is in a database before something is restored into it. */
export interface DatabaseContent {
	/** What people know it by. */
	name: string;
	/** `missing`: made when it is needed; `empty`: it has only what a new one has. */
	state: 'missing' | 'empty' | 'filled';
	/** Its tables have an older form: n8n brings them to the present one when it opens it. */
	outdated: boolean;
	/** Number of rows by table, without the empty ones. */
	counts: Readonly<Record<string, number>>;
	/** Changes that wait for a run, or are in one. */
	open: number;
}

/** What was written. */
export interface WrittenCopy {
	/** Number of rows by table, counted in the database after they were written. */
	counts: Readonly<Record<string, number>>;
	/** The new one. */
	feedId: string;
	/** What was there could not be read, and is kept under this name. */
	kept?: string;
}

/** A database as a whole: read for a backup, written by a restore. */
export interface CopyableDatabase {
	/** What people know it by. */
	readonly name: string;
	/** Two with the same address are one database. */
	readonly address: string;
	/** Throws storage for a database that is not ours or newer than this package, unavailable. */
	content(): Promise<DatabaseContent>;
	/**
	 * All rows as of one moment, while others go on writing. Never more than a few hundred rows are in memory, and of rows
	 * that hold files a few at most.
	 * `alone`: throws unavailable when another program has the database open, and keeps others out where it can.
	 */
	read(options: { alone: boolean }): AsyncGenerator<CopyPart>;
	/**
	 * Makes the database what the parts say, all of it or nothing: what was there is replaced. It gets a new feed id, and
	 * is brought to the present form of the tables. Throws storage for parts that are cut off, damaged or newer than this
	 * package; unavailable when another program has the database open.
	 * `replace`: also a database that is damaged or of a newer version, which is kept under another name.
	 */
	write(parts: AsyncIterable<CopyPart>, options: { replace: boolean }): Promise<WrittenCopy>;
	/**
	 * Says in the database that it was moved, and where to: who opens it to work with it is refused; it can still be copied.
	 * Throws unavailable when another program has it open.
	 */
	markMoved(to: string): Promise<void>;
}
