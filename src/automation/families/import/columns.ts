import { CrmError, notFound } from '../../../model/CrmError';
import { headingForm, headingReader, partOfList } from '../../../model/headings';
import type { Field, RecordTypeDescription } from '../../../model/recordType';
import { columnName } from './table';

/** A column of the file, and the field its cells go into. */
export interface MappedColumn {
	/** Among the cells of a row, from 0. */
	index: number;
	heading: string;
	field: Field;
	/** Its cell is one of several values of the field: how n8n writes lists into files. */
	isPart: boolean;
}

/** What a person says of a column: the name or label of a field, or nothing: the column is left out. */
export interface ColumnChoice {
	heading: string;
	field: string;
}

export interface Columns {
	mapped: MappedColumn[];
	/** Columns that go nowhere, as people call them. */
	ignored: string[];
}

/** What the file of refused rows has beside the columns of the file itself. */
export const REPORT_HEADINGS = ['Row', 'What Was Wrong', 'What to Do'] as const;

/**
 * Which column goes into which field: as chosen, otherwise by the field's name or label. Throws notFound for a choice that names
 * no column or field, invalidValue where two columns go into one field, and where none goes anywhere.
 */
export function mapColumns(type: RecordTypeDescription, headings: readonly string[], choices: readonly ColumnChoice[]): Columns {
	const fields = type.fields.filter(({ readOnly }) => readOnly !== true);
	const chosen = chosenFields(type, fields, headings, choices);
	const fieldOf = headingReader(fields);
	const own = isRefusedRows(headings) ? new Set<string>(REPORT_HEADINGS) : undefined;
	const mapped: MappedColumn[] = [];
	const ignored: string[] = [];
	headings.forEach((heading, index) => {
		if (own?.has(heading) === true) return;
		const list = partOfList(heading);
		const ofList = list === undefined ? undefined : fieldOf(list);
		const field = chosen.has(index) ? chosen.get(index) : (fieldOf(heading) ?? (ofList?.kind === 'multiChoice' ? ofList : undefined));
		if (field !== null && field !== undefined) mapped.push({ index, heading, field, isPart: !chosen.has(index) && field === ofList });
		else if (heading !== '') ignored.push(heading);
	});
	if (mapped.length === 0) throw nothingMapped(type, fields, headings);
	const columns = withWholeLists(mapped);
	requireOneEach(columns);
	return { mapped: columns, ignored };
}

/** Beside the columns of its parts n8n writes one for the records whose list is empty. */
function withWholeLists(mapped: readonly MappedColumn[]): MappedColumn[] {
	const inParts = new Set(mapped.filter(({ isPart }) => isPart).map(({ field }) => field.name));
	return mapped.map((column) => ({ ...column, isPart: inParts.has(column.field.name) }));
}

/** Whether the file is one that an import gave back, with the rows that were to be corrected. */
export function isRefusedRows(headings: readonly string[]): boolean {
	return REPORT_HEADINGS.every((heading, index) => headings[index] === heading);
}

/** By index of the column; null: it is left out. */
function chosenFields(
	type: RecordTypeDescription,
	fields: readonly Field[],
	headings: readonly string[],
	choices: readonly ColumnChoice[],
): Map<number, Field | null> {
	const chosen = new Map<number, Field | null>();
	const fieldOf = headingReader(fields);
	for (const { heading, field: wanted } of choices) {
		const exact = headings.indexOf(heading.trim());
		const index = exact >= 0 ? exact : headings.findIndex((other) => headingForm(other) === headingForm(heading));
		if (index < 0)
			throw notFound(
				'column',
				heading,
				headings.filter((other) => other !== ''),
				'in the file',
			);
		const field = wanted === '' ? null : fieldOf(wanted);
		if (field === undefined)
			throw notFound(
				'field',
				wanted,
				fields.map(({ name }) => name),
				`in record type "${type.label}"`,
			);
		chosen.set(index, field);
	}
	return chosen;
}

function requireOneEach(mapped: readonly MappedColumn[]): void {
	const columns = Map.groupBy(mapped, ({ field }) => field.name);
	for (const same of columns.values()) {
		if (same.length === 1 || same.every(({ isPart }) => isPart)) continue;
		const named = same.map(({ heading, index }) => `"${heading}" (column ${columnName(index)})`).join(' and ');
		throw new CrmError(
			'invalidValue',
			`Two columns go into the field "${same[0]!.field.label}": ${named}.`,
			'Leave one of them out under "Columns", or rename its heading.',
		);
	}
}

function nothingMapped(type: RecordTypeDescription, fields: readonly Field[], headings: readonly string[]): CrmError {
	const shown = headings.filter((heading) => heading !== '').slice(0, 10);
	return new CrmError(
		'invalidValue',
		`None of the headings is a field of ${type.label}: ${shown.map((heading) => `"${heading}"`).join(', ')}.`,
		`Say under "Columns" which heading is which field, or under "Headings in Row" where the headings are. The fields are: ${fields
			.map(({ label }) => label)
			.slice(0, 20)
			.join(', ')}.`,
	);
}
