import { CompiledQuery, sql } from 'kysely';
import type { SqlDialect } from '../SqlDialect';

export const sqliteDialect: SqlDialect = {
	name: 'SQLite',
	migrationPlugins: [],
	placeholder: () => '?',
	maxParameters: 32_766,
	idType: 'integer',
	jsonType: 'text',
	identity: (column) => column.primaryKey().autoIncrement(),
	givenIds: '',
	typed: (expression, type) => (type === 'integer' ? `cast(${expression} as integer)` : expression),
	rowsOf: (values) => sql`(select value from json_each(${JSON.stringify(values)}))`,
	isOneOf: (expression, values) => sql`${expression} in (select value from json_each(${JSON.stringify(values)}))`,
	insertsFromInserted: false,
	// A write transaction has the database for itself, so the numbers that follow the last one are free.
	async takeIds(db, table, count) {
		const { rows } = await db.executeQuery<{ seq: number }>(CompiledQuery.raw('select seq from sqlite_sequence where name = ?', [table]));
		const last = rows[0]?.seq ?? 0;
		return Array.from({ length: count }, (_, index) => last + 1 + index);
	},
	takeTurns: async () => undefined,
	// Rows lie in the order in which they were written.
	ageIndex: () => [],
	deleteOldestText: (table, column) =>
		`delete from "${table}" where rowid in (select rowid from (select rowid, "${column}" as moment from "${table}" order by rowid limit ?2) where moment < ?1)`,
	fillPages: () => [],
	locksRows: false,
	wasUndoneForOthers: () => false,
};
