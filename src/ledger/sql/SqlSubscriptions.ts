import type { Selectable } from 'kysely';
import type { StoredSubscription, SubscriptionStore, TriggerIdentity } from '../Ledger';
import type { LedgerTables, SubscriptionTable } from './ledgerTables';
import type { SqlDatabase } from './SqlDatabase';

export class SqlSubscriptions implements SubscriptionStore {
	private readonly database: SqlDatabase<LedgerTables>;

	constructor(database: SqlDatabase<LedgerTables>) {
		this.database = database;
	}

	async get(workflowId: string, nodeId: string): Promise<StoredSubscription | undefined> {
		const row = await this.database
			.db()
			.selectFrom('subscription')
			.selectAll()
			.where('workflow_id', '=', workflowId)
			.where('node_id', '=', nodeId)
			.executeTakeFirst();
		return row === undefined ? undefined : subscriptionOf(row);
	}

	async list(): Promise<StoredSubscription[]> {
		const rows = await this.database.db().selectFrom('subscription').selectAll().execute();
		return rows.map(subscriptionOf).sort((a, b) => a.workflowName.localeCompare(b.workflowName) || a.nodeName.localeCompare(b.nodeName));
	}

	async save(subscription: Omit<StoredSubscription, 'lastError' | 'lastErrorAt'>): Promise<void> {
		const row = {
			cursor: subscription.cursor,
			served_at: subscription.servedAt,
			workflow_name: subscription.workflowName,
			node_name: subscription.nodeName,
			settings: subscription.settings,
			activated_at: subscription.activatedAt,
		};
		await this.database
			.db()
			.insertInto('subscription')
			.values({ workflow_id: subscription.workflowId, node_id: subscription.nodeId, ...row })
			.onConflict((conflict) => conflict.columns(['workflow_id', 'node_id']).doUpdateSet(row))
			.execute();
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
		workflowName: row.workflow_name,
		nodeName: row.node_name,
		settings: row.settings,
		activatedAt: row.activated_at,
		lastError: row.last_error,
		lastErrorAt: row.last_error_at,
	};
}
