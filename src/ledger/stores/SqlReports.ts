import { sql } from 'kysely';
import type { DeliveryReports, DeliveryTally, RunQuery, RunRow, StoredDelivery, TriggerIdentity } from '../Ledger';
import { deliveriesWithRuns, deliveryOf, type DeliveryRow } from './deliveryRows';
import type { LedgerTables } from './ledgerTables';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import { Tallies, type OpenRow, type SetAsideRow } from './Tallies';

/** How many rows are read at once. */
const PAGE = 10_000;

/** Reads deliveries for people. There is no index for it, because an index would make every delivery slower. */
export class SqlReports implements DeliveryReports {
	private readonly database: SqlDatabase<LedgerTables>;

	constructor(database: SqlDatabase<LedgerTables>) {
		this.database = database;
	}

	async ofChanges({ workflowId, nodeId }: TriggerIdentity, changeIds: readonly string[]): Promise<StoredDelivery[]> {
		if (changeIds.length === 0) return [];
		const rows = await deliveriesWithRuns(this.database)
			.where('d.workflow_id', '=', workflowId)
			.where('d.node_id', '=', nodeId)
			.where(this.database.dialect.isOneOf(sql.ref('d.change_id'), changeIds))
			.orderBy('d.replay')
			.orderBy('d.id')
			.execute();
		return rows.map(deliveryOf);
	}

	/** In pages, so that any number fits in memory. */
	async *runs({ workflowId, from, until }: RunQuery): AsyncIterable<RunRow> {
		let after = 0;
		for (;;) {
			let query = deliveriesWithRuns(this.database)
				.where('d.id', '>', after)
				.where('d.created_at', '>=', from)
				.where('d.created_at', '<', until);
			if (workflowId !== undefined) query = query.where('d.workflow_id', '=', workflowId);
			const rows = await query.orderBy('d.id').limit(PAGE).execute();
			for (const row of rows) yield runRowOf(row);
			if (rows.length < PAGE) return;
			after = rows.at(-1)!.id;
		}
	}

	async tallies(now: string, setAsideSince: string): Promise<DeliveryTally[]> {
		const { placeholder } = this.database.dialect;
		const open = await this.database.run<OpenRow>(
			`select workflow_id, node_id, state, count(*) as count, min(case when due_at is null or due_at <= ${placeholder(1)} then created_at end) as oldest
				from (${OPEN}) as open group by workflow_id, node_id, state`,
			[now],
		);
		const setAside = await this.database.run<SetAsideRow>(
			`select workflow_id, node_id, count(*) as count, max(finished_at) as last
				from delivery where failures > 0 and state = 'failed' and attempts > 0 and finished_at >= ${placeholder(1)} group by workflow_id, node_id`,
			[setAsideSince],
		);
		const tallies = new Tallies();
		for (const row of open) tallies.addOpen(row);
		for (const row of setAside) tallies.addSetAside(row, await this.lastError(row));
		return tallies.all();
	}

	private async lastError({ workflow_id, node_id, last }: SetAsideRow): Promise<string> {
		const row = await this.database
			.db()
			.selectFrom('delivery')
			.select('error')
			.where('failures', '>', 0)
			.where('state', '=', 'failed')
			.where('finished_at', '=', last)
			.where('workflow_id', '=', workflow_id)
			.where('node_id', '=', node_id)
			.orderBy('id', 'desc')
			.limit(1)
			.executeTakeFirst();
		return row?.error ?? '';
	}
}

/** Deliveries that have not ended, and how they stand. */
const OPEN = `select workflow_id, node_id, state, created_at, due_at from delivery where state = 'waiting'
	union all select d.workflow_id, d.node_id, case when r.claimed_at is null then 'inFlight' else 'claimed' end, d.created_at, d.due_at
		from run r join delivery d on d.run_id = r.id and d.state = 'inRun' where r.finished_at is null`;

function runRowOf(row: DeliveryRow): RunRow {
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
