import { systemClock } from '../../../src/model/clock';
import { following } from '../../contract/support/following';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { move, restore, backUp } from '../../../src/automation/families/upkeep/backup';
import type { ConnectionOptions } from '../../../src/crm/backends';
import { EVERY_BYTE, furnish, LARGE } from './furnish';
import { KINDS, opened, PAIRS, TestDatabases, type Kind } from './support';

/** Everything that is in a database is in its copy, whichever kind of database the one and the other are. */
const databases = new TestDatabases();
const quiet = () => undefined;
const filled = new Map<Kind, ConnectionOptions>();

beforeAll(async () => {
	for (const kind of ['SQLite', 'PostgreSQL'] as const) {
		const options = databases.new(kind);
		await opened(options, furnish);
		filled.set(kind, options);
	}
});

/** What a restore changes on purpose; looked at in newFeed.test.ts. */
function comparable(rows: Record<string, unknown[]>): Record<string, unknown[]> {
	const { ledger_meta: _, lease: __, ...others } = rows;
	return {
		...others,
		subscription: without(others.subscription!, 'cursor', 'state', 'served_by'),
		follower: without(others.follower!, 'cursor'),
		delivery: without(others.delivery!, 'state'),
		run: without(others.run!, 'alive_until', 'ended_at', 'finished_at', 'outcome'),
	};
}

function without(rows: unknown[], ...columns: string[]): unknown[] {
	return rows.map((row) => Object.fromEntries(Object.entries(row as object).filter(([name]) => !columns.includes(name))));
}

describe.each(PAIRS)('from %s to %s', (from, to) => {
	let target: ConnectionOptions;
	const source = () => filled.get(from)!;

	test('a backup restored has all rows of all tables, as they were', async () => {
		target = databases.new(to);
		const file = databases.file();
		const before = await databases.rows(source());
		const counts = await backUp(source(), { file, overwrite: false }, quiet);
		const restored = await restore({ file }, target, { replace: false }, quiet);
		expect(restored.counts).toEqual(counts);
		expect(Object.keys(counts).sort()).toEqual(Object.keys(before));
		const after = await databases.rows(target);
		expect(comparable(after)).toEqual(comparable(before));
		expect(Object.values(before).filter((rows) => rows.length === 0)).toEqual([]);
		// The source is as it was.
		expect(await databases.rows(source())).toEqual(before);
	});

	test('it is a working CRM: numbers go on, changes are captured and read on from the cursor of before', async () => {
		const last = await opened(source(), async ({ feed }) => (await feed.read(await feed.head(), 1)).cursor);
		await opened(target, async ({ crm, feed, ledger, companions }) => {
			const cursor = (await ledger.subscriptions.get('wf', 'n'))!.cursor;
			expect(cursor.split(':')[1]).toBe(last.split(':')[1]);
			const [created] = await crm.create('deal', [{ values: { title: 'After' } }], {});
			// 1,203 were created; the numbers of the two deleted ones are not given again.
			expect(created!.id).toBe('1204');
			await crm.update('deal', [{ id: created!.id, values: { title: 'Later' } }], {});
			const { changes, reset } = await feed.read(cursor, 10);
			expect([changes.map(({ kind, after }) => [kind, after?.title]), reset ?? false]).toEqual([
				[
					['created', 'After'],
					['updated', 'Later'],
				],
				false,
			]);
			const [empty, large, small] = await crm.documents!.find({});
			const contents = await Promise.all(
				[empty, large, small].map(async (document) => Buffer.from((await crm.documents!.content(document!.id))!)),
			);
			expect(contents.map((content, index) => content.equals([Buffer.alloc(0), LARGE, EVERY_BYTE][index]!))).toEqual([true, true, true]);
			const record = (await crm.activities!.find({}))[0]!.record;
			const move = async () => await crm.update('deal', [{ id: record.id, values: { stage: 'sales:won' } }], {});
			await following({ crm, feed, ledger, companions, clock: systemClock }, move);
			expect(await crm.activities!.find({})).toMatchObject([{ status: 'completed' }]);
			await crm.restore!([{ type: 'deal', id: '1203' }], {});
			expect((await crm.get({ type: 'deal', id: '1203' }))?.values.title).toBe('Deal 1199');
		});
	});

	test('moved again, nothing is lost on the second way either', async () => {
		const again = databases.new(to);
		const before = await databases.rows(target);
		const { read, counts } = await move(target, again, { replace: false, whileRunning: false }, quiet);
		expect(read).toEqual(counts);
		expect(comparable(await databases.rows(again))).toEqual(comparable(before));
		// But for the mark that it was moved.
		expect(comparable(await databases.rows(target))).toEqual(comparable(before));
	});
});

