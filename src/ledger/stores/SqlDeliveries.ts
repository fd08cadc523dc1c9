import { sql, type Selectable } from 'kysely';
import type { Claim, DeliveryDraft, DeliveryEnd, DeliveryStore, HandOver, InHand, StoredDelivery, TriggerIdentity } from '../Ledger';
import { insertAlike, type SqlColumn } from '../../sql/bulk';
import type { DeliveryTable, LedgerTables } from './ledgerTables';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import type { SqlValue } from '../../sql/SqlDialect';

const COLUMNS: readonly SqlColumn[] = [
	{ name: 'workflow_id', type: 'text' },
	{ name: 'node_id', type: 'text' },
	{ name: 'change_id', type: 'text' },
	{ name: 'replay', type: 'integer' },
	{ name: 'record_key', type: 'text' },
	{ name: 'state', type: 'text' },
	{ name: 'owner', type: 'text' },
	{ name: 'lease_until', type: 'text' },
	{ name: 'attempts', type: 'integer' },
	{ name: 'created_at', type: 'text' },
];
/** What a new row is besides is known already. */
const UNLESS_THERE = 'on conflict do nothing returning id, workflow_id, node_id, change_id, replay, record_key';

type NewRow = Pick<Selectable<DeliveryTable>, 'id' | 'workflow_id' | 'node_id' | 'change_id' | 'replay' | 'record_key'>;

/** Deliveries that have not ended are those without `finished_at`; the index on them relies on it. */
export class SqlDeliveries implements DeliveryStore {
	private readonly database: SqlDatabase<LedgerTables>;

	constructor(database: SqlDatabase<LedgerTables>) {
		this.database = database;
	}

	async add(drafts: readonly DeliveryDraft[], at: string, inHand?: InHand): Promise<StoredDelivery[]> {
		const most = inHand?.most ?? 0;
		const [taken, waiting] = [drafts.slice(0, most), drafts.slice(most)];
		const addBoth = async () => [...(await this.addAlike(taken, beginning(at, inHand))), ...(await this.addAlike(waiting, beginning(at)))];
		return taken.length > 0 && waiting.length > 0 ? await this.database.transaction(addBoth) : await addBoth();
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
		const row = await this.database.db().selectFrom('delivery').selectAll().where('id', '=', idNumber(id)).executeTakeFirst();
		return row === undefined ? undefined : deliveryOf(row);
	}

