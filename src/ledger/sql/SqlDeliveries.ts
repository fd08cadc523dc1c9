import { sql, type Selectable } from 'kysely';
import type { DeliveryDraft, DeliveryStore, StoredDelivery } from '../Ledger';
import { insertRows, type SqlColumn } from './bulk';
import type { DeliveryTable, LedgerTables } from './ledgerTables';
import type { SqlDatabase } from './SqlDatabase';
import type { SqlValue } from './SqlDialect';

const COLUMNS: readonly SqlColumn[] = [
	{ name: 'workflow_id', type: 'text' },
	{ name: 'node_id', type: 'text' },
	{ name: 'change_id', type: 'text' },
	{ name: 'replay', type: 'integer' },
	{ name: 'record_key', type: 'text' },
	{ name: 'state', type: 'text' },
	{ name: 'created_at', type: 'text' },
];
const UNLESS_THERE = 'on conflict do nothing returning *';

/** Deliveries that have not ended are those without `finished_at`; the index on them relies on it. */
export class SqlDeliveries implements DeliveryStore {
	private readonly database: SqlDatabase<LedgerTables>;

	constructor(database: SqlDatabase<LedgerTables>) {
		this.database = database;
	}

	async add(drafts: readonly DeliveryDraft[], at: string): Promise<StoredDelivery[]> {
		return await this.database.transaction(async () => {
			const rows = drafts.map((draft) => newRow(draft, at));
			const added = await insertRows<LedgerTables, Selectable<DeliveryTable>>(this.database, 'delivery', COLUMNS, rows, UNLESS_THERE);
			return added.sort((a, b) => a.id - b.id).map(deliveryOf);
		});
	}

	async get(id: string): Promise<StoredDelivery | undefined> {
		const row = await this.database.db().selectFrom('delivery').selectAll().where('id', '=', idNumber(id)).executeTakeFirst();
		return row === undefined ? undefined : deliveryOf(row);
	}

	async open(workflowId: string, nodeId: string): Promise<StoredDelivery[]> {
		const rows = await this.database
			.db()
			.selectFrom('delivery')
			.selectAll()
			.where('workflow_id', '=', workflowId)
			.where('node_id', '=', nodeId)
			.where('finished_at', 'is', null)
			.orderBy('id')
			.execute();
		return rows.map(deliveryOf);
	}

	async markInFlight(ids: readonly string[], owner: string, leaseUntil: string): Promise<StoredDelivery[]> {
		if (ids.length === 0) return [];
		const rows = await this.database
			.db()
			.updateTable('delivery')
			.set({ state: 'inFlight', owner, lease_until: leaseUntil, attempts: sql`attempts + 1` })
			.where(this.isOneOf(ids))
			.where('state', 'in', ['waiting', 'inFlight'])
			.returningAll()
			.execute();
		return rows.map(deliveryOf);
	}

	async claim(id: string, owner: string, leaseUntil: string, attempt?: number): Promise<boolean> {
		const { numUpdatedRows } = await this.database
			.db()
			.updateTable('delivery')
			.set({ state: 'claimed', owner, lease_until: leaseUntil })
			.where('id', '=', idNumber(id))
			.where('state', '=', 'inFlight')
			.$if(attempt !== undefined, (query) => query.where('attempts', '=', attempt!))
			.executeTakeFirst();
		return numUpdatedRows === 1n;
	}

	async renew(owner: string, leaseUntil: string): Promise<void> {
		await this.database
			.db()
			.updateTable('delivery')
			.set({ lease_until: leaseUntil })
			.where('owner', '=', owner)
			.where('finished_at', 'is', null)
			.where('state', 'in', ['inFlight', 'claimed'])
			.execute();
	}

	async finish(id: string, state: 'done' | 'failed', at: string, error: string | null): Promise<void> {
		await this.database
			.db()
			.updateTable('delivery')
			.set({ state, finished_at: at, error, lease_until: null })
			.where('id', '=', idNumber(id))
			.where('finished_at', 'is', null)
			.execute();
	}

	async giveBack(ids: readonly string[]): Promise<void> {
		if (ids.length === 0) return;
		await this.database
			.db()
			.updateTable('delivery')
			.set({ state: 'waiting', owner: null, lease_until: null })
			.where(this.isOneOf(ids))
			.where('finished_at', 'is', null)
			.execute();
	}

	private isOneOf(ids: readonly string[]) {
		return this.database.dialect.isOneOf(sql.ref('id'), ids.map(idNumber));
	}
}

/** -1 for what was never the id of a delivery. */
function idNumber(id: string): number {
	return /^\d{1,15}$/.test(id) ? Number(id) : -1;
}

function newRow(draft: DeliveryDraft, at: string): SqlValue[] {
	return [draft.workflowId, draft.nodeId, draft.changeId, draft.replay, draft.recordKey, 'waiting', at];
}

function deliveryOf(row: Selectable<DeliveryTable>): StoredDelivery {
	return {
		id: String(row.id),
		workflowId: row.workflow_id,
		nodeId: row.node_id,
		changeId: row.change_id,
		replay: row.replay,
		recordKey: row.record_key,
		state: row.state,
		owner: row.owner,
		leaseUntil: row.lease_until,
		attempts: row.attempts,
		createdAt: row.created_at,
		finishedAt: row.finished_at,
		error: row.error,
	};
}
