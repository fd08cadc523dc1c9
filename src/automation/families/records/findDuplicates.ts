import { DuplicateGroups, byFitness, type DuplicateCandidate } from '../../../model/DuplicateGroups';
import { matchForms, usualMatchFields } from '../../../model/duplicateKeys';
import { isEmpty } from '../../../model/conditions';
import { CrmError, recordNotFound } from '../../../model/CrmError';
import { findField } from '../../../model/fieldNames';
import type { Condition } from '../../../model/query';
import type { CrmRecord, RecordRef } from '../../../model/record';
import type { Field, RecordTypeDescription } from '../../../model/recordType';
import { Directory } from '../../words/directory/directory';
import type { Output } from '../../../model/output';
import { presentRecords, type RecordOutput } from '../../words/output/present';
import { recordsById } from '../../engine/recordsById';
import { resolveConditions } from '../../words/conditions/resolveConditions';
import type { Scope } from '../../engine/Scope';

export interface DuplicateQuery {
	type: string;
	/** Names of the fields to compare; empty: title, e-mail, phone and web address, those of them that the type has. */
	fields: readonly string[];
	/** `any`: one field that matches is enough; `all`: every field must have a value and match. */
	match: 'any' | 'all';
	/** Only records that meet these are looked at. */
	conditions?: readonly Condition[];
}

/** Records that are probably the same. */
export type DuplicateGroupOutput = Output & {
	type: string;
	size: number;
	/** "Same Email (anna@example.com) and same Phone (…)." */
	why: string;
	/** Labels of the fields that were compared. */
	compared: string[];
	/** The values that match, as they are compared, and the ids of the records that have them. */
	matches: Array<{ field: string; label: string; value: string; ids: string[] }>;
	/** The record to keep: the most complete one, of equals the oldest. */
	masterId: string;
	masterTitle: string;
	/** The others. */
	duplicateIds: string[];
	/** The master first. */
	records: RecordOutput[];
};

/** The same for one record; without duplicates `size` is 1. */
export type DuplicatesOfRecordOutput = DuplicateGroupOutput & { isDuplicate: boolean };

/**
 * All groups of a record type, the largest first; at most `limit`. Reads every record once and keeps only what is compared.
 * Throws notFound, invalidValue.
 */
export async function findDuplicates(scope: Scope, query: DuplicateQuery, limit?: number): Promise<DuplicateGroupOutput[]> {
	const { directory, description, fields, conditions } = await prepare(scope, query);
	const groups = new DuplicateGroups();
	for await (const record of scope.crm.find(query.type, { conditions }))
		groups.add(candidateOf(record), keysOf(record, fields, query.match));
	const outputs: DuplicateGroupOutput[] = [];
	for (const group of groups.groups().slice(0, limit))
		outputs.push(await groupOutput(scope, directory, description, fields, query.match, group));
	return outputs;
}

/** The records that match one record themselves, that record among them. Throws notFound, invalidValue. */
export async function findDuplicatesOf(scope: Scope, ref: RecordRef, query: DuplicateQuery): Promise<DuplicatesOfRecordOutput> {
	const { directory, description, fields, conditions } = await prepare(scope, query);
	const record = await scope.crm.get(ref);
	if (record === undefined) throw recordNotFound(ref.type, ref.id);
	const wanted = new Set(keysOf(record, fields, query.match));
	const found = [candidateOf(record)];
	if (wanted.size > 0) {
		for await (const other of scope.crm.find(query.type, { conditions })) {
			if (other.id !== record.id && keysOf(other, fields, query.match).some((key) => wanted.has(key))) found.push(candidateOf(other));
		}
	}
	const output = await groupOutput(scope, directory, description, fields, query.match, found.sort(byFitness));
	const isDuplicate = found.length > 1;
	return { ...output, ...(isDuplicate ? {} : { why: whyNone(fields, record, query.match) }), isDuplicate };
}

/** What `findDuplicates` compares, in words: "Title, Email and Phone". Throws notFound. */
export async function comparedFields(scope: Scope, query: DuplicateQuery): Promise<string> {
	const { fields } = await prepare(scope, query);
	return wordsOf(fields, 'and');
}

