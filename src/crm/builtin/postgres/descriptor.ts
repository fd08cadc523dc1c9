import { CrmError } from '../../../model/CrmError';
import type { BackendDescriptor, CredentialFields } from '../../BackendDescriptor';

export interface BuiltInPostgres {
	backend: 'builtin-postgres';
	host: string;
	/** Default 5432. */
	port?: number;
	database: string;
	user: string;
	password: string;
	/** The schema that holds our tables, made on first use: a small letter, then small letters, digits, `_`. Default `crmflow`. */
	schema?: string;
	/** `require`: encrypted, whoever answers; `verify-full`: the server proves that it is the named host. Default `off`. */
	tls?: 'off' | 'require' | 'verify-full';
	/** For `verify-full`: certificate (PEM) of the authority that signed the server's. */
	ca?: string;
	/** Most connections this process opens, beside the one that listens. Default 10. */
	maxConnections?: number;
}

/** The built-in CRM in a schema of a PostgreSQL database. */
export const builtInPostgres = {
	backend: 'builtin-postgres',
	choices: [
		{
			value: 'builtInPostgres',
			name: 'Built-In CRM (PostgreSQL)',
			description: 'For n8n in queue mode, or where PostgreSQL is there already',
			credential: 'crmBuiltInPostgresApi',
			optionsOf,
		},
	],
	secrets: ['password', 'ca'],
	async open(options, clock) {
		const { openBuiltInPostgres } = await import('../openPostgres');
		return await openBuiltInPostgres(options, clock);
	},
	async copyable(options) {
		const { CopyablePostgres } = await import('../copy/CopyablePostgres');
		return new CopyablePostgres(options);
	},
} satisfies BackendDescriptor<BuiltInPostgres>;

function optionsOf(fields: CredentialFields): BuiltInPostgres {
	const text = (name: string) => (typeof fields[name] === 'string' ? fields[name].trim() : '');
	const required = (name: string, label: string) => text(name) || missing(label);
	const number = (name: string) => Number(fields[name]) || undefined;
	const tls = text('tls');
	return {
		backend: 'builtin-postgres',
		host: required('host', 'Host'),
		port: number('port'),
		database: required('database', 'Database'),
		user: required('user', 'User'),
		password: typeof fields.password === 'string' ? fields.password : '',
		schema: text('schema') || undefined,
		tls: tls === 'require' || tls === 'verify-full' ? tls : 'off',
		ca: tls === 'verify-full' ? text('ca') || undefined : undefined,
		maxConnections: number('maxConnections'),
	};
}

function missing(label: string): never {
	throw new CrmError(
		'missingValue',
		`The credential "CRM Built-In (PostgreSQL) API" has no ${label}.`,
		'Open the credential and fill it in.',
	);
}
