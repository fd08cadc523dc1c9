import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { CompiledQuery, type Kysely } from 'kysely';
import { CrmError } from '../model/CrmError';
import type { SqlDialect } from './SqlDialect';
import { SqlTransaction, TransactionScope } from './SqlTransaction';

/** How often a transaction is run that the database undoes for the sake of others, and the pauses between, in milliseconds. */
const ATTEMPTS = 5;
const PAUSE_MS = 15;

/**
 * A database and its ambient transaction: code inside `transaction` does not pass the transaction around, `db()`
 * is it. Outside, `db()` runs each statement on its own.
 */
export class SqlDatabase<Tables> {
	readonly dialect: SqlDialect;
	private readonly root: Kysely<Tables>;
	private readonly ambient = new AsyncLocalStorage<TransactionScope<Tables>>();
	private closed = false;

	constructor(root: Kysely<Tables>, dialect: SqlDialect) {
		this.root = root;
		this.dialect = dialect;
	}

	db(): Kysely<Tables> {
		const transaction = this.current();
		if (transaction !== undefined) return transaction.connection;
		if (this.closed)
			throw new CrmError('unavailable', 'The connection to the database is closed.', 'Run the step again: it opens a new one.');
		return this.root;
	}

	/** The same database, transactions included, for code that knows others of its tables. */
	knowing<Others>(): SqlDatabase<Others> {
		// Which tables there are is known to migrations only; the types of Kysely are told, as by its own `$extendTables`.
		return this as unknown as SqlDatabase<Others>;
	}

	/** The transaction this code runs in; undefined outside of one, also in code that outlives it. */
	current(): SqlTransaction<Tables> | undefined {
		const transaction = this.ambient.getStore()?.transaction;
		return transaction?.isOpen ? transaction : undefined;
	}

	/**
	 * All of the work, or nothing when it throws. Inside another transaction it joins that one, as a part that can
	 * fail on its own: what the part wrote is then undone, and the outer work may go on. Work that the database undid
	 * because others were changing the same rows (a deadlock) is run again.
	 */
	async transaction<T>(work: () => Promise<T>): Promise<T> {
		const scope = this.ambient.getStore();
		if (scope?.transaction.isOpen) return await scope.part(async (part) => await this.ambient.run(part, work));
		for (let attempt = 1; ; attempt++) {
			try {
				return await this.attempt(work);
			} catch (error) {
				if (attempt === ATTEMPTS || !this.dialect.wasUndoneForOthers(error)) throw error;
			}
			// Not all at the same moment again.
			await delay(PAUSE_MS * attempt * Math.random());
		}
	}

	/** Runs code outside of any transaction, even when it is called inside one: for timers and listeners. */
	outside<T>(work: () => T): T {
		return this.ambient.exit(work);
	}

	/** A statement whose text is made once and kept: building it anew with Kysely takes longer than running it. */
	async run<Row = unknown>(text: string, parameters: readonly unknown[]): Promise<Row[]> {
		const { rows } = await this.db().executeQuery<Row>(CompiledQuery.raw(text, [...parameters]));
		return rows;
	}

	/** Transactions that call this with the same words go one after the other, from here to their end. */
	async takeTurns(what: string): Promise<void> {
		await this.dialect.takeTurns(this.db() as Kysely<unknown>, what);
	}

	/** Waits for an open transaction to end. */
	async close(): Promise<void> {
		if (this.closed) return;
		this.closed = true;
		// A server that is gone has no open transaction either.
		await this.root
			.connection()
			.execute(async () => undefined)
			.catch(() => undefined);
		await this.root.destroy();
	}

	private async attempt<T>(work: () => Promise<T>): Promise<T> {
		let transaction: SqlTransaction<Tables> | undefined;
		let committed = false;
		try {
			const result = await this.db()
				.transaction()
				.execute(async (connection) => {
					transaction = new SqlTransaction(connection);
					return await this.ambient.run(new TransactionScope(transaction), async () => await transaction!.run(work));
				});
			committed = true;
			return result;
		} finally {
			this.outside(() => transaction?.end(committed));
		}
	}
}
