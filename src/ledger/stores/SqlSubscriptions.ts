import type { Selectable } from 'kysely';
import type { StoredSubscription, SubscriptionDraft, SubscriptionStore, TriggerIdentity } from '../Ledger';
import type { LedgerTables, SubscriptionTable } from './ledgerTables';
import type { SqlDatabase } from '../../sql/SqlDatabase';

const KEY = ['workflow_id', 'node_id'];
const SAVED = ['cursor', 'served_at', 'workflow_name', 'node_name', 'settings', 'activated_at', 'served_by', 'state'];

export class SqlSubscriptions implements SubscriptionStore {
	private readonly database: SqlDatabase<LedgerTables>;

	constructor(database: SqlDatabase<LedgerTables>) {
		this.database = database;
	}

	async get(workflowId: string, nodeId: string): Promise<StoredSubscription | undefined> {
		const { dialect } = this.database;
		const text = `select * from "subscription" where "workflow_id" = ${dialect.placeholder(1)} and "node_id" = ${dialect.placeholder(2)}`;
		const [row] = await this.database.run<Selectable<SubscriptionTable>>(text, [workflowId, nodeId]);
		return row === undefined ? undefined : subscriptionOf(row);
	}

	async list(): Promise<StoredSubscription[]> {
		const rows = await this.database.db().selectFrom('subscription').selectAll().execute();
		return rows.map(subscriptionOf).sort((a, b) => a.workflowName.localeCompare(b.workflowName) || a.nodeName.localeCompare(b.nodeName));
	}

	async save(subscription: SubscriptionDraft): Promise<void> {
		const { workflowId, nodeId, cursor, servedAt, workflowName, nodeName, settings, activatedAt, servedBy = null } = subscription;
		const { dialect } = this.database;
		const placeholders = [...KEY, ...SAVED].map((_, index) => dialect.placeholder(index + 1));
		const sets = SAVED.map((column) => `"${column}" = excluded."${column}"`);
		const text = `insert into "subscription" (${[...KEY, ...SAVED].join(', ')}) values (${placeholders.join(', ')}) on conflict (${KEY.join(', ')}) do update set ${sets.join(', ')}`;
		await this.database.run(text, [workflowId, nodeId, cursor, servedAt, workflowName, nodeName, settings, activatedAt, servedBy, 'open']);
	}

	async moveCursors(subscriptions: readonly TriggerIdentity[], cursor: string, servedAt: string): Promise<void> {
		if (subscriptions.length === 0) return;
		const { dialect } = this.database;
		const text = `update "subscription" set "cursor" = ${dialect.placeholder(1)}, "served_at" = ${dialect.placeholder(2)} where "workflow_id" = ${dialect.placeholder(3)} and "node_id" = ${dialect.placeholder(4)}`;
		await this.database.transaction(async () => {
			for (const { workflowId, nodeId } of subscriptions) await this.database.run(text, [cursor, servedAt, workflowId, nodeId]);
		});
	}

	async markServed(subscriptions: readonly TriggerIdentity[], servedAt: string): Promise<void> {
		if (subscriptions.length === 0) return;
		const { dialect } = this.database;
		const text = `update "subscription" set "served_at" = ${dialect.placeholder(1)} where "workflow_id" = ${dialect.placeholder(2)} and "node_id" = ${dialect.placeholder(3)}`;
		await this.database.transaction(async () => {
			for (const { workflowId, nodeId } of subscriptions) await this.database.run(text, [servedAt, workflowId, nodeId]);
		});
	}

	async noteError({ workflowId, nodeId }: TriggerIdentity, error: string, at: string): Promise<void> {
		await this.database
			.db()
			.updateTable('subscription')
			.set({ last_error: error, last_error_at: at })
			.where('workflow_id', '=', workflowId)
			.where('node_id', '=', nodeId)
			.execute();
	}

	async leave({ workflowId, nodeId, servedBy }: TriggerIdentity & { servedBy: string }, state: 'off' | 'ended', at: string): Promise<void> {
		await this.database
			.db()
			.updateTable('subscription')
			.set({ state, served_by: null, served_at: at })
			.where('workflow_id', '=', workflowId)
			.where('node_id', '=', nodeId)
			.where('served_by', '=', servedBy)
			.execute();
	}

	async refuse(
		{ workflowId, nodeId, workflowName, nodeName, cursor }: Parameters<SubscriptionStore['refuse']>[0],
		error: string,
		at: string,
	): Promise<void> {
		const refused = { workflow_name: workflowName, node_name: nodeName, state: 'refused', served_by: null } as const;
		const problem = { last_error: error, last_error_at: at };
		await this.database
			.db()
			.insertInto('subscription')
			.values({ workflow_id: workflowId, node_id: nodeId, cursor, served_at: at, settings: '', activated_at: at, ...refused, ...problem })
			.onConflict((conflict) => conflict.columns(['workflow_id', 'node_id']).doUpdateSet({ ...refused, ...problem }))
			.execute();
	}

	async remove(workflowId: string, nodeId: string): Promise<void> {
		await this.database.db().deleteFrom('subscription').where('workflow_id', '=', workflowId).where('node_id', '=', nodeId).execute();
	}
}

function subscriptionOf(row: Selectable<SubscriptionTable>): StoredSubscription {
	return {
		workflowId: row.workflow_id,
		nodeId: row.node_id,
		cursor: row.cursor,
		servedAt: row.served_at,
		servedBy: row.served_by,
		state: row.state,
		workflowName: row.workflow_name,
		nodeName: row.node_name,
		settings: row.settings,
		activatedAt: row.activated_at,
		lastError: row.last_error,
		lastErrorAt: row.last_error_at,
	};
}
