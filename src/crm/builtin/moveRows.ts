import { sql } from 'kysely';
import { CrmError } from '../../model/CrmError';
import { refKey, type RecordRef } from '../../model/record';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import { idNumber } from './ids';
import type { CrmTables } from './tables';
import type { Writing } from './Writer';

/** What is moved: from these ids to that one, all of one type. */
export interface Move {
	type: string;
	ids: string[];
	to: RecordRef;
}

/** Throws invalidValue for a record of another type, or the same one. */
export function moveOf(from: readonly RecordRef[], to: RecordRef): Move {
	const ids = from.map((ref) => {
		if (ref.type === to.type && ref.id !== to.id) return ref.id;
		throw new CrmError(
			'invalidValue',
			`What names ${refKey(ref)} cannot name ${refKey(to)} instead.`,
			'Give two different records of one type.',
		);
	});
	return { type: to.type, ids: [...new Set(ids)], to };
}

/** Of a table whose rows name a record by `record_type` and `record_id`; gives how many there were. */
export async function moveRows(
	database: SqlDatabase<CrmTables>,
	{ table, versioned }: { table: string; versioned: boolean },
	{ type, ids, to }: Move,
	{ at }: Writing,
): Promise<number> {
	const counted = versioned ? sql`, version = version + 1, updated_at = ${at}` : sql``;
	const numbers = ids.map((id) => idNumber(id)!);
	const { numAffectedRows } = await sql`
		update ${sql.table(table)} set record_id = ${idNumber(to.id)!}${counted}
		where record_type = ${type} and ${database.dialect.isOneOf(sql.ref('record_id'), numbers)}`.execute(database.db());
	return Number(numAffectedRows ?? 0);
}
