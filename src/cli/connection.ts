import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import type { ParseArgsOptionsConfig } from 'node:util';
import { passwordOf, postgresOfEnvironment, postgresOfUrl, type Connection } from '../automation/families/upkeep/backup';
import { CrmError } from '../model/CrmError';
import { UsageError, type OptionValues } from './Command';

/** Options that say which database; with `prefix` `to-` the second one of a command. */
export function connectionOptions(prefix = ''): ParseArgsOptionsConfig {
	return Object.fromEntries(
		['database', 'file', 'postgres', 'schema', 'tls', 'ca'].map((name) => [`${prefix}${name}`, { type: 'string' }]),
	);
}

export function connectionHelp(prefix = ''): string {
	const option = (name: string) => `--${prefix}${name}`.padEnd(24 - 2);
	const without = `  ${'(none of these)'.padEnd(24)}what the connection "Built-In CRM" works with: crm.sqlite, or CRMFLOW_POSTGRES_URL`;
	return [
		...(prefix === '' ? [without] : []),
		`  ${option('database NAME')}a SQLite database in n8n's folder, by its name`,
		`  ${option('file FILE')}a SQLite database anywhere, by its file (….sqlite)`,
		`  ${option('postgres URL')}a PostgreSQL database: postgres://user@host:5432/database`,
		`  ${option('schema NAME')}the schema in it; "crmflow" unless you say otherwise`,
		`  ${option('tls MODE')}off (the default), require (encrypted) or verify (and the server proves who it is)`,
		`  ${option('ca FILE')}for verify: the certificate (PEM) of the authority that signed the server's`,
	].join('\n');
}

/** What is said of passwords under the options of each command. */
export function passwordHelp(second = false): string {
	return [
		'The password of PostgreSQL is taken from the environment: CRMFLOW_POSTGRES_PASSWORD or PGPASSWORD. So no other user',
		'sees it in the list of processes.',
		...(second ? ['If that of the second database is another one: CRMFLOW_TO_POSTGRES_PASSWORD.'] : []),
	].join('\n');
}

/** The database that the options name. Throws UsageError. */
export async function connectionOf(values: OptionValues, environment: NodeJS.ProcessEnv, prefix = ''): Promise<Connection> {
	const value = (name: string) => {
		const given = values[`${prefix}${name}`];
		return typeof given === 'string' ? given.trim() : undefined;
	};
	const [database, file, postgres] = [value('database'), value('file'), value('postgres')];
	if ([database, file, postgres].filter((given) => given !== undefined).length > 1) {
		throw new UsageError(`Give only one of --${prefix}database, --${prefix}file and --${prefix}postgres.`);
	}
	const only = (['schema', 'tls', 'ca'] as const).find((name) => value(name) !== undefined);
	if (postgres === undefined) {
		if (only !== undefined) throw new UsageError(`--${prefix}${only} is for PostgreSQL: give --${prefix}postgres too.`);
		if (file !== undefined) return sqliteFileOf(file, `--${prefix}file`);
		return database === undefined ? builtIn(environment) : { backend: 'builtin-sqlite', database };
	}
	const [ca, tls] = [value('ca'), value('tls')];
	const certificate = ca === undefined ? undefined : await readCertificate(ca, `--${prefix}ca`);
	const password = prefix === '' ? undefined : environment.CRMFLOW_TO_POSTGRES_PASSWORD;
	return understood(() =>
		postgresOfUrl(postgres, `--${prefix}postgres`, {
			password: password ?? passwordOf(environment),
			schema: value('schema'),
			tls: tls === undefined ? undefined : { mode: tls, called: `--${prefix}tls` },
			ca: certificate,
		}),
	);
}

/** The database of the connection "Built-In CRM": see `postgresOfEnvironment`. */
function builtIn(environment: NodeJS.ProcessEnv): Connection {
	return understood(() => postgresOfEnvironment(environment)) ?? { backend: 'builtin-sqlite' };
}

function understood<T>(read: () => T): T {
	try {
		return read();
	} catch (error) {
		throw error instanceof CrmError ? new UsageError(`${error.message} ${error.remedy}`) : error;
	}
}

function sqliteFileOf(file: string, option: string): Connection {
	const path = resolve(file);
	if (!path.endsWith('.sqlite')) throw new UsageError(`${option} must be the file of a database, which ends with .sqlite.`);
	return { backend: 'builtin-sqlite', folder: dirname(path), database: basename(path, '.sqlite') };
}

async function readCertificate(file: string, option: string): Promise<string> {
	return await readFile(file, 'utf8').catch(() => {
		throw new UsageError(`The file of ${option} cannot be read: ${file}`);
	});
}
