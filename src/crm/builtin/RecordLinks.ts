import { sql, type RawBuilder } from 'kysely';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import type { NamedRecord, RecordRef } from '../../model/record';
import { requireNamed } from '../namedRecords';
import { tableOf } from './capturedTables';
import { idNumber } from './ids';
import type { Reference } from '../Reference';
import type { CrmTables } from './tables';

/** Whether a row belongs to that record; its table has the columns `record_type` and `record_id`. */
export function isLinkedTo({ type, id }: RecordRef): RawBuilder<boolean> {
	return sql<boolean>`(record_type = ${type} and record_id = ${idNumber(id) ?? 0})`;
}

/** Checks that records exist: one statement per record type, however many are named. Throws notFound. */
export async function requireRecords(database: SqlDatabase<CrmTables>, reference: Reference, named: readonly NamedRecord[]): Promise<void> {
	await requireNamed(named, {
		type: (name) => reference.type(name),
		existingIds: async (type, ids) => await existingIds(database, type, ids),
	});
}

async function existingIds(database: SqlDatabase<CrmTables>, type: string, ids: ReadonlySet<string>): Promise<Set<string>> {
	const { table, type: typeOf } = tableOf(type);
	const numbers = [...ids].map(idNumber).filter((number) => number !== undefined);
	if (numbers.length === 0) return new Set();
	let query = database
		.db()
		.selectFrom(table)
		.select('id')
		.where(database.dialect.isOneOf(sql.ref('id'), numbers));
	if ('column' in typeOf) query = query.where(sql.ref(typeOf.column), '=', type);
	return new Set((await query.execute()).map(({ id }) => String(id)));
}
