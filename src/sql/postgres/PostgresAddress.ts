import { CrmError } from '../../model/CrmError';

/** `require`: encrypted, without a check who answers; `verify-full`: encrypted, and the server proves that it is the named host. */
export type TlsMode = 'off' | 'require' | 'verify-full';

/** Where a PostgreSQL database is, and as whom to connect. */
export interface PostgresAddress {
	host: string;
	port: number;
	database: string;
	user: string;
	password: string;
	/** The schema that holds our tables, and nobody else's. */
	schema: string;
	tls: TlsMode;
	/** Certificate (PEM) of the authority that signed the server's; without it those Node.js knows. */
	ca?: string;
	/** Most connections one process opens, beside the one that listens. */
	maxConnections: number;
	/** How long rows that others hold are waited for, in milliseconds. */
	lockWaitMs: number;
	/** What the server lists our connections as; `applicationName` unless it is given. */
	application?: string;
}

/** An address as a person gives it: what is left open has a default. */
export interface GivenAddress {
	host: string;
	/** Default 5432. */
	port?: number;
	database: string;
	user: string;
	password: string;
	/** The schema that holds our tables, made on first use: a small letter, then small letters, digits, `_`. Default `crmflow`. */
	schema?: string;
	/** Default `off`. */
	tls?: TlsMode;
	/** For `verify-full`: certificate (PEM) of the authority that signed the server's. */
	ca?: string;
	/** Most connections this process opens, beside the one that listens. Default 10. */
	maxConnections?: number;
	/** How long rows that others hold are waited for, in milliseconds. Default 10 s, as with SQLite. */
	lockWaitMs?: number;
}

const DEFAULTS = { port: 5432, schema: 'crmflow', tls: 'off', maxConnections: 10, lockWaitMs: 10_000 } as const;

/** With what is not given filled in. Throws storage for a schema's name that is not allowed. */
export function addressOf(given: GivenAddress): PostgresAddress {
	const { host, database, user, password, ca } = given;
	return {
		host,
		port: given.port ?? DEFAULTS.port,
		database,
		user,
		password,
		schema: checkSchemaName(given.schema ?? DEFAULTS.schema),
		tls: given.tls ?? DEFAULTS.tls,
		...(ca === undefined ? {} : { ca }),
		maxConnections: given.maxConnections ?? DEFAULTS.maxConnections,
		lockWaitMs: given.lockWaitMs ?? DEFAULTS.lockWaitMs,
	};
}

/** Names of applications are cut to that length by the server. */
const APPLICATION_LENGTH = 63;

/** What the server lists the connections of n8n to a schema as: who works with it can be seen there. */
export function applicationName(schema: string): string {
	return `crmflow ${schema}`.slice(0, APPLICATION_LENGTH);
}

/** How errors name a database: never with its password. */
export function databaseName({ host, port, database }: PostgresAddress): string {
	return `"${database}" on ${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Throws storage for a name that would have to be quoted everywhere, or cut. */
function checkSchemaName(name: string): string {
	if (/^[a-z][a-z0-9_]{0,62}$/.test(name) && !name.startsWith('pg_')) return name;
	throw new CrmError(
		'storage',
		`"${name}" cannot be the name of the schema.`,
		'Give a small letter, then small letters, digits or _, at most 63 in all, not beginning with pg_. For example: crmflow.',
	);
}

/** A checked name in SQL text. */
export function quoted(name: string): string {
	return `"${name.replaceAll('"', '""')}"`;
}
