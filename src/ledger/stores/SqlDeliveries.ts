import { sql, type RawBuilder, type Updateable } from 'kysely';
import type { DeliveryDraft, DeliveryEnd, DeliveryStore, Hand, InHand, StoredDelivery, TriggerIdentity } from '../Ledger';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import { addDeliveries } from './addDeliveries';
import { deliveriesWithRuns, deliveryOf } from './deliveryRows';
import type { DeliveryTable, LedgerTables } from './ledgerTables';
import { handOver } from './handOver';
import { closeRuns, dropRuns, letGoOfRuns, type RunEndRow } from './leaveRuns';

/** What is set in a delivery that leaves its run. */
type Leaving = Updateable<Pick<DeliveryTable, 'state' | 'finished_at' | 'error' | 'due_at'>> & { failures?: RawBuilder<number> };

const ONE_FAILURE_MORE = sql<number>`failures + 1`;

/** Deliveries, and how they come into runs and leave them; what happens in between is written to the run alone. */
export class SqlDeliveries implements DeliveryStore {
	private readonly database: SqlDatabase<LedgerTables>;

	constructor(database: SqlDatabase<LedgerTables>) {
		this.database = database;
	}

	async add(drafts: readonly DeliveryDraft[], at: string, inHand?: InHand): Promise<StoredDelivery[]> {
		return await addDeliveries(this.database, drafts, at, inHand);
	}

	async addReplay(
		{ workflowId, nodeId }: TriggerIdentity,
		changes: ReadonlyArray<Pick<DeliveryDraft, 'changeId' | 'recordKey'>>,
		at: string,
	): Promise<number> {
		return await this.database.transaction(async () => {
			await this.database.takeTurns(`replay ${workflowId} ${nodeId}`);
			const { last } = await this.database
				.db()
				.selectFrom('delivery')
				.select(({ fn }) => fn.max('replay').as('last'))
				.where('workflow_id', '=', workflowId)
				.where('node_id', '=', nodeId)
				.executeTakeFirstOrThrow();
			const replay = Number(last ?? 0) + 1;
			await this.add(
				changes.map(({ changeId, recordKey }) => ({ workflowId, nodeId, changeId, recordKey, replay })),
				at,
			);
			return replay;
		});
	}

	async get(id: string): Promise<StoredDelivery | undefined> {
		const row = await deliveriesWithRuns(this.database).where('d.id', '=', idNumber(id)).executeTakeFirst();
		return row === undefined ? undefined : deliveryOf(row);
	}

	async getMany(ids: readonly string[]): Promise<Map<string, StoredDelivery>> {
		if (ids.length === 0) return new Map();
		const rows = await deliveriesWithRuns(this.database).where(this.isOneOf('d.id', ids)).execute();
		return new Map(rows.map((row) => [String(row.id), deliveryOf(row)]));
	}

	async open(workflowId: string, nodeId: string): Promise<StoredDelivery[]> {
		if (!(await this.hasOpen(workflowId, nodeId))) return [];
		const db = this.database.db();
		const waiting = db
			.selectFrom('delivery')
			.select('id')
			.where('workflow_id', '=', workflowId)
			.where('node_id', '=', nodeId)
			.where('state', '=', 'waiting');
		const inRuns = db
			.selectFrom('run')
			.innerJoin('delivery', 'delivery.run_id', 'run.id')
			.select('delivery.id')
			.where('run.workflow_id', '=', workflowId)
			.where('run.node_id', '=', nodeId)
			.where('run.finished_at', 'is', null)
			.where('delivery.state', '=', 'inRun');
		const rows = await deliveriesWithRuns(this.database).where('d.id', 'in', waiting.unionAll(inRuns)).orderBy('d.id').execute();
		return rows.map(deliveryOf);
	}

	async replaysWaiting(): Promise<TriggerIdentity[]> {
		const rows = await this.database
			.db()
			.selectFrom('delivery')
			.select(['workflow_id', 'node_id'])
			.distinct()
			.where('replay', '>', 0)
			.where('state', '=', 'waiting')
			.execute();
		return rows.map((row) => ({ workflowId: row.workflow_id, nodeId: row.node_id }));
	}

	async handOver(groups: ReadonlyArray<readonly string[]>, hand: Hand, at: string): Promise<StoredDelivery[]> {
		const numbers = groups.map((ids) => ids.map(idNumber));
		return await this.database.transaction(async () => await handOver(this.database, numbers, hand, at));
	}

