import { readFileSync } from 'node:fs';
import { CrmError } from '../../../model/CrmError';
import type { TlsMode } from '../../../sql/postgres/PostgresAddress';
import type { BuiltInPostgres } from './descriptor';

/** Beside the address, and instead of what stands in it. */
export interface UrlMore {
	password?: string;
	schema?: string;
	/** `off`, `require` or `verify`; `called`: how errors name it. */
	tls?: { mode: string; called: string };
	/** For `verify`: certificate (PEM) of the authority that signed the server's. */
	ca?: string;
}

/**
 * A database by its address: `postgres://user@host:5432/database?schema=crmflow&sslmode=verify-full`. `called`: how errors name what
 * was given; they never show it, since there may be a password in it. Throws invalidValue.
 */
export function postgresOfUrl(text: string, called: string, more: UrlMore = {}): BuiltInPostgres {
	const address = urlOf(text, called);
	const { searchParams } = address;
	return {
		backend: 'builtin-postgres',
		host: address.hostname.replace(/^\[(.*)\]$/, '$1'),
		port: address.port === '' ? undefined : Number(address.port),
		database: decodeURIComponent(address.pathname.slice(1)),
		user: decodeURIComponent(address.username),
		password: address.password === '' ? (more.password ?? '') : decodeURIComponent(address.password),
		schema: more.schema || searchParams.get('schema') || undefined,
		tls: tlsOf(more.tls ?? { mode: searchParams.get('sslmode') ?? 'off', called: `sslmode in ${called}` }),
		ca: more.ca,
	};
}

/** Makes "Built-In CRM" mean PostgreSQL everywhere, in all nodes and for the command line. */
const URL_VARIABLE = 'CRMFLOW_POSTGRES_URL';
/** A file with the certificate of the authority, for `sslmode=verify-full`. */
const CA_VARIABLE = 'CRMFLOW_POSTGRES_CA';

/** The database that the environment names; undefined: none. Throws invalidValue. */
export function postgresOfEnvironment(environment: NodeJS.ProcessEnv = process.env): BuiltInPostgres | undefined {
	const text = environment[URL_VARIABLE]?.trim() ?? '';
	if (text === '') return undefined;
	const called = `the environment variable ${URL_VARIABLE}`;
	return postgresOfUrl(text, called, { password: passwordOf(environment), ca: certificateOf(environment[CA_VARIABLE]) });
}

/** So that it stands in no list of processes. */
export function passwordOf(environment: NodeJS.ProcessEnv): string | undefined {
	return environment.CRMFLOW_POSTGRES_PASSWORD ?? environment.PGPASSWORD;
}

function certificateOf(file: string | undefined): string | undefined {
	if (file === undefined || file.trim() === '') return undefined;
	try {
		return readFileSync(file.trim(), 'utf8');
	} catch (error) {
		throw new CrmError(
			'invalidValue',
			`The file that the environment variable ${CA_VARIABLE} names cannot be read: ${file}.`,
			'Give the file of a certificate (PEM) that n8n may read.',
			{ cause: error },
		);
	}
}

function urlOf(text: string, called: string): URL {
	const wrong = new CrmError(
		'invalidValue',
		`${capitalised(called)} must be an address such as postgres://user@host:5432/database, with user, host and database.`,
		'Signs such as @ or / in a name are written as %40 or %2F.',
	);
	if (!URL.canParse(text)) throw wrong;
	const address = new URL(text);
	if (!/^postgres(ql)?:$/.test(address.protocol) || address.hostname === '' || address.username === '' || address.pathname.length < 2)
		throw wrong;
	return address;
}

function tlsOf({ mode, called }: NonNullable<UrlMore['tls']>): TlsMode {
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
			throw new CrmError('invalidValue', `${capitalised(called)} must be off, require or verify.`, 'Give one of these three words.');
	}
}

function capitalised(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
