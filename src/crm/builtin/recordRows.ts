import type { Selectable } from 'kysely';
import type { SqlColumn } from '../../sql/bulk';
import type { SqlValue } from '../../sql/SqlDialect';
import { SYSTEM_FIELDS, type CrmRecord, type FieldValue, type Values } from '../../model/record';
import type { RecordTypeDescription } from '../../model/recordType';
import { tableOf, valuesOfRow, type CapturedTable } from './capturedTables';
import { idNumberOrNull } from './ids';
import type { RecordTable } from './tables';

export type RecordRow = Selectable<RecordTable>;

/** The columns that hold a record's values, in the order of `recordValues`. */
export const VALUE_COLUMNS: readonly SqlColumn[] = [
	{ name: 'title', type: 'text' },
	{ name: 'pipeline_id', type: 'text' },
	{ name: 'stage_id', type: 'text' },
	{ name: 'responsible_id', type: 'integer' },
	{ name: 'external_id', type: 'text' },
	{ name: 'custom', type: 'json' },
];

/** Values in stored form, as the columns hold them. */
export function recordValues(values: Values): SqlValue[] {
	return [
		values.title as string,
		(values.pipeline ?? null) as string | null,
		(values.stage ?? null) as string | null,
		idNumberOrNull(values.responsible as string | null),
		(values.externalId ?? null) as string | null,
		customJson(values),
	];
}

/** What any row needs to have to be read as a record. */
export interface AnyRecordRow extends Record<string, unknown> {
	id: number;
	version: number;
	created_at: string;
	updated_at: string;
}

/** A row of any captured table as a record of the type. */
export function recordOf(type: RecordTypeDescription, row: AnyRecordRow, table: CapturedTable = tableOf(type.name)): CrmRecord {
	return {
		type: type.name,
		id: String(row.id),
		version: String(row.version),
		createdAt: row.created_at,
		updatedAt: row.updated_at,
		values: describedValues(type, valuesOfRow(table, row)),
	};
}

/** Every field of the type in its order, null where nothing is stored; then what is stored beyond the fields. */
export function describedValues(type: RecordTypeDescription | undefined, stored: Values): Values {
	if (type === undefined) return stored;
	const values: Values = {};
	for (const { name } of type.fields) values[name] = Object.hasOwn(stored, name) ? stored[name]! : null;
	for (const name in stored) {
		if (!Object.hasOwn(values, name)) values[name] = stored[name]!;
	}
	return values;
}

const SYSTEM_NAMES = new Set<string>(SYSTEM_FIELDS);

function customJson(values: Values): string {
	const custom: Record<string, FieldValue> = {};
	for (const name in values) {
		const value = values[name];
		if (value !== undefined && value !== null && !SYSTEM_NAMES.has(name)) custom[name] = value;
	}
	return JSON.stringify(custom);
}
