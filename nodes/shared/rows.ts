import { CrmError, quoted } from '../../src/model/CrmError';

/**
 * The rows of a table of a form (`fixedCollection` with many values); none where it is empty. A workflow that another program
 * made can hold an expression in place of the table or of a row: what that gives is no table, most likely. Throws invalidValue.
 * `label`: what people call it.
 */
export function rowsOf<Row extends object>(table: unknown, row: string, label: () => string): Row[] {
	if (isNothing(table)) return [];
	const rows = isObject(table) ? table[row] : table;
	if (isNothing(rows)) return [];
	if (Array.isArray(rows) && rows.every(isObject)) return rows as Row[];
	throw new CrmError(
		'invalidValue',
		`"${label()}" is no table of rows: ${quoted(rows)}.`,
		`Fill in the rows under "${label()}" one by one, each field with a value or an expression of its own.`,
	);
}

/** A collection of optional fields. Throws invalidValue for what is none. */
export function fieldsOf(collection: unknown, label: () => string): Record<string, unknown> {
	if (isNothing(collection)) return {};
	if (isObject(collection)) return collection;
	throw new CrmError(
		'invalidValue',
		`"${label()}" is no set of fields: ${quoted(collection)}.`,
		`Add the fields under "${label()}" one by one, each with a value or an expression of its own.`,
	);
}

function isNothing(value: unknown): value is null | undefined | '' {
	return value === null || value === undefined || value === '';
}

function isObject(value: unknown): value is Record<string, unknown> {
	return value !== null && typeof value === 'object' && !Array.isArray(value);
}
