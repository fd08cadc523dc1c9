import { sql, type Selectable } from 'kysely';
import type { ChangeReason } from '../../model/changeReason';
import type { Values } from '../../model/record';
import type { Origin } from '../../model/write';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import type { OwnWrite, OwnWriteStore, StoredOwnWrite, UnderWay } from '../Ledger';
import type { LedgerTables, OwnWriteTable } from './ledgerTables';

/** Rows of one statement. */
const ADDED_TOGETHER = 200;

export class SqlOwnWrites implements OwnWriteStore {
	private readonly database: SqlDatabase<LedgerTables>;

	constructor(database: SqlDatabase<LedgerTables>) {
		this.database = database;
	}

	async add(writes: readonly OwnWrite[], servedAfter: string): Promise<void> {
		for (let start = 0; start < writes.length; start += ADDED_TOGETHER) {
			const rows = writes.slice(start, start + ADDED_TOGETHER).map((write, index) => sql`(${sql.lit(index)}, ${sql.join(rowOf(write))})`);
			await sql`
				insert into own_write (record_type, record_id, kind, version, updated_at, content, seen, actor, origin, reason, at)
				select column2, column3, column4, column5, column6, column7, column8, column9, column10, column11, column12
				from (values ${sql.join(rows)}) as given
				where column2 in (select record_type from poll_position)
				and exists (select 1 from subscription where served_at > ${servedAfter})
				order by column1`.execute(this.database.db());
		}
	}

	async ofType(type: string, limit: number): Promise<StoredOwnWrite[]> {
		const rows = await this.database
			.db()
			.selectFrom('own_write')
			.selectAll()
			.where('record_type', '=', type)
			.orderBy('id')
			.limit(limit)
			.execute();
		return rows.map(ownWriteOf);
	}

	async remove(ids: readonly string[]): Promise<void> {
		if (ids.length === 0) return;
		await this.database
			.db()
			.deleteFrom('own_write')
			.where(this.database.dialect.isOneOf(sql.ref('id'), ids.map(Number)))
			.execute();
	}

	async underWay(type: string, now: string): Promise<UnderWay> {
		const { rows } = await sql<{ written: string | null; intent: string | null }>`
			select record_id as written, null as intent from own_write where record_type = ${type}
			union all select null, writes from effect_intent where alive_until > ${now}`.execute(this.database.db());
		return { written: rows.flatMap(({ written }) => written ?? []), intents: rows.flatMap(({ intent }) => intent ?? []) };
	}
}

function rowOf({ ref, kind, version, updatedAt, values, seen, actor, origin, reason, at }: OwnWrite): Array<string | null> {
	const jsonOrNull = (value: unknown) => (value === undefined ? null : JSON.stringify(value));
	const texts = [jsonOrNull(values), jsonOrNull(seen), actor ?? null, jsonOrNull(origin), jsonOrNull(reason)];
	return [ref.type, ref.id, kind, version ?? null, updatedAt ?? null, ...texts, at];
}

function ownWriteOf(row: Selectable<OwnWriteTable>): StoredOwnWrite {
	return {
		id: String(row.id),
		ref: { type: row.record_type, id: row.record_id },
		kind: row.kind,
		at: row.at,
		...(row.version !== null && { version: row.version }),
		...(row.updated_at !== null && { updatedAt: row.updated_at }),
		...(row.content !== null && { values: JSON.parse(row.content) as Values }),
		...(row.seen !== null && { seen: JSON.parse(row.seen) as OwnWrite['seen'] }),
		...(row.actor !== null && { actor: row.actor }),
		...(row.origin !== null && { origin: JSON.parse(row.origin) as Origin }),
		...(row.reason !== null && { reason: JSON.parse(row.reason) as ChangeReason }),
	};
}
