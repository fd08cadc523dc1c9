import { CompiledQuery, sql } from 'kysely';
import type { SqlDialect, SqlType } from '../SqlDialect';
import { quoted } from './PostgresAddress';
import { TextsByBytes } from './TextsByBytes';
import { wasUndoneForOthers } from './postgresErrors';

const CASTS: Record<SqlType, string | undefined> = {
	text: undefined,
	integer: 'bigint',
	number: 'double precision',
	json: 'jsonb',
	bytes: 'bytea',
};

export function postgresDialect(schema: string): SqlDialect {
	return {
		name: 'PostgreSQL',
		schema,
		migrationPlugins: [new TextsByBytes()],
		placeholder: (position) => `$${position}`,
		maxParameters: 65_535,
		idType: 'bigint',
		jsonType: 'jsonb',
		// "Always": an id that another program makes up would one day meet the same number from the sequence.
		identity: (column) => column.primaryKey().generatedAlwaysAsIdentity(),
		givenIds: 'overriding system value',
		typed: (expression, type) => (CASTS[type] === undefined ? expression : `cast(${expression} as ${CASTS[type]})`),
		rowsOf: (values) => sql`(select unnest(cast(${[...values]} as ${sql.raw(arrayType(values))})) as value)`,
		isOneOf(expression, values) {
			if (values.length === 0) return sql<boolean>`false`;
			return sql<boolean>`${expression} = any(cast(${[...values]} as ${sql.raw(arrayType(values))}))`;
		},
		rowsOfLists(name, lists) {
			const arrays = lists.map(({ position, type }) => `cast($${position} as ${CASTS[type] ?? 'text'}[])`);
			return `unnest(${arrays.join(', ')}) as ${name}(${lists.map((list) => list.name).join(', ')})`;
		},
		insertsFromInserted: true,
		async takeIds(db, table, count) {
			const text = "select nextval(cast($1 || '_id_seq' as regclass)) as id from generate_series(1, $2)";
			const { rows } = await db.executeQuery<{ id: number }>(CompiledQuery.raw(text, [table, count]));
			return rows.map(({ id }) => id);
		},
		async takeTurns(db, what) {
			await db.executeQuery(CompiledQuery.raw('select pg_advisory_xact_lock(hashtext($1), hashtext($2))', [`crmflow ${schema}`, what]));
		},
		// Costs a write nothing: it holds the moments of whole blocks of rows.
		ageIndex: (table, column) => [
			`create index "${table}_${column}" on ${quoted(schema)}."${table}" using brin ("${column}") with (autosummarize = on)`,
		],
		deleteOldestText: (table, column) =>
			`delete from "${table}" where ctid = any(array(select ctid from "${table}" where "${column}" < $1 limit $2))`,
		// A new version of a row on the same page needs no new entries in the indexes.
		fillPages: (table, percent) => [`alter table ${quoted(schema)}."${table}" set (fillfactor = ${percent})`],
		locksRows: true,
		wasUndoneForOthers,
	};
}

/** Whole numbers are compared as such, so that the index of an id is used. */
function arrayType(values: ReadonlyArray<string | number>): string {
	if (typeof values[0] === 'string') return 'text[]';
	return values.every((value) => Number.isSafeInteger(value)) ? 'bigint[]' : 'double precision[]';
}
