import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Seconds that bare SQL takes to insert the same rows in one transaction: what the import is measured against. */
export function bareInsertSeconds(rows: readonly object[]): number {
	const folder = mkdtempSync(join(tmpdir(), 'crmflow-bare-'));
	try {
		const database = new DatabaseSync(join(folder, 'bare.sqlite'));
		database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
		const columns = Object.keys(rows[0]!);
		database.exec(`CREATE TABLE deal (id INTEGER PRIMARY KEY, ${columns.map((column) => `"${column}"`).join(', ')})`);
		const insert = database.prepare(`INSERT INTO deal (${columns.map((column) => `"${column}"`).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`);
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
