import { setTimeout as delay } from 'node:timers/promises';
import type { PostgresCursor, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import type { PoolClient } from 'pg';
import type { PostgresAddress } from './PostgresAddress';
import { breaksConnection, postgresError, wasUndoneForOthers } from './postgresErrors';

/** How often a lone statement is tried that the database undid for the sake of another. */
const ATTEMPTS = 4;
const PAUSE_MS = 10;

/** How many statements each connection keeps prepared. The texts of this package are fewer; filters of people add to them. */
const PREPARED = 300;
/**
 * Lists longer than that are planned for each time. The server soon keeps one plan for all lists of a prepared statement,
 * made for a few values: for thousands of them it can go through the whole table once per value.
 */
const PLANNED_LIST = 20;
const names = new Map<string, string>();
const seenOnce = new Set<string>();

/** One connection of the pool. */
export class Session implements PostgresPoolClient {
	private readonly client: PoolClient;
	private readonly address: PostgresAddress;
	private inTransaction = false;
	private broken = false;

	constructor(client: PoolClient, address: PostgresAddress) {
		this.client = client;
		this.address = address;
	}

	query<R>(text: string, parameters: ReadonlyArray<unknown>): Promise<PostgresQueryResult<R>>;
	query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
	query<R>(text: string | PostgresCursor<R>, parameters: ReadonlyArray<unknown> = []): Promise<PostgresQueryResult<R>> | PostgresCursor<R> {
		if (typeof text !== 'string') throw new Error('Not used: the package reads in pages.');
		return this.run<R>(text, parameters);
	}

	release(discard = false): void {
		this.inTransaction = false;
		this.client.release(discard || this.broken);
	}

	private async run<R>(text: string, parameters: ReadonlyArray<unknown>): Promise<PostgresQueryResult<R>> {
		for (let attempt = 1; ; attempt++) {
			try {
				return await this.send<R>(text, parameters);
			} catch (error) {
				this.broken ||= breaksConnection(error);
				const again = attempt < ATTEMPTS && !this.inTransaction && wasUndoneForOthers(error);
				if (!again) throw postgresError(error, this.address);
			}
			await delay(PAUSE_MS * attempt * Math.random());
		}
	}

	private async send<R>(text: string, parameters: ReadonlyArray<unknown>): Promise<PostgresQueryResult<R>> {
		if (text === 'begin') this.inTransaction = true;
		const values = [...parameters];
		const name = values.length === 0 || values.some(isLongList) ? undefined : preparedName(text);
		const result = await this.client.query(name === undefined ? { text, values } : { name, text, values });
		if (text === 'commit' || text === 'rollback') this.inTransaction = false;
		return result as unknown as PostgresQueryResult<R>;
	}
}

function isLongList(value: unknown): boolean {
	return Array.isArray(value) && value.length > PLANNED_LIST;
}

/** A statement is kept prepared from its second use on: most of those put together by people come once. */
function preparedName(text: string): string | undefined {
	const known = names.get(text);
	if (known !== undefined || names.size >= PREPARED) return known;
	if (!seenOnce.has(text)) {
		if (seenOnce.size > 2_000) seenOnce.clear();
		seenOnce.add(text);
		return undefined;
	}
	seenOnce.delete(text);
	const name = `crmflow_${names.size + 1}`;
	names.set(text, name);
	return name;
}
