import { copyableDatabase } from '../../../src/crm/backends';
import type { CopyHead, CopyPart, CopyRow } from '../../../src/crm/copy/DatabaseCopy';
import { knownTables } from '../../../src/crm/builtin/copy/knownTables';
import { KINDS, opened, TestDatabases } from './support';

/** A backup that an older version of this package has written, when its tables had another form. */
const databases = new TestDatabases();
const migrations = { ledger: ['001-ledger'], crm: ['001-crm'] };
const AT = '2025-01-01T00:00:00.000Z';

const ROWS: Record<string, CopyRow[]> = {
	record_type: [['lead', 'Lead', 'Leads', 0]],
	record: [[7, 'lead', 'Old', null, null, null, null, '{"score": 5}', 3, AT, AT]],
	ledger_meta: [['feedId', 'old-feed']],
	subscription: [['wf', 'n', 'old-feed:41', AT]],
	delivery: [[9, 'wf', 'n', '40', 0, 'lead/7', 'inFlight', 'x|1|y', AT, 1, AT, null, null]],
};

async function* backupOf(migrations: CopyHead['migrations'], contents: Record<string, CopyRow[]>): AsyncGenerator<CopyPart> {
	const tables = await knownTables(migrations);
	const counts = Object.fromEntries(tables.map(({ name }) => [name, contents[name]?.length ?? 0]));
	yield {
		kind: 'head',
		head: {
			at: AT,
			database: 'SQLite',
			migrations,
			feedId: 'old-feed',
			lastNumbers: { record: 12, change_feed: 50, delivery: 9 },
			prunedChanges: 30,
			tables,
		},
	};
	for (const { name } of tables) if (contents[name] !== undefined) yield { kind: 'rows', table: name, rows: contents[name] };
	yield { kind: 'end', counts };
}

test.each(KINDS)('is brought to the present form in %s', async (kind) => {
	const target = databases.new(kind);
	const { feedId } = await (await copyableDatabase(target)).write(backupOf(migrations, ROWS), { replace: false });
	await opened(target, async ({ crm, feed, ledger }) => {
		expect((await crm.get({ type: 'lead', id: '7' }))?.values).toMatchObject({ title: 'Old' });
		expect((await crm.recordTypes()).map(({ name }) => name)).not.toContain('deal');
		expect(await ledger.subscriptions.get('wf', 'n')).toMatchObject({ cursor: `${feedId}:41`, workflowName: '', lastError: null });
		expect(await ledger.deliveries.open('wf', 'n')).toMatchObject([{ id: '9', state: 'waiting', failures: 0, dueAt: null }]);
		expect([ledger.feedId, feed.feedOf('50'), feed.feedOf('51')]).toEqual([feedId, 'old-feed', feedId]);
		const [record] = await crm.create('lead', [{ values: { title: 'New' } }], {});
		expect(record!.id).toBe('13');
		expect((await feed.read(`${feedId}:50`, 10)).changes.map(({ id }) => id)).toEqual(['51']);
	});
});

describe('older deliveries, which kept what belongs to their run', () => {
	const before = {
		ledger: [
			'001-ledger',
			'002-delivery',
			'003-workflow-versions',
			'004-upkeep',
			'005-round-robin',
			'006-cheaper-claims',
			'007-process-cards',
		],
		crm: ['001-crm'],
	};
	const [owner, begun, over] = ['x|1|y', '2025-01-01T00:01:00.000Z', '2025-01-01T00:02:00.000Z'];
	/** Columns in the order of the older tables. */
	const row = (id: number, state: string, more: Record<string, unknown>): CopyRow => {
		const values: Record<string, unknown> = {
			owner: null,
			attempts: 1,
			failures: 0,
			execution_id: String(id),
			workflow_version: '3',
			...more,
		};
		const of = (name: string) => (values[name] ?? null) as CopyRow[number];
		return [
			...[
				id,
				'wf',
				'n',
				String(id),
				0,
				'lead/7',
				state,
				of('owner'),
				of('alive_until'),
				of('attempts'),
				AT,
				of('finished_at'),
				of('error'),
			],
			...['failures', 'due_at', 'claimed_at', 'ended_at', 'execution_id', 'workflow_version'].map(of),
		];
	};
	const rows = [
		row(1, 'waiting', { attempts: 0, execution_id: null, workflow_version: null }),
		row(2, 'waiting', { claimed_at: begun, failures: 1, due_at: over, error: 'No.' }),
		row(3, 'claimed', { owner, alive_until: over, claimed_at: begun }),
		row(4, 'done', { owner, claimed_at: begun, ended_at: over, finished_at: over }),
		row(5, 'failed', { owner, claimed_at: begun, finished_at: over, failures: 1, error: 'No.' }),
		row(6, 'failed', { attempts: 0, execution_id: null, workflow_version: null, finished_at: over, error: 'Off.' }),
		row(7, 'inFlight', { owner, alive_until: over, execution_id: null, workflow_version: null }),
	];

	test.each(KINDS)('are what they were, read through a run each (%s)', async (kind) => {
		const target = databases.new(kind);
		await (await copyableDatabase(target)).write(backupOf(before, { ...ROWS, subscription: [], delivery: rows }), { replace: false });
		await opened(target, async ({ ledger }) => {
			const found = await ledger.deliveries.getMany(rows.map(([id]) => String(id)));
			const ran = { claimedAt: begun, workflowVersion: '3' };
			const told = { createdAt: AT, replay: 0, recordKey: 'lead/7' };
			// What was open waits, since the backup was restored.
			expect([...found.values()].sort((a, b) => Number(a.id) - Number(b.id))).toMatchObject([
				{ ...told, state: 'waiting', runId: null, claimedAt: null },
				{ ...told, ...ran, state: 'waiting', executionId: '2', failures: 1, dueAt: over, error: 'No.' },
				{ ...told, ...ran, state: 'waiting', executionId: '3', owner: null, endedAt: null },
				{ ...told, ...ran, state: 'done', executionId: '4', endedAt: over, finishedAt: over, error: null },
				{ ...told, ...ran, state: 'failed', executionId: '5', finishedAt: over, error: 'No.', failures: 1 },
				{ ...told, state: 'failed', runId: null, claimedAt: null, finishedAt: over, error: 'Off.' },
				{ ...told, state: 'waiting', runId: null, claimedAt: null, attempts: 1 },
			]);
			expect((await ledger.deliveries.open('wf', 'n')).map(({ id }) => id)).toEqual(['1', '2', '3', '7']);
			const [again] = await ledger.deliveries.handOver([['2', '3', '7']], { owner, aliveUntil: over }, over);
			expect(
				await ledger.runs.claim({ id: again!.runId! }, { owner, aliveUntil: over, at: over, executionId: '8', workflowVersion: null }),
			).toBe(true);
		});
	});
});
