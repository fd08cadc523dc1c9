import { CrmError } from '../../../model/CrmError';
import type { BackendDescriptor, Host } from '../../BackendDescriptor';
import type { BuiltInPostgres } from '../postgres/descriptor';
import { postgresOfEnvironment } from '../postgres/postgresUrl';

export interface BuiltInSqlite {
	backend: 'builtin-sqlite';
	/** Name of the database, not a path: a letter, then letters, digits, `-`, `_`. Default `crm`. */
	database?: string;
	/** Folder that holds the databases; default `<N8N_USER_FOLDER or home>/.n8n/crmflow`. */
	folder?: string;
}

/** The built-in CRM in a SQLite file; its first choice is that on PostgreSQL where the environment says so. */
export const builtInSqlite = {
	backend: 'builtin-sqlite',
	choices: [
		{
			value: 'builtIn',
			name: 'Built-In CRM',
			optionsOf(_fields, host) {
				const elsewhere = postgresOfEnvironment();
				if (elsewhere !== undefined) return elsewhere;
				refuseSeveralMachines(host);
				return { backend: 'builtin-sqlite' };
			},
		},
		{
			value: 'builtInOther',
			name: 'Built-In CRM (Another Database)',
			description: 'A database of its own, e.g. for a second company or for trying things out',
			credential: 'crmBuiltInApi',
			optionsOf({ database }, host) {
				refuseSeveralMachines(host);
				const name = typeof database === 'string' ? database.trim() : '';
				return name === '' ? { backend: 'builtin-sqlite' } : { backend: 'builtin-sqlite', database: name };
			},
		},
	],
	secrets: [],
	async open(options, clock) {
		const { openBuiltInSqlite } = await import('../openBuiltIn');
		return await openBuiltInSqlite(options, clock);
	},
	async copyable(options) {
		const { CopyableSqlite } = await import('../copy/CopyableSqlite');
		return new CopyableSqlite(options);
	},
} satisfies BackendDescriptor<BuiltInSqlite, BuiltInSqlite | BuiltInPostgres>;

function refuseSeveralMachines({ severalMachines }: Host): void {
	if (!severalMachines) return;
	throw new CrmError(
		'storage',
		'The built-in CRM keeps its data in one SQLite file, which the workers of queue mode cannot share.',
		'Choose the connection "Built-In CRM (PostgreSQL)" in this node, with the credential "CRM Built-In (PostgreSQL) API", or name a PostgreSQL database for all nodes with the environment variable CRMFLOW_POSTGRES_URL; or run n8n in regular mode (EXECUTIONS_MODE=regular).',
	);
}
