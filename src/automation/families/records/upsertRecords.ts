import { isBlank } from '../../../model/coercion';
import { CrmError } from '../../../model/CrmError';
import { findField } from '../../../model/fieldNames';
import { refKey, type CrmRecord, type Values } from '../../../model/record';
import type { Field, RecordTypeDescription } from '../../../model/recordType';
import type { WriteContext } from '../../../model/write';
import { Directory, type GivenValues } from '../../words/directory/directory';
import { eachType } from './eachType';
import type { UpsertRecordInput } from './inputs';
import type { Operation } from '../../engine/effects/Operation';
import { presentRecords, type RecordOutput } from '../../words/output/present';
import { recordsById } from '../../engine/recordsById';
import { completeOfMoved } from '../../words/following/activitiesOfMoves';
import { whyUnchanged } from './whyUnchanged';
import { resolveValues } from '../../words/values/resolveValues';
import type { Scope } from '../../engine/Scope';
import { normalForm } from '../../../model/normalForm';

const DEFAULT_MATCH_FIELD = 'externalId';

/** The record after it. `reason` says why nothing changed; null when something did, or when the record was made. */
export type UpsertRecordOutput = RecordOutput & { reason: string | null };

/**
 * Updates the record whose field has the value, or creates it. Two inputs of one call with the same value are the same
 * record: the later one changes what the earlier one wrote. Throws missingValue without a value, invalidValue when
 * several records have it, notFound.
 */
export const upsertRecords: Operation<UpsertRecordInput, UpsertRecordOutput> = {
	name: 'record.upsert',
	writes: 'crm',
	target: ({ type, matchField = DEFAULT_MATCH_FIELD, values }) => [type, matchField, values[matchField] ?? null],
	async perform(scope, inputs, write) {
		const directory = new Directory(scope);
		const rows = await eachType(inputs, async (type, group) => {
			const description = await directory.describe(type);
			const fields = Map.groupBy(group.keys(), (index) => group[index]!.matchField ?? DEFAULT_MATCH_FIELD);
			const results = new Array<UpsertedRow>(group.length);
			for (const [field, indexes] of fields) {
				const written = await upsertRows(
					scope,
					directory,
					description,
					field,
					indexes.map((index) => group[index]!.values),
					write,
				);
				indexes.forEach((index, position) => (results[index] = written[position]!));
			}
			return results;
		});
		const outputs = await presentRecords(
			scope,
			rows.map(({ record }) => record),
			directory,
		);
		return outputs.map((output, index) => ({ ...output, reason: whyAsItWas(inputs[index]!, rows[index]!) }));
	},
};

function whyAsItWas({ values }: UpsertRecordInput, { record, before }: UpsertedRow): string | null {
	return before === undefined ? null : whyUnchanged(Object.keys(values), before, record);
}

/** What became of a row. */
export interface UpsertedRow {
	record: CrmRecord;
	/** As it was; absent: the record was made. */
	before?: CrmRecord;
}

/** The same for rows of one type that are matched by one field. */
export async function upsertRows(
	scope: Scope,
	directory: Directory,
	description: RecordTypeDescription,
	field: string,
	given: readonly GivenValues[],
	write: WriteContext,
): Promise<UpsertedRow[]> {
	const matched = await matchValues(scope, directory, description, field, given);
	const existing = await existingRecords(scope, description, field, matched);
	const forms = matched.map(({ form }) => form);
	const values = await resolveValues(
		directory,
		description,
		given,
		scope.timeZone,
		forms.map((form) => existing.get(form)),
	);
	const { fresh, known } = rowsByRecord(findField(description, field), forms, values, existing);

	const created = await writeFresh(scope, description.name, fresh, write);
	const written =
		known.size === 0
			? []
			: await scope.crm.update(
					description.name,
					[...known].map(([id, row]) => ({ id, values: row })),
					write,
				);
	await completeOfMoved(scope, new Map([...existing.values()].map((record) => [refKey(record), record])), written, write);
	const updated = new Map(written.map((record) => [record.id, record]));
	return forms.map((form) => {
		const before = existing.get(form);
		return { record: before === undefined ? created.get(form)! : (updated.get(before.id) ?? before), before };
	});
}

