import { setTimeout as delay } from 'node:timers/promises';
import { Kysely } from 'kysely';
import pg from 'pg';
import { knownFeeds } from '../../../feed/feedIdentity';
import { feedIdentityOf } from '../../../ledger/stores/feedIds';
import { MOVED_TO, movedTo } from '../../../ledger/stores/movedTo';
import { ConnectionPool } from '../../../sql/postgres/ConnectionPool';
import { connectionConfig, sessionText } from '../../../sql/postgres/connectionConfig';
import { KyselyPostgres } from '../../../sql/postgres/KyselyPostgres';
import { markVersion, presentVersion, versionInSchema } from '../../../sql/postgres/openSchema';
import { addressOf, applicationName, databaseName, quoted, type PostgresAddress } from '../../../sql/postgres/PostgresAddress';
import { postgresError } from '../../../sql/postgres/postgresErrors';
import type { DatabaseMark } from '../../../sql/DatabaseMark';
import { SqlDatabase } from '../../../sql/SqlDatabase';
import { CrmError } from '../../../model/CrmError';
import type { BuiltInPostgres } from '../postgres/descriptor';
import type { CopyHead, CopyPart, CopyableDatabase, CopyRow, DatabaseContent, WrittenCopy } from '../../copy/DatabaseCopy';
import { BUILT_IN_MARK } from '../databaseParts';
import { postgresCrmDialect } from '../postgres/postgresCrmDialect';
import type { CrmTables } from '../tables';
import { contentOf, presentVersionNumber } from './content';
import { dropOurTables, ourTables } from './dropOurTables';
import { knownTables, type KnownTable } from './knownTables';
import { RowBatch } from './rowBatches';
import { execute, writeCopy, type CopyTarget } from './writeCopy';

/** Rows that are asked for at once. */
const FETCH = 500;
/** How long connections of n8n are waited for that are about to end, in milliseconds. */
const ALONE_WAIT_MS = 2_000;
/** For long work: each statement may take its time, and so may the other end of the copy. */
const PATIENCE = ['set local statement_timeout to 0', 'set local idle_in_transaction_session_timeout to 0'];

/** A schema of a PostgreSQL database as a whole. */
export class CopyablePostgres implements CopyableDatabase {
	readonly name: string;
	readonly address: string;
	private readonly server: PostgresAddress;

	constructor(options: BuiltInPostgres) {
		this.server = { ...addressOf(options), maxConnections: 1, application: 'crmflow command line' };
		this.address = `${this.server.schema} in ${databaseName(this.server)}`;
		this.name = `${this.server.schema} in ${databaseName(this.server)}`;
	}

	async content(): Promise<DatabaseContent> {
		return await this.connected(async (database) => {
			const version = await presentVersion(database, this.form());
			if (version === undefined) return { name: this.name, state: 'missing', outdated: false, counts: {}, open: 0 };
			if (version === 0) return { name: this.name, state: 'empty', outdated: true, counts: {}, open: 0 };
			const run = async <Row>(statement: string) => await database.run<Row>(statement, []);
			const tables = await knownTables(await migrationsOf(run));
			return await contentOf(this.name, version, tables, async (statement) => (await run<{ number: number }>(statement))[0]!.number);
		});
	}

	async *read({ alone }: { alone: boolean }): AsyncGenerator<CopyPart> {
		const { state } = await this.content();
		if (state === 'missing' || (await this.isBare()))
			throw new CrmError('notFound', `There is no CRM in the schema ${this.name}.`, 'Check the name of the schema and of the database.');
		const client = await this.connect();
		const run = async <Row>(text: string, values?: unknown[]) => (await client.query(text, values)).rows as Row[];
		try {
			if (alone) await this.requireAlone(run);
			await run('begin isolation level repeatable read read only');
			for (const statement of PATIENCE) await run(statement);
			const head = await headOf(run);
			const tables = await knownTables(head.migrations);
			yield {
				kind: 'head',
				head: { ...head, lastNumbers: await lastNumbers(run, tables), tables: tables.map(({ name, columns }) => ({ name, columns })) },
			};
			const counts: Record<string, number> = {};
			for (const table of tables) {
				counts[table.name] = 0;
				for await (const rows of rowsOf(client, table)) {
					counts[table.name]! += rows.length;
					yield { kind: 'rows', table: table.name, rows };
				}
			}
			yield { kind: 'end', counts };
		} catch (error) {
			throw postgresError(error, this.server);
		} finally {
			await client.end().catch(() => undefined);
		}
	}

