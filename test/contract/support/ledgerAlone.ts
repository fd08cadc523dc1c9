import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addressOf } from '../../../src/sql/postgres/PostgresAddress';
import { openLedger, type LedgerOptions, type OpenLedger } from '../../../src/ledger/openLedger';
import { TestDatabase } from '../../postgres/TestDatabase';
import { MovableClock } from './MovableClock';
import type { OpenStore, StoreSubject } from './StoreSubject';

type LedgerAlone = Omit<StoreSubject, 'openFresh'> & { openFresh(): Promise<OpenStore<OpenLedger>> };

/** The ledger and the feed of a CRM that keeps its data elsewhere, in a SQLite file. */
export const ledgerInSqlite: LedgerAlone = {
	name: 'ledger that stands alone on SQLite',
	textIds: true,
	async openFresh() {
		const folder = await mkdtemp(join(tmpdir(), 'crmflow-contract-'));
		const discard = async () => await rm(folder, { recursive: true, force: true });
		return await opened({ kind: 'sqlite', path: join(folder, 'ledger.sqlite') }, discard);
	},
};

let database: Promise<TestDatabase> | undefined;
let schemas = 0;

/** The same in PostgreSQL: a schema per suite. */
export const ledgerInPostgres: LedgerAlone = {
	name: 'ledger that stands alone on PostgreSQL',
	textIds: true,
	async openFresh() {
		const server = await (database ??= TestDatabase.create());
		const schema = `ledger_${++schemas}`;
		const discard = async () => void (await server.execute(`drop schema ${schema} cascade`));
		return await opened({ kind: 'postgres', address: addressOf(server.options({ schema })) }, discard);
	},
};

afterAll(async () => await (await database)?.drop());

async function opened(options: LedgerOptions, discard: () => Promise<void>): Promise<OpenStore<OpenLedger>> {
	const others: OpenLedger[] = [];
	let backend = await openLedger(options);
	return {
		get backend() {
			return backend;
		},
		clock: new MovableClock(),
		async reopen() {
			await backend.close();
			backend = await openLedger(options);
		},
		async openAnother() {
			const another = await openLedger(options);
			others.push(another);
			return another;
		},
		async discard() {
			await Promise.all([backend, ...others].map(async (each) => await each.close()));
			await discard();
		},
	};
}
