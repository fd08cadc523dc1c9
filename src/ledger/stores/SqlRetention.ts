import { sql } from 'kysely';
import type { LedgerRetention } from '../Ledger';
import { timersOf } from '../LedgerTimers';
import type { LedgerTables } from './ledgerTables';
import { firstRunId } from './runIds';
import type { SqlDatabase } from '../../sql/SqlDatabase';

interface OldDelivery {
	id: number;
	created_at: string;
	finished_at: string | null;
	/** Null: its trigger is gone. */
	served: string | null;
}

export class SqlRetention implements LedgerRetention {
	private readonly database: SqlDatabase<LedgerTables>;

	constructor(database: SqlDatabase<LedgerTables>) {
		this.database = database;
	}

	async forgetSubscriptions(servedBefore: string): Promise<number> {
		return await this.database.transaction(async () => {
			const db = this.database.db();
			const gone = await db
				.deleteFrom('subscription')
				.where('served_at', '<', servedBefore)
				.returning(['workflow_id', 'node_id'])
				.execute();
			for (const { workflow_id, node_id } of gone) {
				await db.deleteFrom('last_start').where('workflow_id', '=', workflow_id).where('node_id', '=', node_id).execute();
				await db
					.deleteFrom('timer')
					.where('owner', '=', timersOf({ workflowId: workflow_id, nodeId: node_id }))
					.execute();
			}
			if (gone.length > 0)
				await db.deleteFrom('process_card').where('workflow_id', 'not in', db.selectFrom('subscription').select('workflow_id')).execute();
			return gone.length;
		});
	}

	/** Deliveries are numbered in the order in which they were made: the first young one ends the walk. */
	async forgetDeliveries(before: string, after: string | undefined, limit: number): Promise<{ removed: number; next?: string }> {
		return await this.database.transaction(async () => {
			const rows = await this.oldest(after, limit);
			const firstYoung = rows.findIndex(({ created_at }) => created_at >= before);
			const old = firstYoung < 0 ? rows : rows.slice(0, firstYoung);
			const over = old
				.filter(({ finished_at, served }) => (finished_at === null ? served === null : finished_at < before))
				.map(({ id }) => id);
			if (over.length > 0)
				await this.database
					.db()
					.deleteFrom('delivery')
					.where(this.database.dialect.isOneOf(sql.ref('id'), over))
					.execute();
			await this.forgetRuns(before);
			const last = rows.at(-1);
			return { removed: over.length, ...(old.length === limit && last !== undefined ? { next: String(last.id) } : {}) };
		});
	}

	async forgetEffects(before: string, limit: number): Promise<number> {
		await this.database.db().deleteFrom('effect_intent').where('alive_until', '<', before).execute();
		await this.database.db().deleteFrom('own_write').where('at', '<', before).execute();
		const statement = this.database.dialect.deleteOldestText('effect', 'at');
		return (await this.database.run(`${statement} returning 1 as removed`, [before, limit])).length;
	}

	async forgetStageVisits(goneBefore: string, limit: number): Promise<number> {
		const { rows } = await sql`
			delete from stage_visit where (record_type, record_id, begun_by) in (
				select record_type, record_id, begun_by from stage_visit where gone_at is not null and gone_at < ${goneBefore} limit ${limit}
			) returning 1 as removed`.execute(this.database.db());
		return rows.length;
	}

	async changesToDeliver(changeIds: readonly string[]): Promise<Set<string>> {
		if (changeIds.length === 0) return new Set();
		const db = this.database.db();
		const rows = await db
			.selectFrom('delivery')
			.select('change_id')
			.where('state', '=', 'waiting')
			.where(this.database.dialect.isOneOf(sql.ref('change_id'), changeIds))
			.union(
				db
					.selectFrom('run')
					.innerJoin('delivery', 'delivery.run_id', 'run.id')
					.select('delivery.change_id')
					.where('run.finished_at', 'is', null)
					.where('delivery.state', '=', 'inRun')
					.where(this.database.dialect.isOneOf(sql.ref('delivery.change_id'), changeIds)),
			)
			.execute();
		return new Set(rows.map(({ change_id }) => change_id));
	}

	/** Runs from before that moment that no delivery names any more. */
	private async forgetRuns(before: string): Promise<void> {
		await this.database
			.db()
			.deleteFrom('run')
			.where('id', '<', firstRunId(before))
			.where(({ not, exists, selectFrom }) =>
				not(exists(selectFrom('delivery').select('delivery.id').whereRef('delivery.run_id', '=', 'run.id'))),
			)
			.execute();
	}

	private async oldest(after: string | undefined, limit: number): Promise<OldDelivery[]> {
		return await this.database
			.db()
			.selectFrom('delivery')
			.leftJoin('subscription', (join) =>
				join.onRef('subscription.workflow_id', '=', 'delivery.workflow_id').onRef('subscription.node_id', '=', 'delivery.node_id'),
			)
			.leftJoin('run', (join) => join.onRef('run.id', '=', 'delivery.run_id').on('delivery.state', '=', 'inRun'))
			.select(['delivery.id', 'delivery.created_at', 'subscription.served_at as served'])
			.select(sql<string | null>`coalesce(delivery.finished_at, run.finished_at)`.as('finished_at'))
			.where('delivery.id', '>', Number(after ?? 0))
			.orderBy('delivery.id')
			.limit(limit)
			.execute();
	}
}
