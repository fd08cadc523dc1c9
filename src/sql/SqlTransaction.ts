import { CompiledQuery, type Transaction } from 'kysely';

/** An open transaction, with what is to happen around its end. */
export class SqlTransaction<Tables> {
	readonly connection: Transaction<Tables>;
	/** What this transaction has written so far. Forgotten when a part is undone: it may not hold any more. */
	readonly facts = new Map<unknown, unknown>();
	isOpen = true;
	private readonly beforeCommit = new Map<unknown, () => Promise<void>>();
	private readonly afterEnd = new Map<unknown, (committed: boolean) => void>();

	constructor(connection: Transaction<Tables>) {
		this.connection = connection;
	}

	/** Once per key, as the last statements of the transaction. */
	onCommitting(key: unknown, hook: () => Promise<void>): void {
		this.beforeCommit.set(key, hook);
	}

	/** Once per key, after the commit or the rollback. Must not throw. */
	onEnd(key: unknown, hook: (committed: boolean) => void): void {
		this.afterEnd.set(key, hook);
	}

	async run<T>(work: () => Promise<T>): Promise<T> {
		try {
			const result = await work();
			for (const hook of this.beforeCommit.values()) await hook();
			return result;
		} finally {
			this.isOpen = false;
		}
	}

	end(committed: boolean): void {
		for (const hook of this.afterEnd.values()) hook(committed);
	}
}

/**
 * The transaction as one piece of code sees it: the whole, or a part of it that can fail on its own (a savepoint).
 * Parts of one scope run one after the other, since savepoints of one connection cannot overlap.
 */
export class TransactionScope<Tables> {
	readonly transaction: SqlTransaction<Tables>;
	private readonly depth: number;
	private lastPart: Promise<unknown> = Promise.resolve();

	constructor(transaction: SqlTransaction<Tables>, depth = 0) {
		this.transaction = transaction;
		this.depth = depth;
	}

	/** Runs the work as a part: when it throws, what it wrote is undone and the rest of the transaction stays. */
	async part<T>(work: (scope: TransactionScope<Tables>) => Promise<T>): Promise<T> {
		const part = this.lastPart.then(async () => await this.savepoint(work));
		this.lastPart = part.catch(() => undefined);
		return await part;
	}

	private async savepoint<T>(work: (scope: TransactionScope<Tables>) => Promise<T>): Promise<T> {
		const name = `part_${this.depth + 1}`;
		await this.execute(`savepoint ${name}`);
		try {
			const result = await work(new TransactionScope(this.transaction, this.depth + 1));
			await this.execute(`release savepoint ${name}`);
			return result;
		} catch (error) {
			this.transaction.facts.clear();
			await this.execute(`rollback to savepoint ${name}`);
			await this.execute(`release savepoint ${name}`);
			throw error;
		}
	}

	private async execute(statement: string): Promise<void> {
		await this.transaction.connection.executeQuery(CompiledQuery.raw(statement));
	}
}
