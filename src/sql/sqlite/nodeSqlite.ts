import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { SqliteDatabase, SqliteStatement } from 'kysely';
import { CrmError } from '../../model/CrmError';
import type { OpenFile } from './OpenFile';

/** How many prepared statements are kept. The texts of this package are fewer; filters of people add to them. */
const CACHE_SIZE = 400;

/** Node's own SQLite, loaded when the first database is opened, so that nothing pays for it before. */
export function loadNodeSqlite(): typeof import('node:sqlite') {
	const load = process.getBuiltinModule as typeof process.getBuiltinModule | undefined;
	const loaded = load?.('node:sqlite');
	if (loaded === undefined) {
		throw new CrmError('storage', `Node.js ${process.versions.node} has no SQLite in it.`, 'Run n8n with Node.js 22.13 or newer.');
	}
	return loaded;
}

/** Node's database in the shape Kysely expects, with its prepared statements kept. */
export class NodeSqliteDatabase implements SqliteDatabase {
	readonly handle: DatabaseSync;
	private readonly file: OpenFile | undefined;
	private readonly statements = new Map<string, NodeSqliteStatement>();

	/** `file`: absent for a database that nobody else can reach. */
	constructor(handle: DatabaseSync, file?: OpenFile) {
		this.handle = handle;
		this.file = file;
	}

	/** Throws storage when the file is not the one that was opened. */
	prepare(text: string): SqliteStatement {
		this.file?.requireThere();
		const known = this.statements.get(text);
		if (known !== undefined) return known;
		const statement = new NodeSqliteStatement(this.handle.prepare(text));
		if (this.statements.size >= CACHE_SIZE) this.forgetOldest();
		this.statements.set(text, statement);
		return statement;
	}

	get preparedCount(): number {
		return this.statements.size;
	}

	close(): void {
		this.file?.close();
		this.statements.clear();
		if (this.handle.isOpen) this.handle.close();
	}

	private forgetOldest(): void {
		for (const text of this.statements.keys()) {
			this.statements.delete(text);
			return;
		}
	}
}

class NodeSqliteStatement implements SqliteStatement {
	readonly reader: boolean;
	private readonly statement: StatementSync;

	constructor(statement: StatementSync) {
		this.statement = statement;
		this.reader = statement.columns().length > 0;
	}

	all(parameters: readonly unknown[]): unknown[] {
		return this.statement.all(...bound(parameters));
	}

	run(parameters: readonly unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint } {
		return this.statement.run(...bound(parameters));
	}

	iterate(parameters: readonly unknown[]): IterableIterator<unknown> {
		return this.statement.iterate(...bound(parameters));
	}
}

type Bindable = string | number | bigint | null;

/** SQLite has no boolean, and undefined is no value. */
function bound(parameters: readonly unknown[]): Bindable[] {
	return parameters.map((value) => {
		if (typeof value === 'boolean') return value ? 1 : 0;
		return value === undefined ? null : (value as Bindable);
	});
}
