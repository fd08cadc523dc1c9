import type { Selectable } from 'kysely';
import type { DeliveryDraft, InHand, StoredDelivery } from '../Ledger';
import { insertAlike, type SqlColumn } from '../../sql/bulk';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import type { SqlDialect, SqlValue } from '../../sql/SqlDialect';
import { insertRuns } from './handOver';
import type { DeliveryTable, LedgerTables } from './ledgerTables';
import { newRunId } from './runIds';

const COLUMNS: readonly SqlColumn[] = [
	{ name: 'workflow_id', type: 'text' },
	{ name: 'node_id', type: 'text' },
	{ name: 'change_id', type: 'text' },
	{ name: 'replay', type: 'integer' },
	{ name: 'record_key', type: 'text' },
	{ name: 'state', type: 'text' },
	{ name: 'run_id', type: 'text' },
	{ name: 'attempts', type: 'integer' },
	{ name: 'created_at', type: 'text' },
];
/** What a new row is besides is known already. */
const UNLESS_THERE = 'on conflict do nothing returning id, workflow_id, node_id, change_id, replay, record_key, run_id, created_at';

type NewRow = Pick<
	Selectable<DeliveryTable>,
	'id' | 'workflow_id' | 'node_id' | 'change_id' | 'replay' | 'record_key' | 'run_id' | 'created_at'
>;

/** See `DeliveryStore.add`. One statement where the database can write rows and runs in one, else one transaction. */
export async function addDeliveries(
	database: SqlDatabase<LedgerTables>,
	drafts: readonly DeliveryDraft[],
	at: string,
	inHand?: InHand,
): Promise<StoredDelivery[]> {
	if (drafts.length === 0) return [];
	const runs = plannedRuns(drafts.length, at, inHand);
	const rows = drafts.map(({ workflowId, nodeId, changeId, replay, recordKey }, index): SqlValue[] => {
		const run = runs[index] ?? null;
		return [workflowId, nodeId, changeId, replay, recordKey, run === null ? 'waiting' : 'inRun', run, run === null ? 0 : 1, at];
	});
	const added = await insert(database, rows, runs.length === 0 ? undefined : inHand, at);
	return added.sort((a, b) => a.id - b.id).map((row) => newDelivery(row, inHand));
}

/** The run of each of the first drafts; the others wait. */
function plannedRuns(count: number, at: string, inHand?: InHand): string[] {
	if (inHand === undefined) return [];
	const runs: string[] = [];
	const most = Math.min(count, inHand.most);
	while (runs.length + inHand.together <= most) runs.push(...new Array<string>(inHand.together).fill(newRunId(at)));
	return runs;
}

async function insert(
	database: SqlDatabase<LedgerTables>,
	rows: ReadonlyArray<readonly SqlValue[]>,
	inHand: InHand | undefined,
	at: string,
): Promise<NewRow[]> {
	const { dialect } = database;
	if (inHand === undefined) return await insertAlike<LedgerTables, NewRow>(database, 'delivery', COLUMNS, rows, UNLESS_THERE);
	const { owner, aliveUntil } = inHand;
	if (dialect.insertsFromInserted) {
		return await insertAlike<LedgerTables, NewRow>(database, 'delivery', COLUMNS, rows, `${UNLESS_THERE}${andTheirRuns(dialect)}`, {
			opening: 'with added as (',
			parameters: [owner, aliveUntil],
		});
	}
	return await database.transaction(async () => {
		const added = await insertAlike<LedgerTables, NewRow>(database, 'delivery', COLUMNS, rows, UNLESS_THERE);
		await insertRuns(database, added, inHand, at);
		return added;
	});
}

function andTheirRuns({ placeholder }: SqlDialect): string {
	const [owner, aliveUntil] = [placeholder(COLUMNS.length + 1), placeholder(COLUMNS.length + 2)];
	return `), begun as (insert into run (id, workflow_id, node_id, owner, alive_until, handed_at)
		select distinct run_id, workflow_id, node_id, ${owner}, ${aliveUntil}, created_at from added where run_id is not null) select * from added`;
}

function newDelivery(row: NewRow, inHand: InHand | undefined): StoredDelivery {
	const hand = row.run_id === null ? undefined : inHand;
	return {
		id: String(row.id),
		workflowId: row.workflow_id,
		nodeId: row.node_id,
		changeId: row.change_id,
		replay: row.replay,
		recordKey: row.record_key,
		createdAt: row.created_at,
		state: hand === undefined ? 'waiting' : 'inFlight',
		runId: row.run_id,
		owner: hand?.owner ?? null,
		aliveUntil: hand?.aliveUntil ?? null,
		attempts: hand === undefined ? 0 : 1,
		failures: 0,
		dueAt: null,
		claimedAt: null,
		endedAt: null,
		finishedAt: null,
		error: null,
		executionId: null,
		workflowVersion: null,
	};
}
