import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import type { ServerAddress } from '../postgres/PostgresServer.ts';

/** Seconds that bare SQL takes to insert the same rows in one transaction: what the import is measured against. */
export function bareInsertSeconds(rows: readonly object[]): number {
	const folder = mkdtempSync(join(tmpdir(), 'crmflow-bare-'));
	try {
		const database = new DatabaseSync(join(folder, 'bare.sqlite'));
		database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
		const columns = Object.keys(rows[0]!);
		database.exec(`CREATE TABLE deal (id INTEGER PRIMARY KEY, ${columns.map((column) => `"${column}"`).join(', ')})`);
		const insert = database.prepare(
			`INSERT INTO deal (${columns.map((column) => `"${column}"`).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
		);
		const start = performance.now();
		database.exec('BEGIN');
		for (const row of rows) insert.run(...(Object.values(row) as Array<string | number | null>));
		database.exec('COMMIT');
		const seconds = (performance.now() - start) / 1000;
		database.close();
		return seconds;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Rows of one INSERT: PostgreSQL takes at most 65,535 values in one. */
const ROWS_PER_INSERT = 1000;

/** The same on a PostgreSQL server. */
export async function barePostgresInsertSeconds(server: ServerAddress, rows: readonly object[]): Promise<number> {
	const client = new pg.Client({ ...server, database: 'postgres' });
	await client.connect();
	try {
		const columns = Object.keys(rows[0]!);
		const names = columns.map((column) => `"${column}"`);
		await client.query(
			`CREATE TABLE bare_deal (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, ${names.map((name) => `${name} text`).join(', ')})`,
		);
		const start = performance.now();
		await client.query('BEGIN');
		for (let from = 0; from < rows.length; from += ROWS_PER_INSERT) {
			const values = rows.slice(from, from + ROWS_PER_INSERT).map((row) => Object.values(row));
			const placeholders = values.map((_, row) => `(${columns.map((_, column) => `$${row * columns.length + column + 1}`).join(', ')})`);
			await client.query(`INSERT INTO bare_deal (${names.join(', ')}) VALUES ${placeholders.join(', ')}`, values.flat());
		}
		await client.query('COMMIT');
		return (performance.now() - start) / 1000;
	} finally {
		await client.query('DROP TABLE IF EXISTS bare_deal');
		await client.end();
	}
}