	/** In one transaction: until it is committed, others see what was there before. */
	async write(parts: AsyncIterable<CopyPart>, { replace }: { replace: boolean }): Promise<WrittenCopy> {
		return await this.connected(async (database) => {
			let begun = false;
			return await database.transaction(async () => {
				// The parts can be read only once.
				if (begun)
					throw new CrmError('unavailable', 'The database undid the restore for the sake of another program.', 'Stop n8n, then try again.');
				begun = true;
				for (const statement of PATIENCE) await execute(database, statement);
				await database.takeTurns('migration');
				await this.requireAlone(async (text, values = []) => await database.run(text, values));
				const { schema } = this.server;
				const present = replace ? await versionInSchema(database, this.form()) : await presentVersion(database, this.form());
				const replaced = present === undefined || present === 0 ? [] : await feedsOf(database);
				if (present === undefined) await execute(database, `create schema ${quoted(schema)}`);
				const kept = present === undefined || present === 0 ? undefined : await this.clear(database);
				const written = await writeCopy(new PostgresTarget(database, schema), parts, replaced);
				await markVersion(database, this.form());
				return kept === undefined ? written : { ...written, kept };
			});
		});
	}

	async markMoved(to: string): Promise<void> {
		await this.connected(async (database) => {
			await this.requireAlone(async (text, values = []) => await database.run(text, values));
			await database.run('insert into ledger_meta (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value', [
				MOVED_TO,
				movedTo(to, new Date().toISOString()),
			]);
		});
	}

	/** Of a schema whose tables cannot be told, nothing is dropped: it gets another name, which is returned. */
	private async clear(database: SqlDatabase<CrmTables>): Promise<string | undefined> {
		const { schema } = this.server;
		const tables = await ourTables(database, schema);
		if (tables !== undefined) {
			await dropOurTables(database, schema, tables);
			return undefined;
		}
		const moment = new Date().toISOString().slice(0, 19).replace(/\D/g, '');
		const kept = `${schema.slice(0, 40)}_replaced_${moment}`;
		await execute(database, `alter schema ${quoted(schema)} rename to ${quoted(kept)}`);
		await execute(database, `create schema ${quoted(schema)}`);
		return `the schema ${kept}`;
	}

	private form(): { address: PostgresAddress; mark: DatabaseMark; version: number } {
		return { address: this.server, mark: BUILT_IN_MARK, version: presentVersionNumber() };
	}

	/** A schema without tables. */
	private async isBare(): Promise<boolean> {
		return await this.connected(async (database) => (await presentVersion(database, this.form())) === 0);
	}

	/**
	 * Throws unavailable when n8n works with this schema: it would continue with what it has read from the old tables. An
	 * n8n that was just stopped gets some time to leave.
	 */
	private async requireAlone(run: <Row>(text: string, values?: unknown[]) => Promise<Row[]>): Promise<void> {
		const until = performance.now() + ALONE_WAIT_MS;
		for (;;) {
			// The server shows a transaction the same list again and again, unless it is told not to.
			await run('select pg_stat_clear_snapshot()');
			const [row] = await run<{ count: number }>(
				'select count(*) as count from pg_catalog.pg_stat_activity where datname = current_database() and application_name = $1',
				[applicationName(this.server.schema)],
			);
			if (row!.count === 0) return;
			if (performance.now() > until) {
				throw new CrmError(
					'unavailable',
					`n8n is connected to the schema ${this.name} (${row!.count} connections).`,
					'Stop n8n and its workers, then try again.',
				);
			}
			await delay(100);
		}
	}

	private async connect(): Promise<pg.Client> {
		const client = new pg.Client(connectionConfig(this.server));
		client.on('error', () => {});
		try {
			await client.connect();
			await client.query(sessionText(this.server));
			return client;
		} catch (error) {
			await client.end().catch(() => undefined);
			throw postgresError(error, this.server);
		}
	}

