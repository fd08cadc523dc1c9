import type { BenchCrm } from './BenchCrm.ts';

/** Rows written in one commit. */
const CHUNK = 100_000;

/**
 * Puts changes of long ago into the feed, each with the delivery it had and the effect its run left, by plain SQL: as
 * many rows as the package would have written, with the contents of a change that it did write.
 */
export async function addPastChanges(crm: BenchCrm, count: number, deals: readonly string[]): Promise<void> {
	await crm.scope.crm.update('deal', [{ id: deals[0]!, values: { stage: 'sales:negotiation', amount: 12_345 } }], {});
	const [sample] = await crm.run('select before, after from change_feed order by id desc limit 1');
	const [first] = await crm.run('select max(id) as id from change_feed');
	for (let from = 0; from < count; from += CHUNK) {
		const size = Math.min(CHUNK, count - from);
		const id = Number(first!.id) + 1 + from;
		await crm.scope.ledger.transaction(async () => {
			for (const text of statements(crm, { id, size, deals, feed: crm.scope.ledger.feedId })) {
				await crm.run(text, text.includes('change_feed') ? [sample!.before, sample!.after] : []);
			}
		});
	}
	if (crm.name === 'PostgreSQL') await crm.run("select setval('change_feed_id_seq', (select max(id) from change_feed))");
}

const AT = '2026-01-05T09:00:00.000Z';

/** Numbers go in as text: they are ours. Deals have numbers in a row. */
function statements(
	crm: BenchCrm,
	{ id, size, deals, feed }: { id: number; size: number; deals: readonly string[]; feed: string },
): string[] {
	const sqlite = crm.name === 'SQLite';
	const numbers = sqlite
		? `with recursive numbers(n) as (select ${id} union all select n + 1 from numbers where n < ${id + size - 1})`
		: `with numbers(n) as (select generate_series(cast(${id} as bigint), ${id + size - 1}))`;
	const given = sqlite ? '' : 'overriding system value';
	const json = (position: number) => (sqlite ? '?' : `cast($${position} as json)`);
	const record = `${deals[0]} + (n * 7919) % ${deals.length}`;
	const result = JSON.stringify({
		id: '1',
		type: 'task',
		title: 'Call the customer',
		status: 'open',
		responsible: 'Somebody',
		description: 'x'.repeat(400),
	});
	return [
		`insert into change_feed (id, record_type, record_id, kind, at, before, after) ${given}
			${numbers} select n, 'deal', ${record}, 'updated', '${AT}', ${json(1)}, ${json(2)} from numbers`,
		`insert into delivery (workflow_id, node_id, change_id, replay, record_key, state, attempts, created_at, finished_at)
			${numbers} select 'bench', 'trigger', cast(n as text), 0, 'deal/' || (${record}), 'done', 1, '${AT}', '${AT}' from numbers`,
		`insert into effect (key, fingerprint, result, at)
			${numbers} select 'bench:9d9b1a52-2b0e-4d6f-a4a0-5a2c3f0c8a11:${feed}.' || n || '.0:0.0', 'task.create [null,"Call"]', '${result}', '${AT}' from numbers`,
	];
}
