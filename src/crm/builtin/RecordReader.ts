import { sql, type RawBuilder } from 'kysely';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import type { Clock } from '../../model/clock';
import { comparing } from '../../model/normalForm';
import type { RecordQuery } from '../../model/query';
import type { CrmRecord, RecordRef } from '../../model/record';
import type { RecordTypeDescription } from '../../model/recordType';
import { tableOf } from './capturedTables';
import { anyGroupSql, conditionSql } from './conditions';
import type { CrmDialect } from './CrmDialect';
import { fieldExpression, type FieldExpression } from './fieldExpressions';
import { idNumber } from './ids';
import { MergedRecords } from './MergedRecords';
import { formExpression, wantedForms } from './normalForms';
import type { ReadingOrder } from './ReadingOrder';
import { recordOf, type AnyRecordRow } from './recordRows';
import type { ReferenceCache } from './ReferenceCache';
import type { TitleKeys } from './sqlite/TitleKeys';
import { idsByTitle, titleKey } from './titleOrder';
import type { CrmTables } from './tables';

/** Records per statement. */
const PAGE = 500;

/** Forms that SQLite's own functions make, and so its indexes know. */
const A_TO_Z = /^[\x20-\x7e]*$/;

export interface RecordReaderParts {
	database: SqlDatabase<CrmTables>;
	dialect: CrmDialect;
	references: ReferenceCache;
	clock: Clock;
	reading: ReadingOrder;
}

/** Reads records of any type, those the CRM keeps itself included. */
export class RecordReader {
	private readonly database: SqlDatabase<CrmTables>;
	private readonly dialect: CrmDialect;
	private readonly references: ReferenceCache;
	private readonly clock: Clock;
	private readonly reading: ReadingOrder;
	private readonly merged: MergedRecords;

	constructor({ database, dialect, references, clock, reading }: RecordReaderParts) {
		this.database = database;
		this.dialect = dialect;
		this.references = references;
		this.clock = clock;
		this.reading = reading;
		this.merged = new MergedRecords(database);
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
		const expression = fieldExpression(this.dialect, type, field);
		const byForm = new Map<string, string[]>();
		for (const value of new Set(values)) {
			const forms = expression.comparison === 'text' ? wantedForms(expression.field, value) : [value];
			for (const form of forms) byForm.set(form, [...(byForm.get(form) ?? []), value]);
		}
		const { present = [], former = [] } = await this.withForms(type, expression, [...byForm.keys()]);
		// A record that has the value now goes first.
		return new Map([...idsByValue(former, byForm), ...idsByValue(present, byForm)]);
	}

	/** In the order of the ids. Forms in A to Z are asked for by themselves: SQLite has an index for them; other titles have keys. */
	private async withForms(
		type: RecordTypeDescription,
		expression: FieldExpression,
		forms: readonly string[],
	): Promise<Partial<Record<'present' | 'former', MatchRow[]>>> {
		const rows: MatchRow[] = [];
		const titles = expression.field.name === 'title' ? this.titlesOf(type) : undefined;
		for (const [isPlain, together] of Map.groupBy(forms, (form) => A_TO_Z.test(form))) {
			// The bare expression is what the indexes are made of; only numbers must become texts to be compared.
			const form =
				expression.comparison === 'text' ? formExpression(this.dialect, expression, together) : sql`cast(${expression.sql} as text)`;
			const wanted = this.dialect.sql.isOneOf(form, together);
			const former = type.editable ? this.merged.matching(type.name, expression.field, form, wanted) : undefined;
			const parts = isPlain || titles === undefined ? [sql<boolean>`1 = 1`] : [titles.nearly(together), ...titles.others()];
			const present = parts.map(
				(part) =>
					sql`select id, ${form} as form, 0 as former from ${sql.table(tableOf(type.name).table)} where ${this.all(type, [wanted, part])}`,
			);
			const found = await sql<MatchRow>`
				${sql.join([...present, ...(former === undefined ? [] : [former])], sql` union all `)}`.execute(this.database.db());
			rows.push(...found.rows);
		}
		// Sorted here: asked to, SQLite walks through all records in order instead of using the index of the field.
		rows.sort((a, b) => a.id - b.id);
		return Object.groupBy(rows, ({ former }) => (former === 0 ? 'present' : 'former'));
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
		const { rows } = await this.idsInOrder(type, conditions, query).execute(this.database.db());
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

	private idsInOrder(type: RecordTypeDescription, conditions: RawBuilder<boolean>[], query: RecordQuery): RawBuilder<{ id: number }> {
		const { orderBy, conditions: given = [], anyOf = [], limit = Number.MAX_SAFE_INTEGER, offset = 0 } = query;
		const { field, descending } = orderBy!;
		const where = this.all(type, conditions);
		const direction = sql.raw(descending === true ? 'desc' : 'asc');
		const titles = field === 'title' ? this.titlesOf(type) : undefined;
		// A condition may have an index of its own that leaves few to be sorted.
		if (titles !== undefined && given.length === 0 && anyOf.length === 0)
			return idsByTitle(this.dialect, titles, { where, direction, limit, offset });
		const order = titles === undefined ? this.orderOf(fieldExpression(this.dialect, type, field)) : titleKey(this.dialect, titles);
		return sql<{ id: number }>`
			select id from ${sql.table(tableOf(type.name).table)} where ${where}
			order by ${order} ${direction} ${sql.raw(field === 'title' ? '' : 'nulls last')}, id ${direction}
			limit ${limit} offset ${offset}`;
	}

	/** Undefined for a type whose titles have no keys. */
	private titlesOf({ name }: RecordTypeDescription): TitleKeys | undefined {
		return tableOf(name).table === 'record' ? this.reading.titles : undefined;
	}

	/** Texts as people read them; of ids, choices and moments the order of what is kept. */
	private orderOf(expression: FieldExpression): RawBuilder<unknown> {
		if (expression.comparison !== 'text' || comparing(expression.field) === 'exact') return expression.sql;
		return this.reading.of(formExpression(this.dialect, expression, []));
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

interface MatchRow {
	id: number;
	form: string;
	/** 1: a record that was merged into this one had it. */
	former: number;
}

/** `byForm`: the values that were given, by their normal forms. */
function idsByValue(rows: readonly MatchRow[], byForm: ReadonlyMap<string, readonly string[]>): Map<string, string[]> {
	const found = new Map<string, Set<string>>();
	for (const { id, form } of rows)
		for (const value of byForm.get(form) ?? []) found.set(value, (found.get(value) ?? new Set()).add(String(id)));
	return new Map([...found].map(([value, ids]) => [value, [...ids]]));
}
