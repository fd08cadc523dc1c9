import type { FunctionsBase, ICredentialDataDecryptedObject, INodeCredentialDescription, INodeProperties } from 'n8n-workflow';
import { connectionChoices, type ConnectionOptions } from '../../src/automation/engine/connectionChoices';
import { openConnection, type OpenConnection } from '../../src/automation/connections';
import { CrmError, notFound } from '../../src/model/CrmError';
import { requireHost } from './hostVersions';

const DEFAULT_CHOICE = 'builtIn';

/** First on every CRM node: which CRM it works with. */
export const connectionProperties: INodeProperties[] = [
	{
		displayName: 'Connection',
		name: 'connection',
		type: 'options',
		noDataExpression: true,
		default: DEFAULT_CHOICE,
		description: 'The CRM to work with. The built-in one needs no set-up: its data is kept beside the data of n8n.',
		options: connectionChoices.map(({ name, value, description }) => ({
			name,
			value,
			...(description === undefined ? {} : { description }),
		})),
	},
];

/** The CRM node has the test of each (`credentialTest`); n8n finds it there for every node. */
export const connectionCredentials: INodeCredentialDescription[] = connectionChoices.flatMap(({ value, credential }) =>
	credential === undefined ? [] : [{ name: credential, required: true, displayOptions: { show: { connection: [value] } } }],
);

/** The name of the method that tests a credential: `testCrmBuiltInApi`. */
export function credentialTestName(credential: string): string {
	return `test${credential[0]!.toUpperCase()}${credential.slice(1)}`;
}

/** What every context of n8n gives to find the connection: in a run, in a trigger, or while a form is filled in. */
type ConnectionContext = Pick<FunctionsBase, 'getCredentials' | 'getTimezone' | 'getNode'>;

/**
 * Opens, or joins, the connection that the node's parameters and credential name. Throws CrmError: `storage` where the
 * database cannot be used, `unavailable` where it cannot be reached, `unsupported` where n8n or its Node.js is too old.
 */
export async function openNodeConnection(context: ConnectionContext): Promise<OpenConnection> {
	requireHost();
	return await openConnection(await connectionOptions(context), context.getTimezone());
}

async function connectionOptions(context: ConnectionContext): Promise<ConnectionOptions> {
	const value = context.getNode().parameters.connection ?? DEFAULT_CHOICE;
	const choice = connectionChoices.find((one) => one.value === value);
	if (choice === undefined)
		throw notFound(
			'connection',
			String(value),
			connectionChoices.map(({ name }) => name),
		);
	const fields = choice.credential === undefined ? {} : await readCredential(context, choice.credential);
	return choice.optionsOf(fields, thisHost());
}

/** What a filled in credential leads to. Throws missingValue, storage. */
export function optionsOfCredential(credential: string, fields: ICredentialDataDecryptedObject): ConnectionOptions {
	return connectionChoices.find((one) => one.credential === credential)!.optionsOf(fields, thisHost());
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

function thisHost(): { severalMachines: boolean } {
	return { severalMachines: isQueueMode() };
}

/** `n8n worker` is in queue mode also where the variable is set for main only. */
function isQueueMode(): boolean {
	return process.env.EXECUTIONS_MODE === 'queue' || process.argv[2] === 'worker';
}
