import { CrmError } from '../../../model/CrmError';
import type { GivenAddress } from '../../../sql/postgres/PostgresAddress';
import type { BackendDescriptor, CredentialFields } from '../../BackendDescriptor';

export interface BuiltInPostgres extends GivenAddress {
	backend: 'builtin-postgres';
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
