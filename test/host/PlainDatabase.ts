import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

export type Row = Record<string, unknown>;
export type Value = string | number;

/** The database as any other program sees it: plain SQL, nothing of this package. Values stand for the `?` in it. */
export interface PlainDatabase {
	/** Waits while the database is away. A statement whose answer was lost is run again. */
	rows(statement: string, ...values: Value[]): Promise<Row[]>;
	/** SQL: the text of a value inside of a column with JSON. */
	inside(column: string, ...path: string[]): string;
	/** SQL: the JSON of a column with one number in it replaced by the value of a `?`. */
	withNumber(column: string, name: string): string;
	close(): Promise<void>;
}

export class PlainSqlite implements PlainDatabase {
	private readonly database: DatabaseSync;

	constructor(database: DatabaseSync) {
		this.database = database;
	}

	async rows(statement: string, ...values: Value[]): Promise<Row[]> {
		return this.database.prepare(statement).all(...values);
	}

	inside(column: string, ...path: string[]): string {
		return `json_extract(${column}, '$.${path.join('.')}')`;
	}

	withNumber(column: string, name: string): string {
		return `json_set(${column}, '$.${name}', ?)`;
	}

	async close(): Promise<void> {
		this.database.close();
	}
}

export interface SchemaAddress {
	host: string;
	port: number;
	database: string;
	user: string;
	password: string;
	schema: string;
}

/** How long a killed server is waited for, in milliseconds. */
const AWAY_MS = 60_000;
/** Errors of the server that say something about the statement, not about the server: SQLSTATE classes. */
const OF_THE_STATEMENT = /^(22|23|26|2B|34|42|0A)/;

export class PlainPostgres implements PlainDatabase {
	private readonly address: SchemaAddress;
	private client: Promise<pg.Client> | undefined;

	constructor(address: SchemaAddress) {
		this.address = address;
	}

	async rows(statement: string, ...values: Value[]): Promise<Row[]> {
		let count = 0;
		const text = statement.replaceAll('?', () => `$${++count}`);
		for (const limit = Date.now() + AWAY_MS; ; await sleep(50)) {
			try {
				return (await (await (this.client ??= this.connect())).query<Row>(text, values)).rows;
			} catch (error) {
				if (OF_THE_STATEMENT.test((error as { code?: string }).code ?? '') || Date.now() > limit) throw error;
				this.client = undefined;
			}
		}
	}

	inside(column: string, ...path: string[]): string {
		return `(${column} #>> '{${path.join(',')}}')`;
	}

	withNumber(column: string, name: string): string {
		return `jsonb_set(${column}, '{${name}}', to_jsonb(CAST(? AS integer)))`;
	}

	async close(): Promise<void> {
		await (await this.client?.catch(() => undefined))?.end();
	}

	private async connect(): Promise<pg.Client> {
		const { schema, ...server } = this.address;
		const client = new pg.Client({ ...server, options: `-c search_path=${schema}`, connectionTimeoutMillis: 5000 });
		client.on('error', () => undefined);
		await client.connect();
		return client;
	}
}

/** A SQLite file, read-only, or `postgres://user:password@host:port/database`, with `?schema=` where it is not `crmflow`. */
export function openNamed(name: string): PlainDatabase {
	if (!name.startsWith('postgres://')) return new PlainSqlite(new DatabaseSync(name, { readOnly: true }));
	const { hostname, port, pathname, username, password, searchParams } = new URL(name);
	return new PlainPostgres({
		host: hostname,
		port: Number(port || 5432),
		database: pathname.slice(1),
		user: decodeURIComponent(username),
		password: decodeURIComponent(password),
		schema: searchParams.get('schema') ?? 'crmflow',
	});
}