	async finish(ids: readonly string[], { state, at, error }: DeliveryEnd): Promise<void> {
		const failures = state === 'failed' ? { failures: ONE_FAILURE_MORE } : {};
		await this.leave(ids, { state, finished_at: at, error, due_at: null, ...failures }, { outcome: state, at, error });
	}

	async retryAt(ids: readonly string[], dueAt: string, error: string, at: string): Promise<void> {
		await this.leave(ids, { state: 'waiting', due_at: dueAt, error, failures: ONE_FAILURE_MORE }, { outcome: 'failed', at, error });
	}

	async giveBack(ids: readonly string[], at: string, error: string | null = null): Promise<void> {
		await this.leave(ids, { state: 'waiting' }, { outcome: error === null ? 'givenBack' : 'failed', at, error });
	}

	/** Of one run, or waiting at one attempt, together. */
	async takeBack(
		deliveries: ReadonlyArray<Pick<StoredDelivery, 'id' | 'state' | 'attempts' | 'owner' | 'runId'>>,
		at: string,
	): Promise<string[]> {
		const back: string[] = [];
		const wanted = new Set(deliveries.map(({ id }) => id));
		for (const group of Map.groupBy(deliveries, ({ state, attempts, runId }) => `${state} ${attempts} ${runId ?? ''}`).values()) {
			const ids =
				group[0]!.state === 'waiting'
					? await this.stillWaiting(group)
					: await this.database.transaction(async () => await this.takeRun(group[0]!, at));
			back.push(...ids.filter((id) => wanted.has(id)));
		}
		return back;
	}

	/** Asked by every trigger when it begins to listen, and mostly in vain: so as text, which costs neither time nor memory. */
	private async hasOpen(workflowId: string, nodeId: string): Promise<boolean> {
		const { placeholder } = this.database.dialect;
		const found = await this.database.run(
			`select 1 as found where exists (
				select 1 from delivery where workflow_id = ${placeholder(1)} and node_id = ${placeholder(2)} and state = 'waiting'
			) or exists (
				select 1 from run join delivery on delivery.run_id = run.id
				where run.workflow_id = ${placeholder(3)} and run.node_id = ${placeholder(4)} and run.finished_at is null and delivery.state = 'inRun'
			)`,
			[workflowId, nodeId, workflowId, nodeId],
		);
		return found.length > 0;
	}

	private async stillWaiting(group: ReadonlyArray<Pick<StoredDelivery, 'id' | 'attempts'>>): Promise<string[]> {
		const rows = await this.database
			.db()
			.selectFrom('delivery')
			.select('id')
			.where(
				this.isOneOf(
					'id',
					group.map(({ id }) => id),
				),
			)
			.where('state', '=', 'waiting')
			.where('attempts', '=', group[0]!.attempts)
			.execute();
		return rows.map(({ id }) => String(id));
	}

	/** All that is in a run which is as it was read waits again. */
	private async takeRun({ state, owner, runId }: Pick<StoredDelivery, 'state' | 'owner' | 'runId'>, at: string): Promise<string[]> {
		if (runId === null) return [];
		const asRead = sql<boolean>`id = ${runId} and owner is not distinct from ${owner}`;
		if (state === 'inFlight') return (await dropRuns(this.database, asRead)).map(String);
		return (await letGoOfRuns(this.database, asRead, at)).map(String);
	}

	/** Those that are open get the values; a run in which nothing is left is over. */
	private async leave(ids: readonly string[], values: Leaving, end: RunEndRow): Promise<void> {
		if (ids.length === 0) return;
		const these = (column: string) => this.isOneOf(column, ids);
		await this.database.transaction(async () => {
			await dropRuns(this.database, sql`id in (select d.run_id from delivery d where ${these('d.id')} and d.state = 'inRun')`);
			const left = await this.database
				.db()
				.updateTable('delivery')
				.set(values)
				.where(these('id'))
				.where(sql<boolean>`(state = 'waiting' or (state = 'inRun' and run_id in (select r.id from run r where r.finished_at is null)))`)
				.returning('run_id')
				.execute();
			await closeRuns(
				this.database,
				left.flatMap(({ run_id }) => run_id ?? []),
				end,
			);
		});
	}

	private isOneOf(column: string, ids: readonly string[]) {
		return this.database.dialect.isOneOf(sql.ref(column), ids.map(idNumber));
	}
}

/** -1 for what was never the id of a delivery. */
function idNumber(id: string): number {
	return /^\d{1,15}$/.test(id) ? Number(id) : -1;
}
