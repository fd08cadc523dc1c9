import { sql, type Selectable } from 'kysely';
import type { DeliveryReports, RunQuery, RunRow, StoredDelivery, TriggerIdentity } from '../Ledger';
import type { DeliveryTable, LedgerTables } from './ledgerTables';
import { deliveryOf } from './SqlDeliveries';
import type { SqlDatabase } from './SqlDatabase';

/** How many rows are read at once. */
const PAGE = 10_000;

/** Reads deliveries for people. There is no index for it: each would make every delivery dearer. */
export class SqlReports implements DeliveryReports {
	private readonly database: SqlDatabase<LedgerTables>;

	constructor(database: SqlDatabase<LedgerTables>) {
		this.database = database;
	}

	async ofChanges({ workflowId, nodeId }: TriggerIdentity, changeIds: readonly string[]): Promise<StoredDelivery[]> {
		if (changeIds.length === 0) return [];
		const rows = await this.database
			.db()
			.selectFrom('delivery')
			.selectAll()
			.where('workflow_id', '=', workflowId)
			.where('node_id', '=', nodeId)
			.where(this.database.dialect.isOneOf(sql.ref('change_id'), changeIds))
			.orderBy('replay')
			.orderBy('id')
			.execute();
		return rows.map(deliveryOf);
	}

	/** In pages, so that any number fits in memory. */
	async *runs({ workflowId, from, until }: RunQuery): AsyncIterable<RunRow> {
		let after = 0;
		for (;;) {
			let query = this.database.db().selectFrom('delivery').select(RUN_COLUMNS).where('id', '>', after).where('created_at', '>=', from).where('created_at', '<', until);
			if (workflowId !== undefined) query = query.where('workflow_id', '=', workflowId);
			const rows = await query.orderBy('id').limit(PAGE).execute();
			for (const row of rows) yield runOf(row);
			if (rows.length < PAGE) return;
			after = rows.at(-1)!.id;
		}
	}
}

const RUN_COLUMNS = ['id', 'workflow_id', 'workflow_version', 'state', 'failures', 'created_at', 'claimed_at', 'ended_at', 'finished_at', 'execution_id', 'error'] as const;

function runOf(row: Pick<Selectable<DeliveryTable>, (typeof RUN_COLUMNS)[number]>): RunRow {
	return {
		workflowId: row.workflow_id,
		workflowVersion: row.workflow_version,
		state: row.state,
		failures: row.failures,
		createdAt: row.created_at,
		claimedAt: row.claimed_at,
		endedAt: row.ended_at ?? row.finished_at,
		executionId: row.execution_id,
		error: row.error,
	};
}
