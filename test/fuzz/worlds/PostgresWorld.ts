import pg from 'pg';
import { closeConnections, openConnection, type OpenConnection } from '../../../src/automation/engine/hub/hub';
import type { ServerAddress } from '../../postgres/PostgresServer';
import { TestDatabase } from '../../postgres/TestDatabase';
import { brokenInvariants } from './invariants';
import type { FillWorld, World } from './World';

const SCHEMA = 'crmflow';
/** The name of the database is the same after every reset, so that the node's credential is, too. */
const DATABASE = 'fuzz';

/** A database of a PostgreSQL server, made anew from the filled one. */
export async function openPostgresWorld(server: ServerAddress, fill: FillWorld): Promise<World> {
	const filled = await TestDatabase.create(server);
	const options = filled.options({ database: DATABASE });
	const connection = {
		parameters: { connection: 'builtInPostgres' },
		credentials: { crmBuiltInPostgresApi: { id: '1', name: 'PostgreSQL' } },
		credential: { ...server, database: DATABASE },
	};
	const open = async () => await openConnection(options, 'Europe/Warsaw');

	await filled.administer(`alter database ${filled.name} rename to ${DATABASE}`);
	let watcher: pg.Client | undefined;
	let opened: OpenConnection = await open();
	await fill(opened.scope, connection);
	await close();
	await filled.administer(`alter database ${DATABASE} rename to ${filled.name}`);
	let tables: string[] = [];
	await reset();
	return {
		connection,
		scope: () => opened.scope,
		reset,
		async mark() {
			// What a table holds, in any order: a row that was written again as it was counts as the same.
			const parts = tables.map(
				(table) => `select '${table}' as name, count(*) as rows, sum(hashtextextended(t::text, 0)) as hash from ${table} t`,
			);
			return JSON.stringify(await all(parts.join(' union all ')));
		},
		effects: async () => Number((await all('select count(*) as count from effect'))[0]!['count']),
		complaints: async () => await brokenInvariants(all),
		secrets: [server.password],
		async close() {
			await close();
			await filled.administer(`drop database if exists ${DATABASE} with (force)`);
			await filled.drop();
		},
	};

	async function reset(): Promise<void> {
		await close();
		await filled.administer(`drop database if exists ${DATABASE} with (force)`);
		await filled.administer(`create database ${DATABASE} template ${filled.name}`);
		opened = await open();
		watcher = new pg.Client({ ...server, database: DATABASE, options: `-c search_path=${SCHEMA}` });
		watcher.on('error', () => {});
		await watcher.connect();
		tables = (await all(`select table_name from information_schema.tables where table_schema = '${SCHEMA}' order by 1`)).map(
			(row) => `"${String(row['table_name'])}"`,
		);
	}

	async function close(): Promise<void> {
		await watcher?.end();
		watcher = undefined;
		opened.release();
		await closeConnections();
	}

	async function all(statement: string): Promise<Array<Record<string, unknown>>> {
		return (await watcher!.query<Record<string, unknown>>(statement)).rows;
	}
}
