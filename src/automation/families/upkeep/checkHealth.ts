import type { CopyableOptions } from '../../../crm/backends';
import { withDatabase } from '../../engine/hub/withDatabase';
import { health, type Health } from './health';

/** Health of a database from outside of n8n. Throws notFound, storage, unavailable. */
export async function checkHealth(options: CopyableOptions, query: { hours: number }): Promise<Health> {
	return await withDatabase(options, { make: false }, async (scope) => await health(scope, query));
}
