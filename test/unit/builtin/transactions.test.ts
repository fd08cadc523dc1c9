import { setTimeout as delay } from 'node:timers/promises';
import { loadNodeSqlite, NodeSqliteDatabase } from '../../../src/sql/sqlite/nodeSqlite';
import { NOBODY, refusalOf, Workplace } from './support';

const work = new Workplace();
const deal = (title: string) => [{ values: { title } }];

async function titles(crm: Awaited<ReturnType<typeof work.open>>['crm']): Promise<unknown[]> {
	const found: unknown[] = [];
	for await (const record of crm.find('deal', { orderBy: { field: 'id' } })) found.push(record.values.title);
	return found;
}

describe('a transaction', () => {
	it('inside another joins it: nothing is there until the outer one ends', async () => {
		const { crm, ledger } = await work.open();
		const other = work.otherProgram();
		const count = () => other.prepare('select count(*) as count from record').get()?.count;
		await ledger.transaction(async () => {
			await ledger.transaction(async () => await crm.create('deal', deal('Inner'), NOBODY));
			expect(count()).toBe(0);
			expect(await titles(crm)).toEqual(['Inner']);
		});
		expect(count()).toBe(1);
	});

	it('that fails takes what it joined with it, and calls no listener', async () => {
		const { crm, feed, ledger } = await work.open();
		let calls = 0;
		const end = feed.onChanges(() => calls++);
		const failing = ledger.transaction(async () => {
			await crm.create('deal', deal('Gone'), NOBODY);
			throw new Error('no');
		});
		await expect(failing).rejects.toThrow('no');
		await delay(50);
		expect(calls).toBe(0);
		expect(await titles(crm)).toEqual([]);
		await crm.create('deal', deal('There'), NOBODY);
		await delay(50);
		expect(calls).toBe(1);
		end();
	});

	it('continues after a part of it was refused', async () => {
		const { crm, ledger } = await work.open();
		await ledger.transaction(async () => {
			await crm.create('deal', [{ values: { title: 'A', externalId: 'X' } }], NOBODY);
			const taken = crm.create('deal', [...deal('B'), { values: { title: 'C', externalId: 'X' } }], NOBODY);
			expect(await refusalOf(taken)).toMatchObject({ code: 'conflict', index: 1 });
			await crm.create('deal', deal('D'), NOBODY);
		});
		expect(await titles(crm)).toEqual(['A', 'D']);
	});

	it('runs its parts one after the other, also when they are started together', async () => {
		const { crm, ledger } = await work.open();
		await ledger.transaction(async () => {
			const results = await Promise.allSettled([
				crm.create('deal', deal('A'), NOBODY),
				crm.create('deal', [{ values: { title: 'B', amount: 'much' } }], NOBODY),
				ledger.transaction(async () => {
					await crm.create('deal', deal('C'), NOBODY);
					await ledger.transaction(async () => await crm.create('deal', deal('D'), NOBODY));
				}),
			]);
			expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
		});
		expect((await titles(crm)).sort()).toEqual(['A', 'C', 'D']);
	});

	it('is not seen by others before its end, and they wait for it', async () => {
		const { crm, ledger } = await work.open();
		const order: string[] = [];
		const long = ledger.transaction(async () => {
			await crm.create('deal', deal('Slow'), NOBODY);
			await delay(30);
			order.push('ends');
		});
		await delay(10);
		const seen = await titles(crm);
		order.push('read');
		await long;
		expect(seen).toEqual(['Slow']);
		expect(order).toEqual(['ends', 'read']);
	});

	it('does not hold what outlives it', async () => {
		const { crm, ledger } = await work.open();
		let late: Promise<unknown> | undefined;
		await ledger.transaction(async () => {
			late = delay(20).then(async () => await crm.create('deal', deal('Late'), NOBODY));
			await Promise.resolve();
		});
		await late;
		expect(await titles(crm)).toEqual(['Late']);
	});

	it('with a new type that is undone leaves no memory of it', async () => {
		const { crm, ledger } = await work.open();
		const failing = ledger.transaction(async () => {
			await crm.schema!.saveRecordType({ name: 'parcel', label: 'Parcel', pluralLabel: 'Parcels' });
			await crm.create('parcel', [{ values: { title: 'Box' } }], NOBODY);
			throw new Error('no');
		});
		await expect(failing).rejects.toThrow('no');
		expect(await refusalOf(crm.describe('parcel'))).toMatchObject({ code: 'notFound' });
	});
});

describe('a transaction that changes the schema', () => {
	it('and is undone after a part of it was undone leaves no memory of it either', async () => {
		const { crm, ledger } = await work.open();
		const failing = ledger.transaction(async () => {
			await crm.schema!.saveRecordType({ name: 'parcel', label: 'Parcel', pluralLabel: 'Parcels' });
			await refusalOf(crm.create('parcel', [{ values: {} }], NOBODY));
			await crm.describe('parcel');
			throw new Error('no');
		});
		await expect(failing).rejects.toThrow('no');
		expect(await refusalOf(crm.describe('parcel'))).toMatchObject({ code: 'notFound' });
	});
});

describe('listeners', () => {
	it('are called once for many commits in a row, outside of any transaction', async () => {
		const { crm, feed, ledger } = await work.open();
		let calls = 0;
		let failed: unknown;
		const end = feed.onChanges(() => {
			calls++;
			// Would wait for ever if it ran inside the transaction that caused it.
			crm.create('task', [], NOBODY).catch((error: unknown) => (failed = error));
		});
		await ledger.transaction(async () => {
			await crm.create('deal', deal('A'), NOBODY);
			await crm.create('deal', deal('B'), NOBODY);
		});
		await crm.create('deal', deal('C'), NOBODY);
		await delay(50);
		expect(calls).toBe(1);
		expect(failed).toMatchObject({ code: 'unsupported' });
		end();
	});

	it("are not called for the ledger's own writes", async () => {
		const { feed, ledger } = await work.open();
		let calls = 0;
		const end = feed.onChanges(() => calls++);
		await ledger.effects.store([{ key: 'k', fingerprint: 'f', result: '{}', at: 'now' }]);
		await delay(50);
		expect(calls).toBe(0);
		end();
	});
});

describe('long rows of statements', () => {
	it('let timers have their turn', async () => {
		const { crm } = await work.open();
		let ticks = 0;
		const timer = setInterval(() => ticks++, 1);
		const until = performance.now() + 200;
		while (performance.now() < until) await crm.get({ type: 'deal', id: '1' });
		clearInterval(timer);
		expect(ticks).toBeGreaterThan(5);
	});

	it('prepare each text once, and forget the oldest', () => {
		const database = new NodeSqliteDatabase(new (loadNodeSqlite().DatabaseSync)(':memory:'));
		expect(database.prepare('select 1')).toBe(database.prepare('select 1'));
		for (let number = 0; number < 1_000; number++) database.prepare(`select ${number}`);
		expect(database.preparedCount).toBeLessThanOrEqual(400);
		expect(database.prepare('select 7').all([])).toEqual([{ 7: 7 }]);
		database.close();
	});
});
