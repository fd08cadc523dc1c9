import type { ICredentialsDecrypted, ICredentialTestFunctions, INodeCredentialTestResult } from 'n8n-workflow';
import { openConnection } from '../../../src/automation/engine/hub';
import { builtInOptions, postgresOptions, type ConnectionOptions } from '../../shared/connection';
import { explain } from '../../shared/errors';

/** Opens the database (a new one is made) and says what is in it, or what is wrong and what to do. */
export async function testBuiltInDatabase(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	return await tryOut(() => builtInOptions(credential.data ?? {}));
}

/** As `testBuiltInDatabase`, for a schema of a PostgreSQL database. */
export async function testPostgresDatabase(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	return await tryOut(() => postgresOptions(credential.data ?? {}));
}

async function tryOut(options: () => ConnectionOptions): Promise<INodeCredentialTestResult> {
	try {
		const lease = await openConnection(options(), 'UTC');
		try {
			const { crm } = lease.scope;
			const [types, users] = await Promise.all([crm.recordTypes(), crm.users.list()]);
			const labels = types.filter((type) => type.editable).map((type) => type.pluralLabel);
			return {
				status: 'OK',
				message: `The database is open: ${labels.join(', ')}; ${users.length} ${users.length === 1 ? 'user' : 'users'}.`,
			};
		} finally {
			lease.release();
		}
	} catch (error) {
		const { message, remedy } = explain(error);
		return { status: 'Error', message: `${message} ${remedy}` };
	}
}
