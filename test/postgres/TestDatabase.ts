import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Client } from 'pg';
import type { BuiltInPostgres } from '../../src/crm/builtin/postgres/descriptor';
import type { ServerAddress } from './PostgresServer.ts';
import { sharedServer } from './sharedServer.ts';

type Row = Record<string, unknown>;

/** An empty database, and a connection to it as any other program has it. */
export class TestDatabase {
	readonly server: ServerAddress;
	readonly name: string;
	private readonly others: Client[] = [];

	private constructor(server: ServerAddress, name: string) {
		this.server = server;
		this.name = name;
	}

	static async create(server = sharedServer()): Promise<TestDatabase> {
		const database = new TestDatabase(server, `test_${randomUUID().replaceAll('-', '')}`);
		await database.administer(`create database ${database.name}`);
		return database;
	}

	/** How the package connects to it. */
	options(more: Partial<BuiltInPostgres> = {}): BuiltInPostgres {
		return { backend: 'builtin-postgres', ...this.server, database: this.name, ...more };
	}

	/** One more connection, as psql has it: nothing of this package is in it. Ends with the database. */
	async connect(more: { user?: string; password?: string } = {}): Promise<Client> {
		const client = new pg.Client({ ...this.server, database: this.name, ...more });
		client.on('error', () => {});
		await client.connect();
		this.others.push(client);
		return client;
	}

	/** One statement by another program. */
	async execute(text: string, values?: unknown[]): Promise<Row[]> {
		return await executeIn(this.server, this.name, text, values);
	}

	/** One statement of the server's administrator. */
	async administer(text: string): Promise<Row[]> {
		return await executeIn(this.server, 'postgres', text);
	}

	async drop(): Promise<void> {
		await Promise.all(this.others.splice(0).map(async (client) => await client.end().catch(() => undefined)));
		await this.administer(`drop database if exists ${this.name} with (force)`);
	}
}

async function executeIn(server: ServerAddress, database: string, text: string, values?: unknown[]): Promise<Row[]> {
	const client = new pg.Client({ ...server, database });
	await client.connect();
	try {
		return (await client.query<Row>(text, values)).rows;
	} finally {
		await client.end();
	}
}
