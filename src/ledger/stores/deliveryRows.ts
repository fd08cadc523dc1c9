import { sql, type Selectable } from 'kysely';
import type { DeliveryState, StoredDelivery } from '../Ledger';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import type { DeliveryTable, LedgerTables, RunTable } from './ledgerTables';

type Columns = Omit<Selectable<DeliveryTable>, 'state' | 'former_run_id'> &
	Pick<Selectable<RunTable>, 'owner' | 'alive_until' | 'claimed_at' | 'ended_at' | 'execution_id' | 'workflow_version'>;

/** A delivery with what its run says of it. */
export type DeliveryRow = Columns & { state: DeliveryState };

/** Deliveries as they are told to others: what belongs to their run is read through it. The table is `d`, its run `r`. */
export function deliveriesWithRuns(database: SqlDatabase<LedgerTables>) {
	return database
		.db()
		.selectFrom('delivery as d')
		.leftJoin('run as r', 'r.id', 'd.run_id')
		.leftJoin('run as f', 'f.id', 'd.former_run_id')
		.select([
			'd.id',
			'd.workflow_id',
			'd.node_id',
			'd.change_id',
			'd.replay',
			'd.record_key',
			'd.run_id',
			'd.attempts',
			'd.failures',
			'd.due_at',
			'd.created_at',
		])
		.select([
			sql<DeliveryState>`case when d.state <> 'inRun' then d.state when r.finished_at is not null then r.outcome
				when r.claimed_at is not null then 'claimed' else 'inFlight' end`.as('state'),
			sql<string | null>`case when d.state = 'inRun' then r.owner end`.as('owner'),
			sql<string | null>`case when d.state = 'inRun' then r.alive_until end`.as('alive_until'),
			sql<string | null>`case when d.state <> 'waiting' then r.ended_at end`.as('ended_at'),
			sql<string | null>`case when d.state = 'inRun' then r.finished_at else d.finished_at end`.as('finished_at'),
			sql<string | null>`case when d.state = 'inRun' and r.finished_at is not null then r.error else d.error end`.as('error'),
			// Of the last run that had begun.
			sql<string | null>`coalesce(r.claimed_at, f.claimed_at)`.as('claimed_at'),
			sql<string | null>`case when r.claimed_at is null then f.execution_id else r.execution_id end`.as('execution_id'),
			sql<string | null>`case when r.claimed_at is null then f.workflow_version else r.workflow_version end`.as('workflow_version'),
		]);
}

export function deliveryOf(row: DeliveryRow): StoredDelivery {
	return {
		id: String(row.id),
		workflowId: row.workflow_id,
		nodeId: row.node_id,
		changeId: row.change_id,
		replay: row.replay,
		recordKey: row.record_key,
		state: row.state,
		runId: row.run_id,
		owner: row.owner,
		aliveUntil: row.alive_until,
		attempts: row.attempts,
		failures: row.failures,
		dueAt: row.due_at,
		createdAt: row.created_at,
		claimedAt: row.claimed_at,
		endedAt: row.ended_at,
		finishedAt: row.finished_at,
		error: row.error,
		executionId: row.execution_id,
		workflowVersion: row.workflow_version,
	};
}