	async getMany(ids: readonly string[]): Promise<Map<string, StoredDelivery>> {
		if (ids.length === 0) return new Map();
		const rows = await this.database.db().selectFrom('delivery').selectAll().where(this.isOneOf(ids)).execute();
		return new Map(rows.map((row) => [String(row.id), deliveryOf(row)]));
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

	async replaysWaiting(): Promise<TriggerIdentity[]> {
		const rows = await this.database
			.db()
			.selectFrom('delivery')
			.select(['workflow_id', 'node_id'])
			.distinct()
			.where('finished_at', 'is', null)
			.where('replay', '>', 0)
			.where('state', '=', 'waiting')
			.execute();
		return rows.map((row) => ({ workflowId: row.workflow_id, nodeId: row.node_id }));
	}

	async markInFlight(ids: readonly string[], owner: string, leaseUntil: string): Promise<StoredDelivery[]> {
		if (ids.length === 0) return [];
		const rows = await this.update(ids)
			.set({ state: 'inFlight', owner, lease_until: leaseUntil, due_at: null, attempts: sql`attempts + 1` })
			.where('state', 'in', ['waiting', 'inFlight'])
			.returningAll()
			.execute();
		return rows.map(deliveryOf);
	}

	async claim(handOvers: readonly HandOver[], claim: Claim): Promise<string[]> {
		const groups = [...groupsOf(handOvers).values()];
		// One statement is whole by itself; a batch nearly always is one.
		if (groups.length <= 1) return await this.claimAll(groups, claim);
		return await this.database.transaction(async () => await this.claimAll(groups, claim));
	}

	async renew(ids: readonly string[], owner: string, leaseUntil: string): Promise<void> {
		if (ids.length === 0) return;
		await this.update(ids)
			.set({ lease_until: leaseUntil })
			.where('owner', '=', owner)
			.where('finished_at', 'is', null)
			.where('state', 'in', ['inFlight', 'claimed'])
			.execute();
	}

	async markEnded(handOvers: readonly HandOver[], owner: string, at: string): Promise<void> {
		await this.updateClaims(handOvers, owner, { ended_at: at });
	}

	async letGo(handOvers: readonly HandOver[], owner: string): Promise<void> {
		await this.updateClaims(handOvers, owner, { owner: null, lease_until: null });
	}

	async finish(ids: readonly string[], { state, at, error }: DeliveryEnd): Promise<void> {
		if (ids.length === 0) return;
		const failures = state === 'failed' ? sql<number>`failures + 1` : sql<number>`failures`;
		await this.update(ids)
			.set({ state, finished_at: at, error, failures, lease_until: null, due_at: null })
			.where('finished_at', 'is', null)
			.execute();
	}

	async finishRun(
		ids: readonly string[],
		{ state, at, error }: DeliveryEnd,
		{ owner, whoeverClaimed }: { owner: string; whoeverClaimed: boolean },
	): Promise<string[]> {
		if (ids.length === 0) return [];
		let ending = this.update(ids)
			.set({ state, finished_at: at, error, lease_until: null, due_at: null })
			.where('finished_at', 'is', null)
			.where('state', '=', 'claimed');
		if (!whoeverClaimed) ending = ending.where((is) => is.or([is('owner', '=', owner), is('ended_at', 'is not', null)]));
		return (await ending.returning('id').execute()).map(({ id }) => String(id));
	}

	async retryAt(ids: readonly string[], dueAt: string, error: string): Promise<void> {
		if (ids.length === 0) return;
		await this.update(ids)
			.set({ state: 'waiting', owner: null, lease_until: null, ended_at: null, due_at: dueAt, error, failures: sql`failures + 1` })
			.where('finished_at', 'is', null)
			.execute();
	}

	/** Of one state, attempt and owner together. */
	async takeBack(deliveries: ReadonlyArray<Pick<StoredDelivery, 'id' | 'state' | 'attempts' | 'owner'>>): Promise<string[]> {
		const back: string[] = [];
		for (const group of Map.groupBy(deliveries, ({ state, attempts, owner }) => `${state} ${attempts} ${owner ?? ''}`).values()) {
			const { state, attempts, owner } = group[0]!;
			const rows = await this.wait(group.map(({ id }) => id))
				.where('state', '=', state)
				.where('attempts', '=', attempts)
				.where('owner', owner === null ? 'is' : '=', owner)
				.returning('id')
				.execute();
			back.push(...rows.map(({ id }) => String(id)));
		}
		return back;
	}

	async giveBack(ids: readonly string[]): Promise<void> {
		if (ids.length > 0) await this.wait(ids).execute();
	}

	private wait(ids: readonly string[]) {
		return this.update(ids).set({ state: 'waiting', owner: null, lease_until: null, ended_at: null }).where('finished_at', 'is', null);
	}

	private async claimAll(
		groups: ReadonlyArray<readonly HandOver[]>,
		{ owner, leaseUntil, at, executionId, workflowVersion }: Claim,
	): Promise<string[]> {
		const claimed: string[] = [];
		for (const group of groups) {
			const { attempts, from, handedBy } = group[0]!;
			const rows = await this.update(group.map(({ id }) => id))
				.set({
					state: 'claimed',
					owner,
					lease_until: leaseUntil,
					claimed_at: at,
					ended_at: null,
					execution_id: executionId,
					workflow_version: workflowVersion,
				})
				.where('attempts', '=', attempts)
				.where((is) => {
					if (from !== undefined) return is.and([is('state', '=', 'claimed'), is('owner', '=', from), is('ended_at', 'is', null)]);
					return handedBy === undefined ? is('state', '=', 'inFlight') : is.and([is('state', '=', 'inFlight'), is('owner', '=', handedBy)]);
				})
				.returning('id')
				.execute();
			claimed.push(...rows.map(({ id }) => String(id)));
		}
		return claimed;
	}

	private async addAlike(drafts: readonly DeliveryDraft[], start: Beginning): Promise<StoredDelivery[]> {
		if (drafts.length === 0) return [];
		const { state, owner, leaseUntil, attempts, createdAt } = start;
		const rows = drafts.map(({ workflowId, nodeId, changeId, replay, recordKey }): SqlValue[] => [
			workflowId,
			nodeId,
			changeId,
			replay,
			recordKey,
			state,
			owner,
			leaseUntil,
			attempts,
			createdAt,
		]);
		const added = await insertAlike<LedgerTables, NewRow>(this.database, 'delivery', COLUMNS, rows, UNLESS_THERE);
		return added.sort((a, b) => a.id - b.id).map((row) => newDelivery(row, start));
	}

	/** A batch nearly always is one statement; a part that fails is tried again with the others. */
	private async updateClaims(
		handOvers: readonly HandOver[],
		owner: string,
		values: { ended_at: string } | { owner: null; lease_until: null },
	): Promise<void> {
		for (const group of groupsOf(handOvers).values()) {
			await this.update(group.map(({ id }) => id))
				.set(values)
				.where('state', '=', 'claimed')
				.where('owner', '=', owner)
				.where('attempts', '=', group[0]!.attempts)
				.execute();
		}
	}

	private update(ids: readonly string[]) {
		return this.database.db().updateTable('delivery').where(this.isOneOf(ids));
	}

	private isOneOf(ids: readonly string[]) {
		return this.database.dialect.isOneOf(sql.ref('id'), ids.map(idNumber));
	}
}

/** -1 for what was never the id of a delivery. */
function idNumber(id: string): number {
	return /^\d{1,15}$/.test(id) ? Number(id) : -1;
}

/** Those of the same attempt and owner together. */
function groupsOf(handOvers: readonly HandOver[]): Map<string, HandOver[]> {
	const groups = new Map<string, HandOver[]>();
	for (const handOver of handOvers) {
		const name = `${handOver.attempts} ${handOver.from ?? ''} ${handOver.handedBy ?? ''}`;
		const group = groups.get(name);
		if (group) group.push(handOver);
		else groups.set(name, [handOver]);
	}
	return groups;
}

type Beginning = Pick<StoredDelivery, 'state' | 'owner' | 'leaseUntil' | 'attempts' | 'createdAt'>;

function beginning(createdAt: string, inHand?: InHand): Beginning {
	if (inHand === undefined) return { state: 'waiting', owner: null, leaseUntil: null, attempts: 0, createdAt };
	return { state: 'inFlight', owner: inHand.owner, leaseUntil: inHand.leaseUntil, attempts: 1, createdAt };
}

function newDelivery(row: NewRow, start: Beginning): StoredDelivery {
	return {
		id: String(row.id),
		workflowId: row.workflow_id,
		nodeId: row.node_id,
		changeId: row.change_id,
		replay: row.replay,
		recordKey: row.record_key,
		failures: 0,
		dueAt: null,
		claimedAt: null,
		endedAt: null,
		finishedAt: null,
		error: null,
		executionId: null,
		workflowVersion: null,
		...start,
	};
}

export function deliveryOf(row: Selectable<DeliveryTable>): StoredDelivery {
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
