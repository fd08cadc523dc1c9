import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { OpenConnection } from '../../../src/automation/engine/hub/hub';
import type { ConnectionOptions } from '../../../src/crm/backends';
import { crmFolder } from '../../demo/library.ts';
import { TestDatabase } from '../../postgres/TestDatabase.ts';
import { libraryOf, type Bench } from './Bench.ts';

export type BackendName = 'SQLite' | 'PostgreSQL';
type Row = Record<string, unknown>;

/** A built-in CRM of its own, as a node opens it. */
export class BenchCrm {
	readonly name: BackendName;
	readonly connection: OpenConnection;
	readonly options: ConnectionOptions;
	/** The database itself, for other programs; only on PostgreSQL. */
	readonly database: TestDatabase | undefined;

	private constructor(name: BackendName, connection: OpenConnection, options: ConnectionOptions, database?: TestDatabase) {
		this.name = name;
		this.connection = connection;
		this.options = options;
		this.database = database;
	}

	/** `userFolder`: the CRM of the n8n that has this folder, as another process beside it. */
	static async sqlite(bench: Bench, userFolder?: string): Promise<BenchCrm> {
		const folder = userFolder === undefined ? mkdtempSync(join(bench.folder, 'sqlite-')) : crmFolder(userFolder);
		const options: ConnectionOptions = { backend: 'builtin-sqlite', folder };
		return new BenchCrm('SQLite', await libraryOf(bench).openConnection(options, 'UTC'), options);
	}

	static async postgres(bench: Bench): Promise<BenchCrm> {
		const database = await TestDatabase.create(bench.postgres);
		const options = database.options();
		return new BenchCrm('PostgreSQL', await libraryOf(bench).openConnection(options, 'UTC'), options, database);
	}

	static async open(name: BackendName, bench: Bench): Promise<BenchCrm> {
		return name === 'SQLite' ? await BenchCrm.sqlite(bench) : await BenchCrm.postgres(bench);
	}

	get scope(): OpenConnection['scope'] {
		return this.connection.scope;
	}

	/** `?` or `$3`. */
	placeholder(position: number): string {
		return this.name === 'SQLite' ? '?' : `$${position}`;
	}

	/** A statement on the connection that the package itself uses; inside a transaction of the ledger it joins that. */
	async run(text: string, parameters: readonly unknown[] = []): Promise<Row[]> {
		return await databaseOf(this.connection).run(text, parameters);
	}

	/** Rows in a table; `condition` is text of ours. */
	async count(table: string, condition = 'true'): Promise<number> {
		const [row] = await this.run(`select count(*) as n from ${table} where ${condition}`);
		return Number(row!.n);
	}

	/** Settings of the package's connection that say what a commit survives. */
	async durability(): Promise<string> {
		const settings = this.name === 'SQLite' ? await this.sqliteSettings() : await this.postgresSettings();
		return `${this.name}: ${settings.join(', ')}`;
	}

	async discard(): Promise<void> {
		this.connection.release();
		await this.database?.drop();
	}

	private async sqliteSettings(): Promise<string[]> {
		const [journal] = await this.run('pragma journal_mode');
		const [synchronous] = await this.run('pragma synchronous');
		return [
			`journal_mode=${String(journal?.journal_mode)}`,
			`synchronous=${['off', 'normal', 'full', 'extra'][Number(synchronous?.synchronous)]}`,
		];
	}

	private async postgresSettings(): Promise<string[]> {
		const names = ['fsync', 'synchronous_commit', 'full_page_writes', 'wal_level'];
		const [row] = await this.run(`select ${names.map((name) => `current_setting('${name}') as ${name}`).join(', ')}`);
		return names.map((name) => `${name}=${String(row?.[name])}`);
	}
}

/** The store keeps its database to itself; the bench needs to run statements beside it, on the very same connection. */
function databaseOf({ scope }: OpenConnection): { run(text: string, parameters: readonly unknown[]): Promise<Row[]> } {
	return (scope.ledger as unknown as { database: { run(text: string, parameters: readonly unknown[]): Promise<Row[]> } }).database;
}
