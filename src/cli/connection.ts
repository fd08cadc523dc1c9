import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import type { ParseArgsOptionsConfig } from 'node:util';
import type { Connection } from '../automation/families/upkeep/backup';
import { UsageError, type OptionValues } from './Command';

/** Options that say which database; with `prefix` `to-` the second one of a command. */
export function connectionOptions(prefix = ''): ParseArgsOptionsConfig {
	return Object.fromEntries(
		['database', 'file', 'postgres', 'schema', 'tls', 'ca'].map((name) => [`${prefix}${name}`, { type: 'string' }]),
	);
}

export function connectionHelp(prefix = ''): string {
	const option = (name: string) => `--${prefix}${name}`.padEnd(24 - 2);
	return [
		`  ${option('database NAME')}a SQLite database in n8n's folder, by its name; "crm" unless you say otherwise`,
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
		return file === undefined ? { backend: 'builtin-sqlite', database } : sqliteFileOf(file, `--${prefix}file`);
	}
	const address = urlOf(postgres, `--${prefix}postgres`);
	const password =
		(prefix === '' ? undefined : environment.CRMFLOW_TO_POSTGRES_PASSWORD) ??
		environment.CRMFLOW_POSTGRES_PASSWORD ??
		environment.PGPASSWORD;
	const ca = value('ca');
	return {
		backend: 'builtin-postgres',
		host: address.hostname.replace(/^\[(.*)\]$/, '$1'),
		port: address.port === '' ? undefined : Number(address.port),
		database: decodeURIComponent(address.pathname.slice(1)),
		user: decodeURIComponent(address.username),
		password: address.password === '' ? (password ?? '') : decodeURIComponent(address.password),
		schema: value('schema') || undefined,
		tls: tlsOf(value('tls') ?? address.searchParams.get('sslmode') ?? 'off', `--${prefix}tls`),
		ca: ca === undefined ? undefined : await certificate(ca, `--${prefix}ca`),
	};
}

function sqliteFileOf(file: string, option: string): Connection {
	const path = resolve(file);
	if (!path.endsWith('.sqlite')) throw new UsageError(`${option} must be the file of a database, which ends with .sqlite.`);
	return { backend: 'builtin-sqlite', folder: dirname(path), database: basename(path, '.sqlite') };
}

/** What is wrong is said without the text: there may be a password in it. */
function urlOf(text: string, option: string): URL {
	const wrong = new UsageError(
		`${option} must be an address such as postgres://user@host:5432/database, with user, host and database. Signs such as @ or / in a name are written as %40 or %2F.`,
	);
	if (!URL.canParse(text)) throw wrong;
	const address = new URL(text);
	if (!/^postgres(ql)?:$/.test(address.protocol) || address.hostname === '' || address.username === '' || address.pathname.length < 2)
		throw wrong;
	return address;
}

function tlsOf(mode: string, option: string): 'off' | 'require' | 'verify-full' {
	switch (mode) {
		case 'off':
		case 'disable':
			return 'off';
		case 'require':
			return 'require';
		case 'verify':
		case 'verify-full':
			return 'verify-full';
		default:
			throw new UsageError(`${option} must be off, require or verify.`);
	}
}

async function certificate(file: string, option: string): Promise<string> {
	return await readFile(file, 'utf8').catch(() => {
		throw new UsageError(`The file of ${option} cannot be read: ${file}`);
	});
}
