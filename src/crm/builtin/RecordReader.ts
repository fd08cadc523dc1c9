import { sql, type RawBuilder } from 'kysely';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import type { Clock } from '../../model/clock';
import type { RecordQuery } from '../../model/query';
import type { CrmRecord, RecordRef } from '../../model/record';
import type { RecordTypeDescription } from '../../model/recordType';
import { tableOf } from './capturedTables';
import { anyGroupSql, conditionSql } from './conditions';
import type { CrmDialect } from './CrmDialect';
import { fieldExpression } from './fieldExpressions';
import { idNumber } from './ids';
import { recordOf, type AnyRecordRow } from './recordRows';
import type { ReferenceCache } from './ReferenceCache';
import type { CrmTables } from './tables';

/** Records per statement. */
const PAGE = 500;

/** Reads records of any type, those the CRM keeps itself included. */
export class RecordReader {
	private readonly database: SqlDatabase<CrmTables>;
	private readonly dialect: CrmDialect;
	private readonly references: ReferenceCache;
	private readonly clock: Clock;

	constructor(database: SqlDatabase<CrmTables>, dialect: CrmDialect, references: ReferenceCache, clock: Clock) {
		this.database = database;
		this.dialect = dialect;
		this.references = references;
		this.clock = clock;
	}

	async get({ type: name, id }: RecordRef): Promise<CrmRecord | undefined> {
		const type = (await this.references.current()).type(name);
		const number = idNumber(id);
		if (number === undefined) return undefined;
		const { table, type: typeOf } = tableOf(name);
		const [row] = await this.database.run<AnyRecordRow>(`select * from "${table}" where "id" = ${this.dialect.sql.placeholder(1)}`, [
			number,
		]);
		if (row === undefined || ('column' in typeOf && row[typeOf.column] !== name)) return undefined;
		return recordOf(type, row);
	}

	async *find(name: string, query: RecordQuery = {}): AsyncGenerator<CrmRecord> {
		const type = (await this.references.current()).type(name);
		const conditions = this.conditionsOf(type, query);
		const rows = query.orderBy === undefined ? this.newestFirst(type, conditions, query) : this.ordered(type, conditions, query);
		for await (const row of rows) yield recordOf(type, row);
	}

	async match(name: string, field: string, values: readonly string[]): Promise<Map<string, string[]>> {
		const type = (await this.references.current()).type(name);
		const { sql: content, comparison } = fieldExpression(this.dialect, type, field);
		// The bare expression is what the indexes are made of; only numbers must become texts to be compared.
		const text = comparison === 'text' ? content : sql`cast(${content} as text)`;
		const found = new Map<string, string[]>();
		const { rows } = await sql<{ id: number; value: string }>`
			select id, ${text} as value from ${sql.table(tableOf(type.name).table)}
			where ${this.all(type, [this.dialect.sql.isOneOf(text, values)])}`.execute(this.database.db());
		// Sorted here: asked to, SQLite walks through all records in order instead of using the index of the field.
		rows.sort((a, b) => a.id - b.id);
		for (const { id, value } of rows) {
			const ids = found.get(value);
			if (ids === undefined) found.set(value, [String(id)]);
			else ids.push(String(id));
		}
		return found;
	}

	/** Looked up for each user in the index on the responsible person, as for tasks. */
	async countOpen(name: string, userIds: readonly string[]): Promise<Map<string, number>> {
		const { name: type, pipelines } = (await this.references.current()).editableType(name);
		const ids = userIds.map(idNumber).filter((id) => id !== undefined);
		if (ids.length === 0) return new Map();
		const { rowsOf, isOneOf } = this.dialect.sql;
		const final = pipelines.flatMap(({ stages }) => stages.filter(({ kind }) => kind !== 'open').map(({ id }) => id));
		const { rows } = await sql<{ id: number; count: number }>`
			select given.value as id, (
				select count(*) from record where responsible_id = given.value and type = ${type}
				and (stage_id is null or not ${isOneOf(sql.ref('stage_id'), final)})
			) as count from ${rowsOf(ids)} as given`.execute(this.database.db());
		return new Map(rows.filter(({ count }) => count > 0).map(({ id, count }) => [String(id), count]));
	}

	/** Continues below the last id, so that a page costs the same however many came before. */
	private async *newestFirst(
		type: RecordTypeDescription,
		conditions: RawBuilder<boolean>[],
		query: RecordQuery,
	): AsyncGenerator<AnyRecordRow> {
		let left = query.limit ?? Number.MAX_SAFE_INTEGER;
		let offset = query.offset ?? 0;
		let below: number | undefined;
		while (left > 0) {
			const size = Math.min(PAGE, left);
			const page = below === undefined ? conditions : [...conditions, sql<boolean>`id < ${below}`];
			const rows = await this.select(type, page, sql`order by id desc limit ${size} offset ${offset}`);
			yield* rows;
			if (rows.length < size) return;
			below = rows.at(-1)!.id;
			left -= size;
			offset = 0;
		}
	}

	/** Takes all ids in order first, so that writes in the meantime do not repeat or skip a record. */
	private async *ordered(type: RecordTypeDescription, conditions: RawBuilder<boolean>[], query: RecordQuery): AsyncGenerator<AnyRecordRow> {
		const { field, descending } = query.orderBy!;
		const { sql: content } = fieldExpression(this.dialect, type, field);
		const direction = sql.raw(descending === true ? 'desc' : 'asc');
		const { rows } = await sql<{ id: number }>`
			select id from ${sql.table(tableOf(type.name).table)} where ${this.all(type, conditions)}
			order by ${content} ${direction} nulls last, id ${direction}
			limit ${query.limit ?? Number.MAX_SAFE_INTEGER} offset ${query.offset ?? 0}`.execute(this.database.db());
		for (let start = 0; start < rows.length; start += PAGE) {
			const ids = rows.slice(start, start + PAGE).map(({ id }) => id);
			const page = await this.select(type, [this.dialect.sql.isOneOf(sql.ref('id'), ids)], sql``);
			const byId = new Map(page.map((row) => [row.id, row]));
			for (const id of ids) {
				const row = byId.get(id);
				if (row !== undefined) yield row;
			}
		}
	}

	private async select(
		type: RecordTypeDescription,
		conditions: RawBuilder<boolean>[],
		ending: RawBuilder<unknown>,
	): Promise<AnyRecordRow[]> {
		const { rows } = await sql<AnyRecordRow>`
			select * from ${sql.table(tableOf(type.name).table)} where ${this.all(type, conditions)} ${ending}`.execute(this.database.db());
		return rows;
	}

	private conditionsOf(type: RecordTypeDescription, query: RecordQuery): RawBuilder<boolean>[] {
		const now = this.clock.now();
		const conditions = (query.conditions ?? []).map((condition) => conditionSql(this.dialect, type, condition, now));
		if (query.anyOf !== undefined && query.anyOf.length > 0) conditions.push(anyGroupSql(this.dialect, type, query.anyOf, now));
		if (query.search === undefined || query.search === '') return conditions;
		const title = fieldExpression(this.dialect, type, type.fields[0]!.name).sql;
		return [...conditions, this.dialect.textContains(title, query.search)];
	}

	private all(type: RecordTypeDescription, conditions: RawBuilder<boolean>[]): RawBuilder<boolean> {
		const { type: typeOf } = tableOf(type.name);
		const ofType = 'column' in typeOf ? [sql<boolean>`${sql.ref(typeOf.column)} = ${type.name}`] : [];
		return sql`${sql.join([...ofType, ...conditions, sql`1 = 1`], sql` and `)}`;
	}
}
