import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { projectRoot } from '../host/hostFolder.cjs';
import type { ServerAddress } from './PostgresServer.ts';

/**
 * Runs `docker/postgres/databases.sql` on a new server, as psql does in its container: `\getenv` takes a value from the
 * environment, `:'name'` is that value as a text of SQL.
 */
export async function runInitScript(server: ServerAddress, environment: Readonly<Record<string, string>>): Promise<void> {
	const script = readFileSync(join(projectRoot, 'docker', 'postgres', 'databases.sql'), 'utf8');
	const values = new Map(
		[...script.matchAll(/^\\getenv (\w+) (\w+)$/gm)].map(([, name, variable]) => [name!, environment[variable!] ?? '']),
	);
	const client = new pg.Client({ ...server, database: 'postgres' });
	await client.connect();
	try {
		for (const [statement] of script.matchAll(/^[A-Z][^;]*;/gm)) {
			await client.query(statement.replace(/:'(\w+)'/g, (_, name: string) => client.escapeLiteral(values.get(name) ?? '')));
		}
	} finally {
		await client.end();
	}
}
