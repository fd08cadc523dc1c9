import { copyableDatabase, type CopyableOptions } from '../../../crm/backends';
import { CrmError } from '../../../model/CrmError';
import { health, type Health } from './health';
import { closeConnections, openConnection } from '../../engine/hub/hub';

/**
 * Health of a database from outside of n8n. It makes no database and changes no tables: that is for n8n to do. Throws
 * notFound, storage, unavailable.
 */
export async function checkHealth(options: CopyableOptions, query: { hours: number }): Promise<Health> {
	const { name, state, outdated } = await (await copyableDatabase(options)).content();
	if (state === 'missing')
		throw new CrmError('notFound', `There is no database ${name}.`, 'Check its name, and whether n8n has opened it yet.');
	if (outdated)
		throw new CrmError(
			'storage',
			`The database ${name} was last opened by an older version of this package.`,
			'Start n8n with the present version first.',
		);
	const connection = await openConnection(options, 'UTC');
	try {
		return await health(connection.scope, query);
	} finally {
		connection.release();
		await closeConnections();
	}
}
