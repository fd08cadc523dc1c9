import { copyableDatabase, type CopyableOptions } from '../../../crm/backends';
import { CrmError } from '../../../model/CrmError';
import type { Scope } from '../Scope';
import { closeConnections, openConnection } from './hub';

/**
 * Work on a database from outside of n8n. It makes no database, unless `make` says so, and changes the form of no tables: that is
 * for n8n to do. Throws notFound, storage, unavailable, and what the work throws.
 */
export async function withDatabase<T>(
	options: CopyableOptions,
	{ make }: { make: boolean },
	work: (scope: Scope) => Promise<T>,
): Promise<T> {
	const { name, state, outdated } = await (await copyableDatabase(options)).content();
	if (state === 'missing' && !make)
		throw new CrmError(
			'notFound',
			`There is no database ${name}.`,
			'Check its name, whether n8n has opened it yet, and whether its file was moved or deleted.',
		);
	if (outdated && (!make || state === 'filled'))
		throw new CrmError(
			'storage',
			`The database ${name} was last opened by an older version of this package.`,
			'Start n8n with the present version first.',
		);
	const connection = await openConnection(options, 'UTC');
	try {
		return await work(connection.scope);
	} finally {
		connection.release();
		await closeConnections();
	}
}
