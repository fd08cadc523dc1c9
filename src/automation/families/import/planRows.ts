import { isBlank } from '../../../model/coercion';
import { CrmError, shorten } from '../../../model/CrmError';
import { findField } from '../../../model/fieldNames';
import { normalForm } from '../../../model/normalForm';
import { plainText } from '../../../model/plainText';
import type { Field, RecordTypeDescription } from '../../../model/recordType';
import type { GivenValues } from '../../words/directory/directory';
import type { MappedColumn } from './columns';
import type { Formats } from './formats';
import { readRow } from './readRow';
import type { TableRow } from './table';

/** A row as it is to be written. */
export interface PlannedRow {
	row: TableRow;
	values: GivenValues;
	/** Tells whether the record exists; absent: the row makes a record. */
	matchField?: string;
}

/** A row as it was read: to be written, or refused. */
export type ReadRow = PlannedRow | { row: TableRow; error: unknown };

export interface Matching {
	/** The first one in which a row has a value counts; none: every row makes a record. */
	fields: readonly string[];
	/** Of two rows for one record the second is refused; otherwise it changes what the first wrote. */
	refuseRepeated: boolean;
}

/** Reads all rows. What is wrong with one of them is its own matter. Throws notFound, missingValue about the fields to match on. */
export function planRows(
	type: RecordTypeDescription,
	rows: readonly TableRow[],
	columns: readonly MappedColumn[],
	formats: Formats,
	matching: Matching,
): ReadRow[] {
	const fields = matchFields(type, columns, matching.fields);
	const seen = new Map<string, number>();
	return rows.map((row) => {
		try {
			const read = readRow(row, columns, formats);
			const field = matchFieldOf(read, fields);
			const values = withoutBlank(read, fields);
			if (field === undefined) return { row, values };
			if (matching.refuseRepeated) refuseRepeated(seen, row.row, field, values[field.name]);
			return { row, values, matchField: field.name };
		} catch (error) {
			return { row, error };
		}
	});
}

/** Each of them must have a column. */
function matchFields(type: RecordTypeDescription, columns: readonly MappedColumn[], names: readonly string[]): Field[] {
	return names.map((name) => {
		const field = findField(type, name);
		if (columns.some((column) => column.field.name === field.name)) return field;
		throw new CrmError(
			'missingValue',
			`No column goes into "${field.label}", which tells whether a record exists.`,
			'Choose another "Field to Match On", say under "Columns" which heading it is, or leave it empty: then every row makes a record.',
		);
	});
}

function matchFieldOf(values: GivenValues, fields: readonly Field[]): Field | undefined {
	const field = fields.find(({ name }) => !isBlank(values[name]));
	if (field !== undefined || fields.length === 0) return field;
	const labels = fields.map(({ label }) => `"${label}"`).join(' and ');
	throw new CrmError(
		'missingValue',
		`${labels} ${fields.length === 1 ? 'is' : 'are'} empty, and ${fields.length === 1 ? 'it tells' : 'they tell'} which record is meant.`,
		`Give every row a value for ${labels}, or match by another field.`,
	);
}

/** What tells records apart is not emptied by a row that tells its record by another field. */
function withoutBlank(values: GivenValues, fields: readonly Field[]): GivenValues {
	const blank = fields.filter(({ name }) => isBlank(values[name])).map(({ name }) => name);
	return blank.length === 0 ? values : Object.fromEntries(Object.entries(values).filter(([name]) => !blank.includes(name)));
}

/** Two values are the same where they mean the same record: a space behind it, or another case of an e-mail, is no other value. */
function refuseRepeated(seen: Map<string, number>, row: number, field: Field, value: unknown): void {
	const { name, label } = field;
	const text = plainText(String(value));
	const key = JSON.stringify([name, normalForm(field, text)]);
	const first = seen.get(key);
	if (first === undefined) return void seen.set(key, row);
	throw new CrmError(
		'invalidValue',
		`"${shorten(text)}" was given before, in row ${first}: "${label}" tells which record is meant.`,
		'Take out one of the two rows, or correct its value.',
	);
}
