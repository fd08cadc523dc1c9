import type { ICredentialsDecrypted, ICredentialTestFunctions, INodeCredentialTestResult } from 'n8n-workflow';
import { openConnection } from '../../../src/automation/hub';
import { builtInOptions } from '../../shared/connection';
import { explain } from '../../shared/errors';

/** Opens the database (a new one is made) and says what is in it, or what is wrong and what to do. */
export async function testBuiltInDatabase(this: ICredentialTestFunctions, credential: ICredentialsDecrypted): Promise<INodeCredentialTestResult> {
	try {
		const lease = await openConnection(builtInOptions(credential.data ?? {}), 'UTC');
		try {
			const { crm } = lease.scope;
			const [types, users] = await Promise.all([crm.recordTypes(), crm.users.list()]);
			const labels = types.filter((type) => type.editable).map((type) => type.pluralLabel);
			return { status: 'OK', message: `The database is open: ${labels.join(', ')}; ${users.length} ${users.length === 1 ? 'user' : 'users'}.` };
		} finally {
			lease.release();
		}
	} catch (error) {
		const { message, remedy } = explain(error);
		return { status: 'Error', message: remedy === undefined ? message : `${message} ${remedy}` };
	}
}