function whyNone(fields: readonly Field[], { values }: CrmRecord, match: DuplicateQuery['match']): string {
	const filled = fields.filter(({ name }) => !isEmpty(values[name] ?? null));
	if (match === 'all' && filled.length < fields.length)
		return `Nothing was compared: ${wordsOf(
			fields.filter((field) => !filled.includes(field)),
			'and',
		)} of the record must be filled in.`;
	if (filled.length === 0) return `Nothing was compared: ${wordsOf(fields, 'and')} of the record must be filled in.`;
	return `No other record has the same ${wordsOf(filled, match === 'all' ? 'and' : 'or')}.`;
}

function wordsOf(fields: readonly Field[], word: 'and' | 'or'): string {
	const labels = fields.map(({ label }) => label);
	return labels.length < 2 ? labels.join('') : `${labels.slice(0, -1).join(', ')} ${word} ${labels.at(-1)!}`;
}

async function prepare(scope: Scope, query: DuplicateQuery) {
	const directory = new Directory(scope);
	const description = await directory.describe(query.type);
	const names = query.fields.length === 0 ? usualMatchFields(description.fields) : [...new Set(query.fields)];
	const fields = names.map((name) => findField(description, name));
	if (fields.length === 0)
		throw new CrmError(
			'missingValue',
			`${description.pluralLabel} have no title, e-mail, phone or web address to compare.`,
			'Choose under "Field Names or IDs to Compare" what tells two of them apart.',
		);
	return { directory, description, fields, conditions: await resolveConditions(scope, directory, description, query.conditions ?? []) };
}

function candidateOf({ id, createdAt, values }: CrmRecord): DuplicateCandidate {
	return { id, createdAt, filled: Object.values(values).filter((value) => !isEmpty(value)).length };
}

/** Of a value that can be read in several ways, a key for each. */
function keysOf(record: CrmRecord, fields: readonly Field[], match: DuplicateQuery['match']): string[] {
	const forms = fields.map((field) => matchForms(field, record.values[field.name]));
	if (match === 'any') return forms.flatMap((ofField, index) => ofField.map((form) => `${index} ${form}`));
	return forms.reduce<string[]>((keys, ofField) => keys.flatMap((key) => ofField.map((form) => `${key}\n${form}`)), ['']);
}

/** The records as they are now; one that is gone meanwhile is left out. */
async function groupOutput(
	scope: Scope,
	directory: Directory,
	{ name: type }: RecordTypeDescription,
	fields: readonly Field[],
	match: DuplicateQuery['match'],
	group: readonly DuplicateCandidate[],
): Promise<DuplicateGroupOutput> {
	const byId = await recordsById(
		scope.crm,
		type,
		group.map(({ id }) => id),
	);
	const records = group.flatMap(({ id }) => byId.get(id) ?? []);
	const matches = fields.flatMap((field) => sharedValues(field, records));
	const [master, ...others] = await presentRecords(scope, records, directory);
	return {
		type,
		size: records.length,
		why: reasonOf(matches, match),
		compared: fields.map(({ label }) => label),
		matches,
		masterId: master?.id ?? '',
		masterTitle: master?.title ?? '',
		duplicateIds: others.map(({ id }) => id),
		records: master === undefined ? [] : [master, ...others],
	};
}

function sharedValues(field: Field, records: readonly CrmRecord[]): DuplicateGroupOutput['matches'] {
	const owners = new Map<string, string[]>();
	for (const { id, values } of records) {
		for (const form of matchForms(field, values[field.name])) owners.set(form, [...(owners.get(form) ?? []), id]);
	}
	return [...owners].filter(([, ids]) => ids.length > 1).map(([value, ids]) => ({ field: field.name, label: field.label, value, ids }));
}

function reasonOf(matches: DuplicateGroupOutput['matches'], match: DuplicateQuery['match']): string {
	if (matches.length === 0) return 'No other record matches.';
	const parts = matches.map(({ label, value }) => `same ${label} (${value})`);
	const text = parts.slice(0, 5).join(match === 'all' ? ' and ' : ', ');
	return `${text.charAt(0).toUpperCase()}${text.slice(1)}${parts.length > 5 ? ` and ${parts.length - 5} more` : ''}.`;
}
