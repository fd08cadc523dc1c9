import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { CompiledQuery, SqliteAdapter, SqliteDialect, SqliteDriver, type DatabaseConnection, type Driver, type QueryResult } from 'kysely';
import type { NodeSqliteDatabase } from './nodeSqlite';
import { isBusy, sqliteError } from './sqliteErrors';

/** How long a locked database is waited for, in milliseconds. */
export const LOCK_WAIT_MS = 10_000;
/** Pauses between two tries: short at first, since most locks last a few milliseconds. */
const FIRST_PAUSE_MS = 2;
const LONGEST_PAUSE_MS = 50;

export interface KyselySqliteOptions {
	database: NodeSqliteDatabase;
	/** What people know the database by, for errors. */
	file: string;
	lockWaitMs: number;
}

/**
 * Kysely's SQLite with three differences. Transactions take the write lock at once, so that what they read is still
 * true when they write. A lock of another process is waited for without blocking the event loop. Errors are
 * CrmErrors.
 */
export class KyselySqlite extends SqliteDialect {
	private readonly options: KyselySqliteOptions;

	constructor(options: KyselySqliteOptions) {
		super({ database: options.database });
		this.options = options;
	}

	override createDriver(): Driver {
		return new PatientDriver(this.options) as Driver;
	}

	override createAdapter(): SqliteAdapter {
		return new TransactionalAdapter();
	}
}

/** Repeats what fails because another process holds the database. Throws the error of the last try. */
export async function whileLocked<T>(lockWaitMs: number, attempt: () => T | Promise<T>): Promise<T> {
	const until = performance.now() + lockWaitMs;
	for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
		try {
			return await attempt();
		} catch (error) {
			if (!isBusy(error) || performance.now() >= until) throw error;
		}
		await delay(pause);
	}
}

class TransactionalAdapter extends SqliteAdapter {
	// True of SQLite itself. With it, migrations run inside our transaction, which is what makes them safe when
	// several processes start together: the second one waits for the lock and then finds nothing to do.
	override get supportsTransactionalDdl(): boolean {
		return true;
	}
}

class PatientDriver extends SqliteDriver {
	private readonly connection: PatientConnection;
	private readonly turns = new EventLoopTurns();

	constructor(options: KyselySqliteOptions) {
		super({ database: options.database });
		this.connection = new PatientConnection(options);
	}

	override async acquireConnection(): Promise<DatabaseConnection> {
		await this.turns.giveTurn();
		return this.connection;
	}

	override async beginTransaction(): Promise<void> {
		await this.connection.executeQuery(BEGIN);
		this.connection.inTransaction = true;
	}

	override async commitTransaction(): Promise<void> {
		await this.connection.executeQuery(COMMIT);
		this.connection.inTransaction = false;
	}

	override async rollbackTransaction(): Promise<void> {
		this.connection.inTransaction = false;
		await this.connection.rollback();
	}
}

/** Longest time, in milliseconds, that a row of statements keeps everything else in the process waiting. */
const TURN_MS = 10;

/**
 * Statements run at once, so a long row of awaited ones would never let timers and requests have their turn. This
 * gives them one when the last was too long ago.
 */
class EventLoopTurns {
	private turnStarted: number | undefined;

	async giveTurn(): Promise<void> {
		if (this.turnStarted === undefined) {
			this.turnStarted = performance.now();
			setImmediate(() => (this.turnStarted = undefined));
		} else if (performance.now() - this.turnStarted > TURN_MS) {
			await nextTurn();
		}
	}
}

const BEGIN = CompiledQuery.raw('begin immediate');
const COMMIT = CompiledQuery.raw('commit');

class PatientConnection implements DatabaseConnection {
	inTransaction = false;
	private readonly options: KyselySqliteOptions;

	constructor(options: KyselySqliteOptions) {
		this.options = options;
	}

	async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
		try {
			return this.execute<Row>(query);
		} catch (error) {
			if (this.inTransaction || !isBusy(error)) throw sqliteError(error, this.options.file);
		}
		try {
			return await whileLocked(this.options.lockWaitMs, () => this.execute<Row>(query));
		} catch (error) {
			throw sqliteError(error, this.options.file);
		}
	}

	/** SQLite may have undone the transaction by itself, for example when the disk was full. */
	async rollback(): Promise<void> {
		if (this.options.database.handle.isOpen && this.options.database.handle.isTransaction) {
			this.options.database.handle.exec('rollback');
		}
	}

	// eslint-disable-next-line require-yield -- the package reads in pages, never as a stream
	async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
		throw new Error('Not used: the package reads in pages.');
	}

	private execute<Row>(query: CompiledQuery): QueryResult<Row> {
		const statement = this.options.database.prepare(query.sql);
		if (statement.reader) return { rows: statement.all(query.parameters) as Row[] };
		const { changes } = statement.run(query.parameters);
		return { numAffectedRows: BigInt(changes), rows: [] };
	}
}
