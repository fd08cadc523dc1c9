import { sql, type RawBuilder } from 'kysely';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import { STAMP_FIELDS, type Field, type FieldKind } from '../../model/recordType';
import { idNumber } from './ids';
import type { CrmTables } from './tables';

/** By values of these kinds people and other programs call a record; those of others say what it is like. */
const NAMING_KINDS: ReadonlySet<FieldKind> = new Set(['string', 'text', 'email', 'phone', 'url', 'number']);

/**
 * What records were called before they were merged, so that the one that was kept is found by it: an import goes on using the
 * external ids and addresses of the others. Kept beside the deleted records, because the one that was kept may have got other
 * values by the merge too. A value that a record has now always goes first.
 */
export class MergedRecords {
	private readonly database: SqlDatabase<CrmTables>;

	constructor(database: SqlDatabase<CrmTables>) {
		this.database = database;
	}

	/** Before the records are deleted: what they and the one that is kept are called, and what once was merged into them. */
	async note(type: string, ids: readonly string[], into: string): Promise<void> {
		const kept = idNumber(into) ?? 0;
		const gone = ids.map(Number);
		const { isOneOf } = this.database.dialect;
		const db = this.database.db();
		await sql`
			insert into merged_record (type, source_id, kept_id, title, external_id, custom)
			select type, id, cast(${kept} as bigint), title, external_id, custom from record
			where type = ${type} and ${isOneOf(sql.ref('id'), [...gone, kept])}`.execute(db);
		await sql`update merged_record set kept_id = ${kept} where ${isOneOf(sql.ref('kept_id'), gone)}`.execute(db);
	}

	/** They are there again, and are found themselves. */
	async forget(ids: readonly string[]): Promise<void> {
		await this.database
			.db()
			.deleteFrom('merged_record')
			.where(this.database.dialect.isOneOf(sql.ref('source_id'), ids.map(Number)))
			.execute();
	}

	/**
	 * Rows of `id`, `form` and `former` of the records that are there in place of those that meet the condition; undefined where the
	 * field names nobody.
	 */
	matching(type: string, field: Field, form: RawBuilder<unknown>, condition: RawBuilder<boolean>): RawBuilder<unknown> | undefined {
		if (!NAMING_KINDS.has(field.kind) || STAMP_FIELDS.includes(field)) return undefined;
		return sql`select kept_id as id, ${form} as form, 1 as former from merged_record
			where type = ${type} and ${condition} and exists (select 1 from record as kept where kept.id = merged_record.kept_id)`;
	}
}