	private async connected<T>(work: (database: SqlDatabase<CrmTables>) => Promise<T>): Promise<T> {
		const pool = new ConnectionPool(this.server);
		const database = new SqlDatabase(
			new Kysely<CrmTables>({ dialect: new KyselyPostgres(pool) }),
			postgresCrmDialect(this.server.schema).sql,
		);
		try {
			return await work(database);
		} finally {
			await database.close();
		}
	}
}

class PostgresTarget implements CopyTarget {
	readonly dialect;
	readonly database: SqlDatabase<CrmTables>;

	constructor(database: SqlDatabase<CrmTables>, schema: string) {
		this.database = database;
		this.dialect = postgresCrmDialect(schema);
	}

	async switchOffTriggers(tables: readonly string[]): Promise<() => Promise<void>> {
		const each = async (what: string) => {
			for (const table of tables) await execute(this.database, `alter table "${table}" ${what} trigger user`);
		};
		await each('disable');
		return async () => await each('enable');
	}

	async setLastNumber(table: string, number: number): Promise<void> {
		if (number > 0) await this.database.run("select setval(cast($1 || '_id_seq' as regclass), $2)", [table, number]);
	}

	async setPruned(change: number): Promise<void> {
		await this.database.run('update feed_state set pruned = $1', [change]);
	}
}

/** The ids under which workflows may know what is there. */
async function feedsOf(database: SqlDatabase<CrmTables>): Promise<string[]> {
	const identity = feedIdentityOf(await database.run<{ name: string; value: string }>('select name, value from ledger_meta', []));
	return identity === undefined ? [] : knownFeeds(identity);
}

type Run = <Row>(text: string, values?: unknown[]) => Promise<Row[]>;

async function migrationsOf(run: Run): Promise<CopyHead['migrations']> {
	const names = async (part: string) =>
		(await run<{ name: string }>(`select name from ${part}_migration order by name`)).map(({ name }) => name);
	return { ledger: await names('ledger'), crm: await names('crm') };
}

async function headOf(run: Run): Promise<Omit<CopyHead, 'lastNumbers' | 'tables'>> {
	const [feed] = await run<{ value: string }>("select value from ledger_meta where name = 'feedId'");
	const [state] = await run<{ pruned: number }>('select pruned from feed_state');
	return {
		at: new Date().toISOString(),
		database: 'PostgreSQL',
		migrations: await migrationsOf(run),
		feedId: feed!.value,
		prunedChanges: state!.pruned,
	};
}

/** Asked after the moment of the copy has been fixed: numbers are given outside of transactions, and only grow. */
async function lastNumbers(run: Run, tables: readonly KnownTable[]): Promise<Record<string, number>> {
	const numbers: Record<string, number> = {};
	for (const { name, numbered } of tables) {
		if (!numbered) continue;
		const [row] = await run<{ last: number }>(`select case when is_called then last_value else 0 end as last from "${name}_id_seq"`);
		numbers[name] = row!.last;
	}
	return numbers;
}

async function* rowsOf(client: pg.Client, { name, columns, order, large }: KnownTable): AsyncGenerator<CopyRow[]> {
	const list = (names: readonly string[]) => names.map((column) => `"${column}"`).join(', ');
	const where = name === 'ledger_meta' ? `where name <> '${BUILT_IN_MARK.row}'` : '';
	await client.query(`declare rows no scroll cursor for select ${list(columns)} from "${name}" ${where} order by ${list(order)}`);
	const batch = new RowBatch();
	const together = large ? 1 : FETCH;
	for (;;) {
		const { rows } = await client.query<CopyRow[]>({ text: `fetch ${together} from rows`, rowMode: 'array' } as pg.QueryConfig);
		for (const row of rows as unknown as CopyRow[]) {
			const full = batch.add(row);
			if (full !== undefined) yield full;
		}
		if (rows.length < together) break;
	}
	await client.query('close rows');
	const rest = batch.take();
	if (rest.length > 0) yield rest;
}
