import { ownTime } from '../../host/ownTime';
import { changesSince, NOBODY, until, Workplace } from './support';

const work = new Workplace();
const insert = "insert into crmflow.record (type, title) values ('deal', $1)";

describe('a reader of the feed', () => {
	it('does not skip a change that commits late with a lower number', async () => {
		const backend = await work.open();
		const cursor = await backend.feed.head();
		const [early, late] = [await work.database.connect(), await work.database.connect()];
		await early.query('begin');
		await early.query(insert, ['number 1, commits last']);
		await late.query('begin');
		await late.query(insert, ['number 2, commits first']);
		await late.query('commit');
		expect(await changesSince(backend, cursor)).toEqual([]);
		expect(await backend.feed.head()).toBe(cursor);
		await early.query('commit');
		const changes = await changesSince(backend, cursor);
		expect(changes.map(({ id, after }) => [id, after?.title])).toEqual([
			['1', 'number 1, commits last'],
			['2', 'number 2, commits first'],
		]);
	});

	it('has the changes of one record in order, also by a transaction that began earlier and changed it later', async () => {
		const backend = await work.open();
		const [deal] = await backend.crm.create('deal', [{ values: { title: 'a' } }], NOBODY);
		const cursor = await backend.feed.head();
		const first = await work.database.connect();
		await first.query('begin');
		await first.query(insert, ['gives the transaction its number']);
		await backend.crm.update('deal', [{ id: deal!.id, values: { title: 'b' } }], NOBODY);
		await first.query("update crmflow.record set title = 'c' where title = 'b'");
		await first.query('commit');
		const changes = (await changesSince(backend, cursor)).filter(({ ref }) => ref.id === deal!.id);
		expect(changes.map(({ before, after }) => [before?.title, after?.title])).toEqual([
			['a', 'b'],
			['b', 'c'],
		]);
	});

	it('is not delayed by transactions that change nothing in the CRM, here or in other databases', async () => {
		const backend = await work.open();
		const cursor = await backend.feed.head();
		const foreign = await work.database.connect();
		await foreign.query('create table theirs (x integer)');
		await foreign.query('begin');
		await foreign.query('insert into theirs values (1)');
		await backend.crm.create('deal', [{ values: { title: 'At once' } }], NOBODY);
		expect(await changesSince(backend, cursor)).toHaveLength(1);
		await foreign.query('rollback');
	});

	it('loses nothing by a long-running transaction: it waits, and goes on by itself after its rollback', async () => {
		const backend = await work.open();
		let cursor = await backend.feed.head();
		const seen: unknown[] = [];
		let reading = Promise.resolve();
		const end = backend.feed.onChanges(() => {
			reading = reading.then(async () => {
				const page = await backend.feed.read(cursor, 100);
				cursor = page.cursor;
				seen.push(...page.changes.map(({ after }) => after?.title));
			});
		});
		const long = await work.database.connect();
		await long.query('begin');
		await long.query(insert, ['never']);
		for (const title of ['one', 'two', 'three']) await backend.crm.create('deal', [{ values: { title } }], NOBODY);
		await new Promise((resolve) => setTimeout(resolve, 200));
		expect(seen).toEqual([]);
		await long.query('rollback');
		// Sooner than the slow look, every 15 seconds.
		await until(() => seen.length === 3, 12_000);
		expect(seen).toEqual(['one', 'two', 'three']);
		end();
	});

	it('sees a part that was undone as never done, and the rest of its transaction', async () => {
		const backend = await work.open();
		const cursor = await backend.feed.head();
		const other = await work.database.connect();
		await other.query('begin');
		await other.query('savepoint a');
		await other.query(insert, ['undone']);
		await other.query('rollback to a');
		await other.query(insert, ['kept']);
		await backend.crm.create('deal', [{ values: { title: 'beside' } }], NOBODY);
		expect(await changesSince(backend, cursor)).toEqual([]);
		await other.query('commit');
		expect((await changesSince(backend, cursor)).map(({ after }) => after?.title)).toEqual(['kept', 'beside']);
	});

	it('with numbers missing at the beginning, because a transaction was undone, has lost nothing', async () => {
		const backend = await work.open();
		const cursor = await backend.feed.head();
		await expect(
			backend.ledger.transaction(async () => {
				await backend.crm.create('deal', [{ values: { title: 'undone' } }], NOBODY);
				throw new Error('undone');
			}),
		).rejects.toThrow('undone');
		await backend.crm.create('deal', [{ values: { title: 'kept' } }], NOBODY);
		const page = await backend.feed.read(cursor, 10);
		expect(page.reset ?? false).toBe(false);
		expect(page.changes.map(({ id }) => id)).toEqual(['2']);
	});

	it('is told when what it had not read yet was pruned', async () => {
		const backend = await work.open();
		const cursor = await backend.feed.head();
		await backend.crm.create(
			'deal',
			['a', 'b', 'c'].map((title) => ({ values: { title } })),
			NOBODY,
		);
		const { cursor: afterTwo } = await backend.feed.read(cursor, 2);
		await work.database.execute('delete from crmflow.change_feed where id <= 2');
		expect(await backend.feed.read(cursor, 10)).toMatchObject({ reset: true, changes: [{ id: '3' }] });
		expect((await backend.feed.read(afterTwo, 10)).reset ?? false).toBe(false);
	});

	it('hears of a change by another program long before the next look without a notice', async () => {
		const backend = await work.open();
		let calls = 0;
		const end = backend.feed.onChanges(() => calls++);
		await until(() => calls > 0);
		const before = calls;
		const started = ownTime();
		await work.database.execute(insert, ['Wake']);
		await until(() => calls > before);
		expect(started()).toBeLessThan(1_000);
		await backend.ledger.subscriptions.save({
			workflowId: 'w',
			nodeId: 'n',
			cursor: 'c',
			servedAt: 't',
			workflowName: 'W',
			nodeName: 'N',
			settings: '{}',
			activatedAt: 't',
		});
		end();
	});
});
