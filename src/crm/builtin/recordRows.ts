import type { Selectable } from 'kysely';
import type { SqlColumn } from '../../sql/bulk';
import type { SqlValue } from '../../sql/SqlDialect';
import { SYSTEM_FIELDS, type CrmRecord, type FieldValue, type Values } from '../../model/record';
import type { RecordTypeDescription } from '../../model/recordType';
import { tableOf, valuesOfRow, type CapturedTable } from './capturedTables';
import { idNumberOrNull } from './ids';
import type { TitleKeys } from './sqlite/TitleKeys';
import type { RecordTable } from './tables';

export type RecordRow = Selectable<RecordTable>;

/** The columns that hold a record's values, in the order of `recordValues`. */
const VALUE_COLUMNS: readonly SqlColumn[] = [
	{ name: 'title', type: 'text' },
	{ name: 'pipeline_id', type: 'text' },
	{ name: 'stage_id', type: 'text' },
	{ name: 'responsible_id', type: 'integer' },
	{ name: 'external_id', type: 'text' },
	{ name: 'custom', type: 'json' },
];

/** Values in stored form, as the columns hold them. */
function recordValues(values: Values): SqlValue[] {
	return [
		values.title as string,
		(values.pipeline ?? null) as string | null,
		(values.stage ?? null) as string | null,
		idNumberOrNull(values.responsible as string | null),
		(values.externalId ?? null) as string | null,
		customJson(values),
	];
}

/** The columns that a record's values set: its own, and the key of its title where titles have one. */
export class RecordColumns {
	readonly columns: readonly SqlColumn[];
	private readonly titles: TitleKeys | undefined;

	constructor(titles: TitleKeys | undefined) {
		this.titles = titles;
		this.columns = titles === undefined ? VALUE_COLUMNS : [...VALUE_COLUMNS, titles.column];
	}

	/** In the order of the columns. */
	contents(values: Values): SqlValue[] {
		return this.withKey(values, recordValues(values));
	}

	/** Adds the names of the columns whose values are others. */
	compare(before: Values, after: Values, differing: Set<string>): void {
		const old = recordValues(before);
		for (const [column, content] of recordValues(after).entries()) if (content !== old[column]) differing.add(VALUE_COLUMNS[column]!.name);
	}

	/** The columns that are set where these differ: the key goes with its title, even one that is the same. */
	among(differing: ReadonlySet<string>): SqlColumn[] {
		return this.columns.filter((column) => differing.has(column === this.titles?.column ? 'title' : column.name));
	}

	/** What is in those columns. */
	contentsAmong(differing: ReadonlySet<string>, values: Values): SqlValue[] {
		const contents = recordValues(values).filter((_, column) => differing.has(VALUE_COLUMNS[column]!.name));
		return differing.has('title') ? this.withKey(values, contents) : contents;
	}

	private withKey(values: Values, contents: SqlValue[]): SqlValue[] {
		return this.titles === undefined ? contents : [...contents, this.titles.keyOf(values.title as string)];
	}
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
