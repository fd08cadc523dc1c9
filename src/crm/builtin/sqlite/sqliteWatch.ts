import type { DatabaseSync } from 'node:sqlite';
import type { DatabaseWatch } from '../DatabaseWatch';

/** SQLite counts the commits of other connections for us (`data_version`). */
export function sqliteWatch(handle: DatabaseSync): DatabaseWatch {
	const dataVersion = handle.prepare('pragma data_version');
	const lastChange = handle.prepare('select seq from sqlite_sequence where name = ?');
	return {
		commitMarker: () => (handle.isOpen ? dataVersion.get()?.data_version : undefined),
		feedMarker: () => (handle.isOpen ? lastChange.get('change_feed')?.seq : undefined),
	};
}
