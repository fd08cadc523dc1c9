import { sql, type RawBuilder, type Selectable } from 'kysely';
import { insertAlike, type SqlColumn } from '../../sql/bulk';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import type { StoredTimer, TimerStore, WaitingQuery } from '../LedgerTimers';
import type { LedgerTables, TimerTable } from './ledgerTables';

const NAMES = ['owner', 'subject', 'due_at', 'occasion', 'record_key', 'content', 'at'];
const COLUMNS: readonly SqlColumn[] = NAMES.map((name) => ({ name, type: 'text' }));
const REPLACING = `on conflict ("owner", "subject") do update set ${NAMES.slice(2)
	.map((name) => `"${name}" = excluded."${name}"`)
	.join(', ')}`;

/** Rows of one statement. */
const SAVED_TOGETHER = 2_000;

export class SqlTimers implements TimerStore {
	private readonly database: SqlDatabase<LedgerTables>;

	constructor(database: SqlDatabase<LedgerTables>) {
		this.database = database;
	}

	async find(owner: string, subjects: readonly string[]): Promise<Map<string, StoredTimer>> {
		if (subjects.length === 0) return new Map();
		const rows = await this.database
			.db()
			.selectFrom('timer')
			.selectAll()
			.where('owner', '=', owner)
			.where(this.isOneOf('subject', subjects))
			.execute();
		return new Map(rows.map((row) => [row.subject, timerOf(row)]));
	}

	async save(timers: readonly StoredTimer[]): Promise<void> {
		if (timers.length === 0) return;
		const rows = timers.map(({ owner, subject, dueAt, occasion, recordKey, content, at }) => [
			owner,
			subject,
			dueAt,
			occasion,
			recordKey,
			content,
			at,
		]);
		await this.database.transaction(async () => {
			for (let start = 0; start < rows.length; start += SAVED_TOGETHER)
				await insertAlike(this.database, 'timer', COLUMNS, rows.slice(start, start + SAVED_TOGETHER), REPLACING);
		});
	}

	async remove(owner: string, subjects: readonly string[]): Promise<number> {
		if (subjects.length === 0) return 0;
		const removed = await this.database
			.db()
			.deleteFrom('timer')
			.where('owner', '=', owner)
			.where(this.isOneOf('subject', subjects))
			.returning('subject')
			.execute();
		return removed.length;
	}

	async removeOf(owner: string, { fired }: { fired: boolean }, limit: number): Promise<number> {
		const waits = fired ? sql`` : sql`and due_at is not null`;
		const { rows } = await sql`
			delete from timer where owner = ${owner} and subject in (
				select subject from timer where owner = ${owner} ${waits} limit ${limit}
			) returning 1 as removed`.execute(this.database.db());
		return rows.length;
	}

	async nextDue(): Promise<string | null> {
		const { rows } = await sql<{ due_at: string }>`
			select due_at from timer where due_at is not null order by due_at limit 1`.execute(this.database.db());
		return rows[0]?.due_at ?? null;
	}

	async due(by: string, limit: number): Promise<StoredTimer[]> {
		const { rows } = await sql<Selectable<TimerTable>>`
			select * from timer where due_at is not null and due_at <= ${by} order by due_at limit ${limit}`.execute(this.database.db());
		return rows.map(timerOf);
	}

	async fire(owner: string, subjects: readonly string[], at: string): Promise<StoredTimer[]> {
		if (subjects.length === 0) return [];
		const rows = await this.database
			.db()
			.updateTable('timer')
			.set({ due_at: null, at })
			.where('owner', '=', owner)
			.where(this.isOneOf('subject', subjects))
			.where('due_at', '<=', at)
			.returningAll()
			.execute();
		return rows.map(timerOf);
	}

	async waiting({ ownerPrefix, recordKeys, limit }: WaitingQuery): Promise<StoredTimer[]> {
		if (recordKeys?.length === 0) return [];
		const about = recordKeys === undefined ? sql`` : sql`and ${this.isOneOf('record_key', recordKeys)}`;
		const most = limit === undefined ? sql`` : sql`limit ${limit}`;
		const { rows } = await sql<Selectable<TimerTable>>`
			select * from timer where due_at is not null and ${beginsWith(ownerPrefix)} ${about}
			order by due_at, subject ${most}`.execute(this.database.db());
		return rows.map(timerOf);
	}

	async countWaiting(ownerPrefix: string): Promise<Map<string, number>> {
		const { rows } = await sql<{ owner: string; count: number }>`
			select owner, count(*) as count from timer where due_at is not null and ${beginsWith(ownerPrefix)}
			group by owner order by owner`.execute(this.database.db());
		return new Map(rows.map(({ owner, count }) => [owner, Number(count)]));
	}

	private isOneOf(column: string, values: readonly string[]): RawBuilder<boolean> {
		return this.database.dialect.isOneOf(sql.ref(column), values);
	}
}

function beginsWith(prefix: string): RawBuilder<boolean> {
	return sql<boolean>`substr(owner, 1, ${sql.lit(prefix.length)}) = ${prefix}`;
}

function timerOf(row: Selectable<TimerTable>): StoredTimer {
	const { owner, subject, occasion, content, at } = row;
	return { owner, subject, dueAt: row.due_at, occasion, recordKey: row.record_key, content, at };
}
