import type { FunctionsBase, ICredentialDataDecryptedObject, INodeCredentialDescription, INodeProperties } from 'n8n-workflow';
import { openConnection, type Lease } from '../../src/automation/engine/hub';
import { CrmError } from '../../src/model/CrmError';

export type ConnectionOptions = Parameters<typeof openConnection>[0];

/** Values of the parameter `connection`. */
const DEFAULT_DATABASE = 'builtIn';
const OTHER_DATABASE = 'builtInOther';
const POSTGRES = 'builtInPostgres';

const BUILT_IN_CREDENTIAL = 'crmBuiltInApi';
const POSTGRES_CREDENTIAL = 'crmBuiltInPostgresApi';

/** First on every CRM node: which CRM it works with. */
export const connectionProperties: INodeProperties[] = [
	{
		displayName: 'Connection',
		name: 'connection',
		type: 'options',
		noDataExpression: true,
		default: DEFAULT_DATABASE,
		description: 'The CRM to work with. The built-in one needs no set-up: its data is kept beside the data of n8n.',
		options: [
			{ name: 'Built-In CRM', value: DEFAULT_DATABASE },
			{
				name: 'Built-In CRM (Another Database)',
				value: OTHER_DATABASE,
				description: 'A database of its own, e.g. for a second company or for trying things out',
			},
			{ name: 'Built-In CRM (PostgreSQL)', value: POSTGRES, description: 'For n8n in queue mode, or where PostgreSQL is there already' },
		],
	},
];

export const builtInCredential: INodeCredentialDescription = {
	name: BUILT_IN_CREDENTIAL,
	required: true,
	displayOptions: { show: { connection: [OTHER_DATABASE] } },
};

export const postgresCredential: INodeCredentialDescription = {
	name: POSTGRES_CREDENTIAL,
	required: true,
	displayOptions: { show: { connection: [POSTGRES] } },
};

/** The CRM node has the test of each; n8n finds it there for every node. */
export const connectionCredentials: INodeCredentialDescription[] = [builtInCredential, postgresCredential];

/** What every context of n8n gives to find the connection: in a run, in a trigger, or while a form is filled in. */
type ConnectionContext = Pick<FunctionsBase, 'getCredentials' | 'getTimezone' | 'getNode'>;

/**
 * Opens, or joins, the connection that the node's parameters and credential name. Throws CrmError: `storage` where the
 * database cannot be used, `unavailable` where it cannot be reached.
 */
export async function openNodeConnection(context: ConnectionContext): Promise<Lease> {
	return await openConnection(await connectionOptions(context), context.getTimezone());
}

async function connectionOptions(context: ConnectionContext): Promise<ConnectionOptions> {
	const choice = context.getNode().parameters.connection ?? DEFAULT_DATABASE;
	switch (choice) {
		case OTHER_DATABASE:
			return builtInOptions(await readCredential(context, BUILT_IN_CREDENTIAL));
		case POSTGRES:
			return postgresOptions(await readCredential(context, POSTGRES_CREDENTIAL));
		default:
			return builtInOptions({});
	}
}

/**
 * n8n keeps credentials in its own database, which can be away like any other. Throws `unavailable` then; every other error
 * is n8n's.
 */
async function readCredential(context: ConnectionContext, type: string): Promise<ICredentialDataDecryptedObject> {
	return await context.getCredentials(type).catch(notRead);
}

function notRead(error: unknown): never {
	if (!isLostConnection(error)) throw error;
	throw new CrmError(
		'unavailable',
		'n8n could not read the credential, because its own database did not answer.',
		'Check that the database of n8n is running, then run the step again.',
		{ cause: error },
	);
}

/** What the drivers of n8n say while PostgreSQL is away, is being started, or has just ended. */
function isLostConnection(error: unknown): boolean {
	if (!(error instanceof Error)) return false;
	const { code } = error as { code?: unknown };
	if (typeof code === 'string' && /^(ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|57P0[123]|08\w{3})$/.test(code)) return true;
	return /terminating connection|connection terminated|timeout exceeded when trying to connect|connection error and is not queryable/i.test(
		error.message,
	);
}

/** Throws `storage` in queue mode, where several machines would need the one file. */
export function builtInOptions({ database }: ICredentialDataDecryptedObject): ConnectionOptions {
	refuseQueueMode();
	const name = typeof database === 'string' ? database.trim() : '';
	return name === '' ? { backend: 'builtin-sqlite' } : { backend: 'builtin-sqlite', database: name };
}

/** Throws `missingValue` for a credential that was not filled in. */
export function postgresOptions(credential: ICredentialDataDecryptedObject): ConnectionOptions {
	const text = (name: string) => (typeof credential[name] === 'string' ? credential[name].trim() : '');
	const required = (name: string, label: string) => text(name) || missing(label);
	const number = (name: string) => Number(credential[name]) || undefined;
	const tls = text('tls');
	return {
		backend: 'builtin-postgres',
		host: required('host', 'Host'),
		port: number('port'),
		database: required('database', 'Database'),
		user: required('user', 'User'),
		password: typeof credential.password === 'string' ? credential.password : '',
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

function refuseQueueMode(): void {
	if (!isQueueMode()) return;
	throw new CrmError(
		'storage',
		'The built-in CRM keeps its data in one SQLite file, which the workers of queue mode cannot share.',
		'Choose the connection "Built-In CRM (PostgreSQL)" in this node, with the credential "CRM Built-In (PostgreSQL) API"; or run n8n in regular mode (EXECUTIONS_MODE=regular).',
	);
}

/** `n8n worker` is in queue mode also where the variable is set for main only. */
function isQueueMode(): boolean {
	return process.env.EXECUTIONS_MODE === 'queue' || process.argv[2] === 'worker';
}
