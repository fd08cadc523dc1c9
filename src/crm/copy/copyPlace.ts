import type { ConnectionOptions } from '../backends';
import type { CopyPlace } from './DatabaseCopy';

/** Where a database is, for copying it as a whole. Nothing is opened yet. Throws storage for a name that is not allowed. */
export async function copyPlace(options: ConnectionOptions): Promise<CopyPlace> {
	switch (options.backend) {
		case 'builtin-sqlite': {
			const { SqlitePlace } = await import('../builtin/copy/SqlitePlace');
			return new SqlitePlace(options);
		}
		case 'builtin-postgres': {
			const { PostgresPlace } = await import('../builtin/copy/PostgresPlace');
			return new PostgresPlace(options);
		}
	}
}
