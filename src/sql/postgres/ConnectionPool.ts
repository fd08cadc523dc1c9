import type { PostgresPool, PostgresPoolClient } from 'kysely';
import pg from 'pg';
import { connectionConfig, sessionText } from './connectionConfig';
import type { PostgresAddress } from './PostgresAddress';
import { postgresError } from './postgresErrors';
import { Session } from './Session';

/** How long an unused connection is kept, in milliseconds. */
const IDLE_MS = 30_000;

/**
 * The connections of one credential in this process. `pg`'s pool with three differences: errors are CrmErrors, a
 * connection that is lost while nobody uses it is simply gone, and waiting for a free one has no time limit (each user
 * of one has: see `connectionConfig`).
 */
export class ConnectionPool implements PostgresPool {
	/** What Kysely would connect a second time with, to cancel statements; we do not. */
	readonly options = {};
	/** The server's processes that work for us: what they announce, this process knows already. */
	readonly serverProcesses = new Set<number>();
	private readonly address: PostgresAddress;
	private readonly pool: pg.Pool;
	private readonly sessions = new WeakMap<pg.PoolClient, Session>();

	constructor(address: PostgresAddress) {
		this.address = address;
		const { connectionTimeoutMillis, ...config } = connectionConfig(address);
		this.pool = new pg.Pool({
			...config,
			Client: clientWithin(connectionTimeoutMillis),
			max: address.maxConnections,
			idleTimeoutMillis: IDLE_MS,
			allowExitOnIdle: true,
		});
		this.pool.on('connect', (client) => this.watch(client));
		// An idle connection was lost. The pool drops it by itself; without a listener the process would end.
		this.pool.on('error', () => {});
	}

	async connect(): Promise<PostgresPoolClient> {
		try {
			const client = await this.pool.connect();
			return this.sessions.get(client) ?? (await this.openSession(client));
		} catch (error) {
			throw postgresError(error, this.address);
		}
	}

	/** Waits for those in use. */
	async end(): Promise<void> {
		await this.pool.end();
	}

	private async openSession(client: pg.PoolClient): Promise<Session> {
		try {
			await client.query(sessionText(this.address));
		} catch (error) {
			client.release(true);
			throw error;
		}
		const session = new Session(client, this.address);
		this.sessions.set(client, session);
		return session;
	}

	private watch(client: pg.PoolClient): void {
		// Lost while in use: the statement that runs, or the next one, throws it.
		client.on('error', () => {});
		const { processID } = client as { processID?: unknown };
		if (typeof processID !== 'number') return;
		this.serverProcesses.add(processID);
		client.once('end', () => this.serverProcesses.delete(processID));
	}
}

/** A time limit given to the pool would count the waiting for a free connection too. */
function clientWithin(connectionTimeoutMillis: number | undefined): typeof pg.Client {
	return class extends pg.Client {
		constructor(config?: string | pg.ClientConfig) {
			super(typeof config === 'object' ? { ...config, password: config.password, connectionTimeoutMillis } : config);
		}
	};
}
