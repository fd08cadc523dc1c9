import { sql } from 'kysely';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import { recordNotFound } from '../../model/CrmError';
import type { RecordTypeDescription } from '../../model/recordType';
import { idNumber } from './ids';
import type { RecordRow } from './recordRows';
import type { CrmTables } from './tables';

/** Reads rows of records that are about to be changed. */
export class RecordRows {
	private readonly database: SqlDatabase<CrmTables>;

	constructor(database: SqlDatabase<CrmTables>) {
		this.database = database;
	}

	/** In the order of the ids. Throws notFound with the index of the id, counted from `offset`. */
	async read(
		type: RecordTypeDescription,
		ids: readonly string[],
		offset = 0,
		table: 'record' | 'deleted_record' = 'record',
	): Promise<RecordRow[]> {
		const rows = await this.select(type, ids, table);
		return ids.map((id, index) => rows.get(id) ?? gone(type, id, offset + index, table));
	}

	private async select(
		type: RecordTypeDescription,
		ids: readonly string[],
		table: 'record' | 'deleted_record',
	): Promise<Map<string, RecordRow>> {
		const numbers = ids.map((id) => idNumber(id) ?? 0);
		const { dialect } = this.database;
		if (numbers.length === 1 && !dialect.locksRows) {
			const text = `select * from "${table}" where "id" = ${dialect.placeholder(1)}`;
			const [row] = await this.database.run<RecordRow>(text, numbers);
			return new Map(row?.type === type.name ? [[String(row.id), row]] : []);
		}
		let query = this.database
			.db()
			.selectFrom(table)
			.selectAll()
			.where('type', '=', type.name)
			.where(dialect.isOneOf(sql.ref('id'), numbers));
		// In one order for all: two that need the same rows wait for each other, and do not block each other.
		if (dialect.locksRows) query = query.orderBy('id').forUpdate();
		return new Map((await query.execute()).map((row) => [String(row.id), row]));
	}
}

function gone(type: RecordTypeDescription, id: string, index: number, table: string): never {
	throw recordNotFound(type.label, id, { where: table === 'record' ? '' : 'among the deleted records', index });
}
