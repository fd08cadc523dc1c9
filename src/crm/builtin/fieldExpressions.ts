import { sql, type RawBuilder } from 'kysely';
import { findField } from '../../model/fieldNames';
import { STAMP_FIELDS, type Field, type RecordTypeDescription } from '../../model/recordType';
import { LINKED_TYPE_COLUMN, tableOf, type CapturedTable } from './capturedTables';
import type { CrmDialect } from './CrmDialect';

/** How the values of an expression compare. `id`: a whole number that people write as a text. */
export type Comparison = 'text' | 'number' | 'flag' | 'list' | 'id';

export interface FieldExpression {
	field: Field;
	sql: RawBuilder<unknown>;
	comparison: Comparison;
}

/** Where a field of a record type is in the database. Throws notFound. */
export function fieldExpression(dialect: CrmDialect, type: RecordTypeDescription, name: string): FieldExpression {
	const stamp = STAMPS.get(name);
	if (stamp !== undefined)
		return { field: STAMP_FIELDS.find((candidate) => candidate.name === name)!, sql: sql.ref(stamp.column), comparison: stamp.comparison };
	return columnExpression(dialect, tableOf(type.name), findField(type, name));
}

/** Where STAMP_FIELDS are. */
const STAMPS: ReadonlyMap<string, { column: string; comparison: Comparison }> = new Map([
	['id', { column: 'id', comparison: 'id' }],
	['version', { column: 'version', comparison: 'number' }],
	['createdAt', { column: 'created_at', comparison: 'text' }],
	['updatedAt', { column: 'updated_at', comparison: 'text' }],
]);

function columnExpression(dialect: CrmDialect, table: CapturedTable, field: Field): FieldExpression {
	const captured = table.columns.find((column) => column.field === field.name);
	if (captured === undefined) return customExpression(dialect, table, field);
	const column = sql.ref(captured.column);
	switch (captured.form) {
		case 'id':
			return { field, sql: column, comparison: 'id' };
		case 'flag':
			return { field, sql: column, comparison: 'flag' };
		case 'list':
			return { field, sql: column, comparison: 'list' };
		case 'record':
			return { field, sql: sql`(${sql.ref(LINKED_TYPE_COLUMN)} || '/' || ${column})`, comparison: 'text' };
		default:
			return { field, sql: column, comparison: isNumeric(field) ? 'number' : 'text' };
	}
}

function customExpression(dialect: CrmDialect, table: CapturedTable, field: Field): FieldExpression {
	const column = table.custom ?? 'custom';
	if (field.kind === 'multiChoice') return { field, sql: sql`(${dialect.jsonValue(column, field.name, 'json')})`, comparison: 'list' };
	const comparison = isNumeric(field) ? 'number' : field.kind === 'boolean' ? 'flag' : 'text';
	return { field, sql: sql`(${dialect.jsonValue(column, field.name, comparison)})`, comparison };
}

function isNumeric({ kind }: Field): boolean {
	return kind === 'number' || kind === 'money';
}
