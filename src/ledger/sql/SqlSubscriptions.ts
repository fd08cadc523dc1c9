import type { StoredSubscription, SubscriptionStore } from '../Ledger';
import type { LedgerTables } from './ledgerTables';
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
		if (row === undefined) return undefined;
		return { workflowId: row.workflow_id, nodeId: row.node_id, cursor: row.cursor, servedAt: row.served_at };
	}

	async save({ workflowId, nodeId, cursor, servedAt }: StoredSubscription): Promise<void> {
		await this.database
			.db()
			.insertInto('subscription')
			.values({ workflow_id: workflowId, node_id: nodeId, cursor, served_at: servedAt })
			.onConflict((conflict) => conflict.columns(['workflow_id', 'node_id']).doUpdateSet({ cursor, served_at: servedAt }))
			.execute();
	}

	async moveCursors(subscriptions: ReadonlyArray<{ workflowId: string; nodeId: string }>, cursor: string, servedAt: string): Promise<void> {
		if (subscriptions.length === 0) return;
		const { dialect } = this.database;
		const text = `update "subscription" set "cursor" = ${dialect.placeholder(1)}, "served_at" = ${dialect.placeholder(2)} where "workflow_id" = ${dialect.placeholder(3)} and "node_id" = ${dialect.placeholder(4)}`;
		await this.database.transaction(async () => {
			for (const { workflowId, nodeId } of subscriptions) await this.database.run(text, [cursor, servedAt, workflowId, nodeId]);
		});
	}

	async remove(workflowId: string, nodeId: string): Promise<void> {
		await this.database.db().deleteFrom('subscription').where('workflow_id', '=', workflowId).where('node_id', '=', nodeId).execute();
	}
}
