import { sql, type RawBuilder } from 'kysely';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import { CrmError, forDraft } from '../../model/CrmError';
import type { RecordRef } from '../../model/record';
import { tableOf } from './capturedTables';
import { idNumber } from './ids';
import type { Reference } from './Reference';
import type { CrmTables } from './tables';

/** A record that a draft names. */
export interface NamedRecord extends RecordRef {
	/** Place of the draft among those of the call. */
	index: number;
	/** Where it was named: `field "Company"`. */
	where: string;
}

/** Whether a row belongs to that record; its table has the columns `record_type` and `record_id`. */
export function isLinkedTo({ type, id }: RecordRef): RawBuilder<boolean> {
	return sql<boolean>`(record_type = ${type} and record_id = ${idNumber(id) ?? 0})`;
}

/** Checks that records exist: one statement per record type, however many are named. Throws notFound. */
export async function requireRecords(database: SqlDatabase<CrmTables>, reference: Reference, named: readonly NamedRecord[]): Promise<void> {
	const byType = new Map<string, NamedRecord[]>();
	for (const link of named) {
		const list = byType.get(link.type);
		if (list === undefined) byType.set(link.type, [link]);
		else list.push(link);
	}
	for (const [type, links] of byType) {
		const { label } = forDraft(links[0]!.index, () => reference.type(type));
		const existing = await existingIds(database, type, new Set(links.map(({ id }) => id)));
		const missing = links.find(({ id }) => !existing.has(id));
		if (missing === undefined) continue;
		throw new CrmError(
			'notFound',
			`${label} "${missing.id}" does not exist (${missing.where}).`,
			`Give the id of an existing ${label.toLowerCase()}, or create it first.`,
			{ index: missing.index },
		);
	}
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
