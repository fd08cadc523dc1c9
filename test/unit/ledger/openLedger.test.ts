import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBackend } from '../../../src/crm/backends';
import { addressOf } from '../../../src/sql/postgres/PostgresAddress';
import { openLedger, type LedgerOptions } from '../../../src/ledger/openLedger';
import { systemClock } from '../../../src/model/clock';
import { TestDatabase } from '../../postgres/TestDatabase';

let folder: string;
let database: TestDatabase;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'crmflow-ledger-'));
	database = await TestDatabase.create();
});
afterEach(async () => {
	await rm(folder, { recursive: true, force: true });
	await database.drop();
});

describe.each([
	['a SQLite file', 'builtin-sqlite'],
	['a PostgreSQL schema', 'builtin-postgres'],
] as const)('a ledger of its own in %s', (_name, backend) => {
	const ledgerOptions = (): LedgerOptions =>
		backend === 'builtin-sqlite'
			? { kind: 'sqlite', path: join(folder, 'crm.sqlite') }
			: { kind: 'postgres', address: addressOf(database.options()) };
	const crm = () => (backend === 'builtin-sqlite' ? ({ backend, folder } as const) : database.options());

	it('is made on first use, and is the same one when it is opened again', async () => {
		const first = await openLedger(ledgerOptions());
		await first.ledger.effects.store([{ key: 'k', fingerprint: 'f', result: '1', at: '2026-03-02T09:00:00.000Z' }]);
		await first.close();
		const second = await openLedger(ledgerOptions());
		expect(second.ledger.feedId).toBe(first.ledger.feedId);
		expect((await second.ledger.effects.find(['k'])).get('k')).toMatchObject({ fingerprint: 'f' });
		await second.close();
	});

	it('is made once by several that open it at the same time', async () => {
		const all = await Promise.all([1, 2, 3].map(async () => await openLedger(ledgerOptions())));
		expect(new Set(all.map(({ ledger }) => ledger.feedId)).size).toBe(1);
		for (const { close } of all) await close();
	});

	it('is not put into the database of a built-in CRM', async () => {
		await (await openBackend(crm(), systemClock)).close();
		await expect(openLedger(ledgerOptions())).rejects.toMatchObject({
			code: 'storage',
			message: expect.stringContaining('another program'),
		});
	});

	it('is not taken for a built-in CRM', async () => {
		await (await openLedger(ledgerOptions())).close();
		await expect(openBackend(crm(), systemClock)).rejects.toMatchObject({
			code: 'storage',
			message: expect.stringContaining('another program'),
		});
	});
});
