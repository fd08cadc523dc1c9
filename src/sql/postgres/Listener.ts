import pg from 'pg';
import { connectionConfig, sessionText } from './connectionConfig';
import { quoted, type PostgresAddress } from './PostgresAddress';

/** Waits between attempts to connect again, in milliseconds; the last one repeats. */
const RETRY_MS = [100, 500, 2_000, 5_000, 15_000];
/** How often the connection is asked whether it is still alive: a network that went away does not say so. */
const CHECK_MS = 15_000;
const CHECK_ANSWER_MS = 10_000;

/** What a process of the server announced, with its number. */
export interface Notice {
	serverProcess: number;
	text: string;
}

/**
 * The one connection of a process that hears what the database announces (LISTEN). States: connecting → listening →
 * waiting (lost, or not reached) → connecting … → closed. After each time it has come to listen it calls back once:
 * what was announced before was not heard.
 */
export class Listener {
	private readonly address: PostgresAddress;
	private readonly channel: string;
	private readonly heard: (notice: Notice | undefined) => void;
	private client: pg.Client | undefined;
	private timer: NodeJS.Timeout | undefined;
	private failures = 0;
	private closed = false;
	private ending: Promise<unknown> = Promise.resolve();

	/** `heard` is told what was announced; undefined: there may have been something. */
	constructor(address: PostgresAddress, channel: string, heard: (notice: Notice | undefined) => void) {
		this.address = address;
		this.channel = channel;
		this.heard = heard;
		void this.connect();
	}

	async close(): Promise<void> {
		this.closed = true;
		clearTimeout(this.timer);
		if (this.client !== undefined) this.give(this.client);
		await this.ending;
	}

	private async connect(): Promise<void> {
		const client = new pg.Client(connectionConfig(this.address));
		this.client = client;
		client.on('error', () => {});
		client.on('end', () => this.lost(client));
		client.on('notification', ({ processId, payload }) => this.heard({ serverProcess: processId, text: payload ?? '' }));
		try {
			await client.connect();
			await client.query(`${sessionText(this.address)}; listen ${quoted(this.channel)}`);
		} catch {
			this.lost(client);
			return;
		}
		if (this.client !== client) return;
		(client as pg.Client & { unref(): void }).unref();
		this.failures = 0;
		this.later(CHECK_MS, () => void this.check(client));
		this.heard(undefined);
	}

	private async check(client: pg.Client): Promise<void> {
		try {
			await client.query({ text: 'select', query_timeout: CHECK_ANSWER_MS } as pg.QueryConfig);
			if (this.client === client) this.later(CHECK_MS, () => void this.check(client));
		} catch {
			this.lost(client);
		}
	}

	private lost(client: pg.Client): void {
		if (this.client !== client) return;
		this.give(client);
		if (this.closed) return;
		const wait = RETRY_MS[Math.min(this.failures, RETRY_MS.length - 1)]!;
		this.failures++;
		this.later(wait, () => void this.connect());
	}

	private give(client: pg.Client): void {
		this.client = undefined;
		this.ending = client.end().catch(() => undefined);
	}

	private later(milliseconds: number, work: () => void): void {
		clearTimeout(this.timer);
		if (!this.closed) this.timer = setTimeout(work, milliseconds).unref();
	}
}
