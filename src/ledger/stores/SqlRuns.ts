import { sql, type Selectable } from 'kysely';
import type { Claimer, RunClaim, RunStore, StoredRun, WorkersSeen } from '../Ledger';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import type { LedgerTables, RunTable } from './ledgerTables';

/**
 * Claims and ends are the same few statements again and again: their texts are made once. A run that is found by its id
 * is asked for its `outcome`, not for `finished_at`: PostgreSQL would take the index of open runs for it, which it
 * believes to be empty whenever it last looked at a quiet moment, and read all of them.
 */
export class SqlRuns implements RunStore {
	private readonly database: SqlDatabase<LedgerTables>;
	private readonly texts: Record<'claim' | 'claimOwn' | 'takeOver' | 'finish', string>;

	constructor(database: SqlDatabase<LedgerTables>) {
		this.database = database;
		const at = (position: number) => database.dialect.placeholder(position);
		const claim = `update run set owner = ${at(1)}, alive_until = ${at(2)}, claimed_at = ${at(3)}, ended_at = null, execution_id = ${at(4)}, workflow_version = ${at(5)}
			where id = ${at(6)} and outcome is null`;
		this.texts = {
			claim: `${claim} and claimed_at is null returning 1 as done`,
			claimOwn: `${claim} and claimed_at is null and owner = ${at(7)} returning 1 as done`,
			takeOver: `${claim} and claimed_at is not null and ended_at is null and owner = ${at(7)} returning 1 as done`,
			finish: `update run set finished_at = ${at(1)}, outcome = 'done', alive_until = null
				where id = ${at(2)} and outcome is null and claimed_at is not null and (owner = ${at(3)} or ended_at is not null or ${at(4)} = 1) returning 1 as done`,
		};
	}

	async get(id: string): Promise<StoredRun | undefined> {
		const row = await this.database.db().selectFrom('run').selectAll().where('id', '=', id).executeTakeFirst();
		return row === undefined ? undefined : runOf(row);
	}

	async getMany(ids: readonly string[]): Promise<Map<string, StoredRun>> {
		if (ids.length === 0) return new Map();
		const rows = await this.database
			.db()
			.selectFrom('run')
			.selectAll()
			.where(this.database.dialect.isOneOf(sql.ref('id'), ids))
			.execute();
		return new Map(rows.map((row) => [row.id, runOf(row)]));
	}

	async workersSeen(): Promise<WorkersSeen> {
		const claimed = this.database.db().selectFrom('run').selectAll().where('claimed_at', 'is not', null);
		const running = await claimed.where('finished_at', 'is', null).orderBy('id').execute();
		const last = await claimed.orderBy('id', 'desc').limit(1).executeTakeFirst();
		return { claimed: running.map(runOf), lastClaimed: last && runOf(last) };
	}

	async claim({ id, from, handedBy }: RunClaim, { owner, aliveUntil, at, executionId, workflowVersion }: Claimer): Promise<boolean> {
		const values = [owner, aliveUntil, at, executionId, workflowVersion, id];
		if (from !== undefined) return await this.does('takeOver', [...values, from]);
		return handedBy === undefined ? await this.does('claim', values) : await this.does('claimOwn', [...values, handedBy]);
	}

	async renew(ids: readonly string[], owner: string, aliveUntil: string): Promise<void> {
		if (ids.length === 0) return;
		await this.database
			.db()
			.updateTable('run')
			.set({ alive_until: aliveUntil })
			.where(this.database.dialect.isOneOf(sql.ref('id'), ids))
			.where('owner', '=', owner)
			.where('outcome', 'is', null)
			.execute();
	}

	async markEnded(id: string, owner: string, at: string): Promise<void> {
		await this.ofOwner(id, owner).set({ ended_at: at }).execute();
	}

	async letGo(id: string, owner: string): Promise<void> {
		await this.ofOwner(id, owner).set({ owner: null, alive_until: null }).execute();
	}

	async finish(id: string, at: string, { owner, ofAnyOwner }: { owner: string; ofAnyOwner: boolean }): Promise<boolean> {
		return await this.does('finish', [at, id, owner, ofAnyOwner ? 1 : 0]);
	}

	private async does(text: keyof SqlRuns['texts'], values: readonly unknown[]): Promise<boolean> {
		return (await this.database.run(this.texts[text], values)).length === 1;
	}

	/** The run, while this owner has claimed it. */
	private ofOwner(id: string, owner: string) {
		return this.database
			.db()
			.updateTable('run')
			.where('id', '=', id)
			.where('owner', '=', owner)
			.where('claimed_at', 'is not', null)
			.where('outcome', 'is', null);
	}
}

function runOf(row: Selectable<RunTable>): StoredRun {
	return {
		id: row.id,
		workflowId: row.workflow_id,
		nodeId: row.node_id,
		state: row.finished_at !== null ? row.outcome! : row.claimed_at === null ? 'inFlight' : 'claimed',
		owner: row.owner,
		aliveUntil: row.alive_until,
		handedAt: row.handed_at,
		claimedAt: row.claimed_at,
		endedAt: row.ended_at,
		finishedAt: row.finished_at,
	};
}
