import type { ICredentialsDecrypted, ICredentialTestFunction, INodeCredentialTestResult } from 'n8n-workflow';
import { openConnection } from '../../../src/automation/connections';
import { connectionCredentials, credentialTestName, optionsOfCredential } from '../../shared/connection';
import { explain } from '../../shared/errors';

/** The test of each credential by its name: see `credentialTestName`. */
export const credentialTest: Record<string, ICredentialTestFunction> = Object.fromEntries(
	connectionCredentials.map(({ name }) => [
		credentialTestName(name),
		async (credential: ICredentialsDecrypted) => await tryOut(name, credential),
	]),
);

/** Opens the CRM (a database that does not exist yet is made) and says what is in it, or what is wrong and what to do. */
async function tryOut(name: string, { data }: ICredentialsDecrypted): Promise<INodeCredentialTestResult> {
	try {
		const connection = await openConnection(optionsOfCredential(name, data ?? {}), 'UTC');
		try {
			const { crm } = connection.scope;
			const [types, users] = await Promise.all([crm.recordTypes(), crm.users.find()]);
			const labels = types.filter((type) => type.editable).map((type) => type.pluralLabel);
			return {
				status: 'OK',
				message: `The database is open: ${labels.join(', ')}; ${users.length} ${users.length === 1 ? 'user' : 'users'}.`,
			};
		} finally {
			connection.release();
		}
	} catch (error) {
		const { message, remedy } = explain(error);
		return { status: 'Error', message: `${message} ${remedy}` };
	}
}
