import { createHash } from 'node:crypto';
import type { ChangeFeed } from '../feed/ChangeFeed';
import type { Ledger } from '../ledger/Ledger';
import type { Clock } from '../model/clock';
import type { Crm } from './Crm';

/** How to reach a CRM; comes from the node's connection choice or its credential. */
export type ConnectionOptions = BuiltInSqlite | BuiltInPostgres;

export interface BuiltInSqlite {
	backend: 'builtin-sqlite';
	/** Name of the database, not a path: a letter, then letters, digits, `-`, `_`. Default `crm`. */
	database?: string;
	/** Folder that holds the databases; default `<N8N_USER_FOLDER or home>/.n8n/crmflow`. */
	folder?: string;
}

export interface BuiltInPostgres {
	backend: 'builtin-postgres';
	host: string;
	/** Default 5432. */
	port?: number;
	database: string;
	user: string;
	password: string;
	/** The schema that holds our tables, made on first use: a small letter, then small letters, digits, `_`. Default `crmflow`. */
	schema?: string;
	/** `require`: encrypted, whoever answers; `verify-full`: the server proves that it is the named host. Default `off`. */
	tls?: 'off' | 'require' | 'verify-full';
	/** For `verify-full`: certificate (PEM) of the authority that signed the server's. */
	ca?: string;
	/** Most connections this process opens, beside the one that listens. Default 10. */
	maxConnections?: number;
}

/** An open CRM, its changes, and the ledger that goes with it. */
export interface Backend {
	crm: Crm;
	feed: ChangeFeed;
	ledger: Ledger;
	close(): Promise<void>;
}

/** Same key, same connection: processes share one per key. Another password is another key, and is not in it. */
export function connectionKey(options: ConnectionOptions): string {
	if (options.backend === 'builtin-sqlite') return JSON.stringify([options.backend, options.folder ?? '', options.database ?? '']);
	const { host, port, database, user, password, schema, tls, ca, maxConnections } = options;
	const secret = createHash('sha256')
		.update(JSON.stringify([password, ca]))
		.digest('base64url');
	return JSON.stringify([options.backend, host, port, database, user, schema, tls, maxConnections, secret]);
}

/** Opens a back-end. Loaded on first use, so that starting n8n costs nothing. Throws storage, unavailable. */
export async function openBackend(options: ConnectionOptions, clock: Clock): Promise<Backend> {
	switch (options.backend) {
		case 'builtin-sqlite': {
			const { openBuiltInSqlite } = await import('./builtin/openBuiltIn');
			return await openBuiltInSqlite(options, clock);
		}
		case 'builtin-postgres': {
			const { openBuiltInPostgres } = await import('./builtin/openPostgres');
			return await openBuiltInPostgres(options, clock);
		}
	}
}
