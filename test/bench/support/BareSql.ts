import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { BenchCrm } from './BenchCrm.ts';

/** Runs one prepared statement. */
export type Prepared = (values: readonly unknown[]) => unknown;

/** The database as a program without this package uses it: the driver, and nothing in between. */
export interface BareSql {
	prepare(text: string): Prepared;
	begin(): unknown;
	commit(): unknown;
	/** As `BenchCrm.durability`. */
	durability(): Promise<string>;
	close(): void;
}

export async function bareSql(crm: BenchCrm): Promise<BareSql> {
	return crm.database === undefined ? bareSqlite(crm) : await barePostgres(crm);
}

function bareSqlite({ options }: BenchCrm): BareSql {
	if (options.backend !== 'builtin-sqlite') throw new Error('Not a SQLite file.');
	const database = new DatabaseSync(join(options.folder!, `${options.database ?? 'crm'}.sqlite`), { timeout: 5000 });
	// As the package opens it; the journal mode is in the file.
	database.exec('pragma synchronous = normal; pragma foreign_keys = on; pragma cache_size = -16000');
	const setting = (name: string) => database.prepare(`pragma ${name}`).get()![name];
	return {
		prepare(text) {
			const statement = database.prepare(text);
			return (values) => statement.run(...(values as Array<string | number | null>));
		},
		begin: () => database.exec('begin immediate'),
		commit: () => database.exec('commit'),
		durability: async () =>
			`SQLite: journal_mode=${String(setting('journal_mode'))}, synchronous=${['off', 'normal', 'full', 'extra'][Number(setting('synchronous'))]}`,
		close: () => database.close(),
	};
}

async function barePostgres({ database }: BenchCrm): Promise<BareSql> {
	const client = await database!.connect();
	await client.query('set search_path to crmflow');
	let statements = 0;
	return {
		prepare(text) {
			const name = `bare_${++statements}`;
			return async (values) => await client.query({ name, text, values: [...values] });
		},
		begin: async () => await client.query('begin'),
		commit: async () => await client.query('commit'),
		async durability() {
			const names = ['fsync', 'synchronous_commit', 'full_page_writes', 'wal_level'];
			const { rows } = await client.query<Record<string, string>>(
				`select ${names.map((name) => `current_setting('${name}') as ${name}`).join(', ')}`,
			);
			return `PostgreSQL: ${names.map((name) => `${name}=${rows[0]![name]}`).join(', ')}`;
		},
		// The connection ends with the database.
		close: () => {},
	};
}