test('bytes and numbers of another program are kept in SQLite', async () => {
	const [source, target, file] = [databases.sqlite(), databases.sqlite(), databases.file()];
	await opened(source, async (__) => undefined);
	await databases.edit(
		source,
		"insert into history_entry (type, text, record_type, record_id, at) values ('x', x'00ff80c3', 'deal', 1.5e300, -0.1)",
	);
	await backUp(source, { file, overwrite: false }, quiet);
	await restore({ file }, target, { replace: false }, quiet);
	const { history_entry: entries } = await databases.rows(target);
	expect(entries).toEqual((await databases.rows(source)).history_entry);
	expect(entries).toMatchObject([{ text: Buffer.from([0, 0xff, 0x80, 0xc3]).toString('base64'), record_id: 1.5e300 }]);
});

test('what PostgreSQL cannot store is refused with the table and the row, and nothing is written', async () => {
	const [source, target] = [databases.sqlite(), databases.postgres()];
	await opened(source, async ({ crm }) => await crm.create('deal', [{ values: { title: 'x' } }], {}));
	await databases.edit(source, "update record set title = 'a' || char(0) || 'b'");
	const refused = move(source, target, { replace: false, whileRunning: false }, quiet);
	await expect(refused).rejects.toMatchObject({ code: 'invalidValue', message: expect.stringMatching(/"record".*id 1 .*character zero/) });
	expect(await databases.rows(target)).toEqual({});
});

test('much is copied in little memory, and others write meanwhile', async () => {
	const [source, file] = [databases.sqlite(), databases.file()];
	await opened(source, async ({ crm }) => {
		for (let round = 0; round < 12; round++)
			await crm.create(
				'deal',
				Array.from({ length: 2_000 }, (_, index) => ({ values: { title: `Deal ${round} ${index}`, description: 'x'.repeat(2_000) } })),
				{},
			);
		let most = 0;
		const before = process.memoryUsage().rss;
		let written = 0;
		const copied = await backUp(source, { file, overwrite: false }, (_, table) => {
			most = Math.max(most, process.memoryUsage().rss - before);
			if (table === 'record') void crm.create('deal', [{ values: { title: 'Meanwhile' } }], {}).then(() => written++);
		});
		expect(copied).toMatchObject({ record: 24_000, change_feed: 24_000 });
		expect(written).toBeGreaterThan(10);
		expect(most).toBeLessThan(120_000_000);
	});
});

test.each(KINDS)(
	'files that are large are copied out of %s a few at a time',
	async (kind) => {
		const [source, file] = [databases.new(kind), databases.file()];
		await opened(source, async ({ crm }) => {
			const [deal] = await crm.create('deal', [{ values: { title: 'x' } }], {});
			const draft = { record: { type: 'deal', id: deal!.id }, mediaType: 'text/plain', section: 'A' };
			for (let index = 0; index < 60; index++)
				await crm.documents!.create([{ ...draft, name: `${index}.txt`, content: Buffer.alloc(1_200_000, `${index} `) }], {});
		});
		let [most, looks] = [0, 0];
		const before = memoryInUse();
		const copied = await backUp(source, { file, overwrite: false }, (_, table) => {
			if (table !== 'document_content') return;
			looks++;
			most = Math.max(most, memoryInUse() - before);
		});
		expect(copied).toMatchObject({ document: 60, document_content: 60 });
		// All of them together are 72 MB.
		expect(looks).toBeGreaterThan(10);
		expect(most).toBeLessThan(28_000_000);
	},
	120_000,
);

/** In bytes, without what is only waiting to be swept up. */
function memoryInUse(): number {
	setFlagsFromString('--expose-gc');
	(runInNewContext('gc') as () => void)();
	const { heapUsed, external } = process.memoryUsage();
	return heapUsed + external;
}