/** What is written: of records to make by the form of their value, of others by their ids. Of several rows the later ones count. */
function rowsByRecord(
	field: Field,
	forms: readonly string[],
	values: readonly Values[],
	existing: ReadonlyMap<string, CrmRecord>,
): Record<'fresh' | 'known', Map<string, Values>> {
	const fresh = new Map<string, Values>();
	const known = new Map<string, Values>();
	forms.forEach((form, index) => {
		const record = existing.get(form);
		if (record === undefined) fresh.set(form, { ...fresh.get(form), ...values[index]! });
		else known.set(record.id, { ...known.get(record.id), ...withItsOwnName(field, form, values[index]!, record) });
	});
	return { fresh, known };
}

/** A record that is found by what one was called that was merged into it keeps what it is called itself. */
function withItsOwnName(field: Field, form: string, row: Values, record: CrmRecord): Values {
	const own = record.values[field.name];
	if (isBlank(own) || normalForm(field, String(own)) === form) return row;
	return Object.fromEntries(Object.entries(row).filter(([name]) => name !== field.name));
}

async function writeFresh(
	{ crm }: Scope,
	type: string,
	fresh: ReadonlyMap<string, Values>,
	write: WriteContext,
): Promise<Map<string, CrmRecord>> {
	if (fresh.size === 0) return new Map();
	const created = await crm.create(
		type,
		[...fresh.values()].map((values) => ({ values })),
		write,
	);
	return new Map([...fresh.keys()].map((form, index) => [form, created[index]!]));
}

/** A value that tells which record is meant. */
interface Matched {
	/** As it is stored. */
	value: string;
	/** What it is told apart by from others. */
	form: string;
}

/** The value of the field in every row. */
async function matchValues(
	scope: Scope,
	directory: Directory,
	description: RecordTypeDescription,
	name: string,
	given: readonly GivenValues[],
): Promise<Matched[]> {
	const field = findField(description, name);
	const empty = given.findIndex((row) => isBlank(row[name]));
	if (empty >= 0) {
		const where = given.length > 1 ? `Row ${empty + 1}: field` : 'Field';
		throw new CrmError(
			'missingValue',
			`${where} "${field.label}" (${name}) is empty, and it tells which record is meant.`,
			`Give every row a value for "${field.label}", or match by another field.`,
		);
	}
	const resolved = await resolveValues(
		directory,
		description,
		given.map((row) => ({ [name]: row[name] })),
		scope.timeZone,
	);
	return resolved.map((row) => {
		const value = String(row[name]);
		return { value, form: normalForm(field, value) };
	});
}

async function existingRecords(
	scope: Scope,
	description: RecordTypeDescription,
	field: string,
	matched: readonly Matched[],
): Promise<Map<string, CrmRecord>> {
	const values = new Map(matched.map(({ value, form }) => [value, form]));
	const matches = await scope.crm.match(description.name, field, [...values.keys()]);
	for (const [value, ids] of matches) if (ids.length > 1) throw severalMatches(description, field, value, ids);
	const records = await recordsById(scope.crm, description.name, [...matches.values()].flat());
	const existing = new Map<string, CrmRecord>();
	for (const [value, [id]] of matches) {
		const record = id === undefined ? undefined : records.get(id);
		if (record !== undefined) existing.set(values.get(value)!, record);
	}
	return existing;
}

function severalMatches({ label, fields }: RecordTypeDescription, field: string, value: string, ids: readonly string[]): CrmError {
	const fieldLabel = fields.find(({ name }) => name === field)?.label ?? field;
	const shown = ids.length > 8 ? `${ids.slice(0, 8).join(', ')}, …` : ids.join(', ');
	return new CrmError(
		'invalidValue',
		`${ids.length} records of type ${label} have ${fieldLabel} "${value}" (ids ${shown}), so it is not clear which one is meant.`,
		'Merge them first, or match by a field that is unique.',
	);
}
