import { copyPlace } from '../../../src/crm/backends';
import type { CopyPart, CopyRow } from '../../../src/crm/copy/DatabaseCopy';
import { knownTables } from '../../../src/crm/builtin/copy/knownTables';
import { KINDS, opened, Places } from './support';

/** A backup that an older version of this package has written, when its tables had another form. */
const places = new Places();
const migrations = { ledger: ['001-ledger'], crm: ['001-crm'] };
const AT = '2025-01-01T00:00:00.000Z';

const ROWS: Record<string, CopyRow[]> = {
	record_type: [['lead', 'Lead', 'Leads', 0]],
	record: [[7, 'lead', 'Old', null, null, null, null, '{"score": 5}', 3, AT, AT]],
	ledger_meta: [['feedId', 'old-feed']],
	subscription: [['wf', 'n', 'old-feed:41', AT]],
	delivery: [[9, 'wf', 'n', '40', 0, 'lead/7', 'inFlight', 'x|1|y', AT, 1, AT, null, null]],
};

async function* backupOf(): AsyncGenerator<CopyPart> {
	const tables = await knownTables(migrations);
	const counts = Object.fromEntries(tables.map(({ name }) => [name, ROWS[name]?.length ?? 0]));
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
	for (const { name } of tables) if (ROWS[name] !== undefined) yield { kind: 'rows', table: name, rows: ROWS[name] };
	yield { kind: 'end', counts };
}

test.each(KINDS)('is brought to the present form in %s', async (kind) => {
	const target = places.new(kind);
	const { feedId } = await (await copyPlace(target)).write(backupOf());
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
