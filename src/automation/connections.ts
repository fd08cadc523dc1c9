import type { ConnectionOptions } from '../crm/backends';
import { openConnection as open, type OpenConnection } from './engine/hub/hub';

export type { OpenConnection } from './engine/hub/hub';
export { closeConnections } from './engine/hub/hub';

/**
 * Opens, or joins, the connection to a CRM, with all that follows by itself from its changes: see `reactions`. `timeZone`: that
 * of dates and working time where nothing else names one, an IANA name. Throws storage, unavailable.
 */
export async function openConnection(options: ConnectionOptions, timeZone: string): Promise<OpenConnection> {
	return await open(options, timeZone, { reactions: async () => (await import('./reactions')).reactions });
}
