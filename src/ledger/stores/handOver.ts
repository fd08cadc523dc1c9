import { sql } from 'kysely';
import type { Hand, StoredDelivery } from '../Ledger';
import { insertAlike } from '../../sql/bulk';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import { deliveriesWithRuns, deliveryOf } from './deliveryRows';
import { dropRuns } from './leaveRuns';
import type { LedgerTables } from './ledgerTables';
import { newRunId } from './runIds';

const RUN_COLUMNS = ['id', 'workflow_id', 'node_id', 'owner', 'alive_until', 'handed_at'].map((name) => ({ name, type: 'text' as const }));

interface Moved {
	id: number;
	workflow_id: string;
	node_id: string;
	run_id: string | null;
}

/** See `DeliveryStore.handOver`. Must run in a transaction. */
export async function handOver(
	database: SqlDatabase<LedgerTables>,
	groups: ReadonlyArray<readonly number[]>,
	{ owner, aliveUntil }: Hand,
	at: string,
): Promise<StoredDelivery[]> {
	const all = groups.flat();
	if (all.length === 0) return [];
	const these = database.dialect.isOneOf(sql.ref('d.id'), all);
	await dropRuns(database, sql`id in (select d.run_id from delivery d where ${these} and d.state = 'inRun')`);
	const alone = groups.filter(({ length }) => length === 1).flat();
	const moved = alone.length === 0 ? [] : await moveAlone(database, alone, at);
	for (const group of groups) if (group.length > 1) moved.push(...(await move(database, group, newRunId(at))));
	await insertRuns(database, moved, { owner, aliveUntil }, at);
	if (moved.length === 0) return [];
	const rows = await deliveriesWithRuns(database)
		.where(
			database.dialect.isOneOf(
				sql.ref('d.id'),
				moved.map(({ id }) => id),
			),
		)
		.execute();
	return rows.map(deliveryOf);
}

/** Each in a run of its own, in one statement. */
async function moveAlone(database: SqlDatabase<LedgerTables>, ids: readonly number[], at: string): Promise<Moved[]> {
	return await move(database, ids, sql<string>`${`${newRunId(at)}-`} || id`);
}

async function move(
	database: SqlDatabase<LedgerTables>,
	ids: readonly number[],
	run: ReturnType<typeof sql<string>> | string,
): Promise<Moved[]> {
	return await database
		.db()
		.updateTable('delivery')
		.set({ state: 'inRun', former_run_id: sql`run_id`, run_id: run, due_at: null, attempts: sql`attempts + 1` })
		.where(database.dialect.isOneOf(sql.ref('id'), ids))
		.where('state', '=', 'waiting')
		.returning(['id', 'workflow_id', 'node_id', 'run_id'])
		.execute();
}

/** For the deliveries that are in them already. */
export async function insertRuns(
	database: SqlDatabase<LedgerTables>,
	moved: readonly Moved[],
	{ owner, aliveUntil }: Hand,
	at: string,
): Promise<void> {
	const runs = new Map(moved.flatMap((row) => (row.run_id === null ? [] : [[row.run_id, row]])));
	if (runs.size === 0) return;
	const rows = [...runs].map(([id, { workflow_id, node_id }]) => [id, workflow_id, node_id, owner, aliveUntil, at]);
	await insertAlike(database, 'run', RUN_COLUMNS, rows);
}
