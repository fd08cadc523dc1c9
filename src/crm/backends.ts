import type { Ledger } from '../ledger/Ledger';
import type { Clock } from '../model/clock';
import type { Crm } from './Crm';

/** How to reach a CRM; comes from the node's connection choice or its credential. */
export type ConnectionOptions = BuiltInSqlite;

export interface BuiltInSqlite {
	backend: 'builtin-sqlite';
	/** Name of the database, not a path: a letter, then letters, digits, `-`, `_`. Default `crm`. */
	database?: string;
	/** Folder that holds the databases; default `<N8N_USER_FOLDER or home>/.n8n/crmflow`. */
	folder?: string;
}

/** An open CRM and the ledger that goes with it. */
export interface Backend {
	crm: Crm;
	ledger: Ledger;
	close(): Promise<void>;
}

/** Same key, same connection: processes share one per key. */
export function connectionKey(options: ConnectionOptions): string {
	return JSON.stringify([options.backend, options.folder ?? '', options.database ?? '']);
}

/** Opens a back-end. Loaded on first use, so that starting n8n costs nothing. Throws storage, unavailable. */
export async function openBackend(options: ConnectionOptions, clock: Clock): Promise<Backend> {
	const { openBuiltInSqlite } = await import('./builtin/openBuiltIn');
	return openBuiltInSqlite(options, clock);
}
