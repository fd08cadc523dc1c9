import { sql } from 'kysely';
import type { Values } from '../../model/record';
import { insertRows, type SqlColumn } from '../../sql/bulk';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import type { PollPosition, SnapshotStore, StoredSnapshot } from '../Ledger';
import type { LedgerTables } from './ledgerTables';

const NAMES = ['record_type', 'record_id', 'version', 'updated_at', 'content', 'seen_at'] as const;
const COLUMNS: readonly SqlColumn[] = NAMES.map((name) => ({ name, type: 'text' }));
const REPLACE = `on conflict ("record_type", "record_id") do update set ${NAMES.slice(2)
	.map((name) => `"${name}" = excluded."${name}"`)
	.join(', ')}`;

export class SqlSnapshots implements SnapshotStore {
	private readonly database: SqlDatabase<LedgerTables>;

	constructor(database: SqlDatabase<LedgerTables>) {
		this.database = database;
	}

	async positionOf(type: string): Promise<PollPosition | undefined> {
		const row = await this.database.db().selectFrom('poll_position').selectAll().where('record_type', '=', type).executeTakeFirst();
		return row && { changedUntil: row.changed_until, complete: row.complete === 1, revision: row.revision };
	}

	/** The second of two that move it waits for the end of the first, and then finds another revision. */
	async movePosition(
		type: string,
		seen: PollPosition | undefined,
		{ changedUntil, complete }: Pick<PollPosition, 'changedUntil' | 'complete'>,
	): Promise<PollPosition | undefined> {
		const revision = (seen?.revision ?? 0) + 1;
		const row = { changed_until: changedUntil, complete: complete ? 1 : 0, revision };
		const moved =
			seen === undefined
				? await this.database
						.db()
						.insertInto('poll_position')
						.values({ record_type: type, ...row })
						.onConflict((conflict) => conflict.column('record_type').doNothing())
						.returning('revision')
						.execute()
				: await this.database
						.db()
						.updateTable('poll_position')
						.set(row)
						.where('record_type', '=', type)
						.where('revision', '=', seen.revision)
						.returning('revision')
						.execute();
		return moved.length === 0 ? undefined : { changedUntil, complete, revision };
	}

	async find(type: string, ids: readonly string[]): Promise<Map<string, StoredSnapshot>> {
		if (ids.length === 0) return new Map();
		const rows = await this.database
			.db()
			.selectFrom('snapshot')
			.selectAll()
			.where('record_type', '=', type)
			.where(this.database.dialect.isOneOf(sql.ref('record_id'), ids))
			.execute();
		return new Map(
			rows.map(({ record_id: id, version, updated_at: updatedAt, content, seen_at: seenAt }) => [
				id,
				{ id, version, updatedAt, values: JSON.parse(content) as Values, seenAt },
			]),
		);
	}

	async save(type: string, snapshots: readonly StoredSnapshot[]): Promise<void> {
		const rows = snapshots.map(({ id, version, updatedAt, values, seenAt }) => [
			type,
			id,
			version,
			updatedAt,
			JSON.stringify(values),
			seenAt,
		]);
		await insertRows(this.database, 'snapshot', COLUMNS, rows, REPLACE);
	}

	async remove(type: string, ids: readonly string[]): Promise<void> {
		if (ids.length === 0) return;
		await this.database
			.db()
			.deleteFrom('snapshot')
			.where('record_type', '=', type)
			.where(this.database.dialect.isOneOf(sql.ref('record_id'), ids))
			.execute();
	}

	async ids(type: string, after: string | undefined, limit: number): Promise<string[]> {
		let query = this.database.db().selectFrom('snapshot').select('record_id').where('record_type', '=', type);
		if (after !== undefined) query = query.where('record_id', '>', after);
		return (await query.orderBy('record_id').limit(limit).execute()).map((row) => row.record_id);
	}
}
