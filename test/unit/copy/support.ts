import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBackend, type Backend, type ConnectionOptions } from '../../../src/crm/backends';
import type { BuiltInPostgres } from '../../../src/crm/builtin/postgres/descriptor';
import type { BuiltInSqlite } from '../../../src/crm/builtin/sqlite/descriptor';
import { systemClock } from '../../../src/model/clock';
import { TestDatabase } from '../../postgres/TestDatabase';

/** A folder and a PostgreSQL database per test file; a new database of either kind for each call. */
export class TestDatabases {
	folder = '';
	private database: TestDatabase | undefined;
	private count = 0;

	constructor() {
		beforeAll(async () => {
			this.folder = mkdtempSync(join(tmpdir(), 'crmflow-copy-'));
			this.database = await TestDatabase.create();
		});
		afterAll(async () => {
			await this.database?.drop();
			rmSync(this.folder, { recursive: true, force: true });
		});
	}

	sqlite(): BuiltInSqlite {
		return { backend: 'builtin-sqlite', folder: this.folder, database: `copy${++this.count}` };
	}

	postgres(): BuiltInPostgres {
		return this.postgresDatabase.options({ schema: `copy${++this.count}` });
	}

	get postgresDatabase(): TestDatabase {
		return this.database!;
	}

	new(kind: Kind): ConnectionOptions {
		return kind === 'SQLite' ? this.sqlite() : this.postgres();
	}

	file(name = `file${++this.count}.crmflow.gz`): string {
		return join(this.folder, name);
	}

	/** As another program sees it: every table of ours, found by asking the database; JSON parsed. */
	async rows(options: ConnectionOptions): Promise<Record<string, unknown[]>> {
		return options.backend === 'builtin-sqlite'
			? sqliteRows(sqlitePath(options))
			: await postgresRows(this.postgresDatabase, options.schema!);
	}

	/** One statement by another program. */
	async edit(options: ConnectionOptions, text: string): Promise<void> {
		if (options.backend === 'builtin-postgres') {
			await this.postgresDatabase.execute(`set search_path to ${options.schema}; ${text}`);
			return;
		}
		const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
		const database = new DatabaseSync(sqlitePath(options));
		database.exec(text);
		database.close();
	}
}

export type Kind = 'SQLite' | 'PostgreSQL';
export const KINDS: Kind[] = ['SQLite', 'PostgreSQL'];
/** From each to each. */
export const PAIRS = KINDS.flatMap((from) => KINDS.map((to) => [from, to] as const));

export function sqlitePath({ folder, database }: BuiltInSqlite): string {
	return join(folder!, `${database}.sqlite`);
}

export async function opened<T>(options: ConnectionOptions, work: (backend: Backend) => Promise<T>): Promise<T> {
	const backend = await openBackend(options, systemClock);
	try {
		return await work(backend);
	} finally {
		await backend.close();
	}
}

const OWN = /^(sqlite_|write_context$|feed_state$|(ledger|crm)_migration)/;

function sqliteRows(path: string): Record<string, unknown[]> {
	const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
	const database = new DatabaseSync(path);
	try {
		const tables = (database.prepare("select name from sqlite_schema where type = 'table'").all() as Array<{ name: string }>).map(
			({ name }) => name,
		);
		return sorted(tables.filter((table) => !OWN.test(table)).map((table) => [table, database.prepare(`select * from "${table}"`).all()]));
	} finally {
		database.close();
	}
}

async function postgresRows(database: TestDatabase, schema: string): Promise<Record<string, unknown[]>> {
	const tables = (await database.execute('select tablename from pg_tables where schemaname = $1', [schema])).map(({ tablename }) =>
		String(tablename),
	);
	const all: Array<[string, unknown[]]> = [];
	for (const table of tables.filter((name) => !OWN.test(name)))
		all.push([table, await database.execute(`select * from ${schema}."${table}"`)]);
	return sorted(all);
}

function sorted(tables: Array<[string, unknown[]]>): Record<string, unknown[]> {
	const plain = tables.map(([table, rows]) => [table, inOrder(rows.map(plainRow))] as const);
	return Object.fromEntries(plain.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** An order that does not depend on that of the keys inside JSON. */
function inOrder(rows: Array<Record<string, unknown>>): unknown[] {
	const keyed = rows.map((row) => ({
		row,
		key: JSON.stringify(row, (_, part: unknown) =>
			isObject(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
		),
	}));
	return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ row }) => row);
}

function isObject(value: unknown): value is object {
	return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** Columns by name, without what a database makes of the others; bytes as base64; numbers and JSON as what they are. */
function plainRow(row: unknown): Record<string, unknown> {
	const columns = Object.entries(row as object)
		.filter(([name]) => name !== 'title_key')
		.sort(([a], [b]) => (a < b ? -1 : 1));
	return Object.fromEntries(columns.map(([name, value]) => [name, plainValue(name, value)]));
}

function plainValue(name: string, value: unknown): unknown {
	if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
	if (typeof value !== 'string') return value;
	if (/^(id|.*_id|.*_by|actor)$/.test(name) && /^\d+$/.test(value)) return Number(value);
	return name === 'default_value' || /^[[{"]/.test(value) ? (JSON.parse(value) as unknown) : value;
}
