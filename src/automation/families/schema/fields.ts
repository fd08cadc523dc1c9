import { isBlank } from '../../../model/coercion';
import { CrmError } from '../../../model/CrmError';
import { fieldNotFound } from '../../../model/fieldNames';
import { nameFromLabel } from '../../../model/madeNames';
import { RESERVED_FIELD_NAMES } from '../../../model/record';
import type { Field, FieldKind, FieldOption, RecordTypeDescription } from '../../../model/recordType';
import { checkValue } from '../../../model/validateValue';
import type { WriteContext } from '../../../model/write';
import { Directory } from '../../words/directory/directory';
import type { Operation } from '../../engine/effects/Operation';
import type { Output } from '../../../model/output';
import { containsText, sameName } from '../../../model/normalForm';
import { countRecords } from '../../engine/counts';
import type { Scope } from '../../engine/Scope';
import type { DeleteFieldInput, SaveFieldInput } from './inputs';
import { presentField, presentSaving, type FieldOutput, type Saved } from './presentSchema';
import { requiredLabel } from './recordTypes';
import { schemaEditor } from '../../words/directory/optionalParts';
import { refuseUsed } from './triggerUse';
import { plainText } from '../../../model/plainText';

/** Of one type, in its order; `own`: without the CRM's own fields. Throws notFound. */
export async function listFieldOutputs(
	scope: Scope,
	type: string,
	filter: { search?: string; own: boolean; limit?: number },
): Promise<FieldOutput[]> {
	const description = await scope.crm.describe(type);
	const fields = description.fields.filter(
		({ name, label, system }) => !(filter.own && system) && containsText(`${name}\n${label}`, filter.search),
	);
	return fields.slice(0, filter.limit).map((field) => presentField(field, description));
}

/**
 * Creates a field, or brings the one with that name to this form. Throws notFound, missingValue, invalidValue,
 * unsupported, and conflict when the kind would change under values that do not fit.
 */
export const saveFields: Operation<SaveFieldInput, Saved<FieldOutput>> = {
	name: 'field.save',
	writes: 'crm',
	target: ({ type, name, label }) => [type, name ?? label],
	async perform(scope, inputs) {
		const results = [];
		for (const input of inputs) {
			const type = await scope.crm.describe(input.type);
			const label = requiredLabel(input.label, 'field');
			const name = isBlank(input.name) ? nameFor(label, type) : plainText(input.name);
			const present = type.fields.find((field) => field.name === name);
			const field = await completed(scope, { ...input, name, label });
			if (present !== undefined && !present.system) await refuseOtherKind(scope, type, present, field);
			await schemaEditor(scope).saveField(type.name, field);
			const saved = await scope.crm.describe(type.name);
			const after = saved.fields.find((other) => other.name === name)!;
			results.push(presentSaving('field', present && presentField(present, type), presentField(after, saved)));
		}
		return results;
	},
};

function nameFor(label: string, { fields, label: typeLabel }: RecordTypeDescription): string {
	const alike = fields.find((field) => !field.system && field.label.toLowerCase() === label.toLowerCase());
	if (alike !== undefined) return alike.name;
	const name = nameFromLabel(label);
	const taken = fields.find((field) => field.name === name);
	if (taken === undefined && !RESERVED_FIELD_NAMES.includes(name)) return name;
	const holder = taken === undefined ? 'is reserved' : `is that of the field "${taken.label}" of ${typeLabel}`;
	throw new CrmError('conflict', `The name "${name}", made from the label "${label}", ${holder}.`, 'Give the field another name.');
}

async function completed(
	scope: Scope,
	{ name, label, kind, required, target, help, ...more }: SaveFieldInput & { name: string },
): Promise<Omit<Field, 'system'>> {
	const isChoice = kind === 'choice' || kind === 'multiChoice';
	const field: Omit<Field, 'system'> = {
		name,
		label,
		kind,
		required,
		...(isChoice ? { options: optionsOf(label, more.options ?? []) } : {}),
		...(kind === 'record' && !isBlank(target) ? { target: plainText(target) } : {}),
		...(isBlank(help) ? {} : { help: plainText(help) }),
	};
	if (kind === 'record' && field.target === undefined)
		throw new CrmError(
			'missingValue',
			`Field "${label}" links to records, and no record type is given.`,
			'Choose the record type it links to.',
		);
	if (isBlank(more.default)) return field;
	const value = await defaultOf(scope, field, more.default);
	return { ...field, default: value };
}

function optionsOf(field: string, given: ReadonlyArray<{ label: string; value?: string }>): FieldOption[] {
	const options = given
		.filter(({ label, value }) => !isBlank(label) || !isBlank(value))
		.map(({ label, value }) => {
			const shown = isBlank(label) ? plainText(value!) : plainText(label);
			return { label: shown, value: isBlank(value) ? shown : plainText(value) };
		});
	const twice = options.find(({ value }, index) => options.findIndex((other) => other.value === value) !== index);
	if (twice !== undefined)
		throw new CrmError('invalidValue', `Field "${field}": the choice "${twice.value}" is there twice.`, 'Give every choice another value.');
	if (options.length === 0) throw new CrmError('missingValue', `Field "${field}" is a choice without choices.`, 'Add at least one choice.');
	return options;
}

/** In stored form. */
async function defaultOf(scope: Scope, field: Omit<Field, 'system'>, given: unknown): Promise<NonNullable<Field['default']>> {
	const label = `Default of field "${field.label}"`;
	const directory = new Directory(scope);
	if (field.kind === 'multiChoice')
		throw new CrmError(
			'invalidValue',
			`Field "${field.label}" takes several choices, and can have no default.`,
			'Leave the default empty.',
		);
	if (field.kind === 'user') return (await directory.people()).resolve(String(given), label).id;
	if (field.kind === 'record') return (await directory.links(field.target!, new Set([String(given)]), label)).get(String(given))!;
	return checkValue({ ...field, system: false }, given) as NonNullable<Field['default']>;
}

const TEXTS: readonly FieldKind[] = ['string', 'text'];
const WORDS: readonly FieldKind[] = [...TEXTS, 'choice', 'email', 'phone', 'url'];
const NUMBERS: readonly FieldKind[] = ['number', 'money'];

/** Values of the one are values of the other. */
function fits(from: FieldKind, to: FieldKind): boolean {
	return from === to || (WORDS.includes(from) && TEXTS.includes(to)) || (NUMBERS.includes(from) && NUMBERS.includes(to));
}

async function refuseOtherKind(scope: Scope, type: RecordTypeDescription, present: Field, wanted: Omit<Field, 'system'>): Promise<void> {
	if (fits(present.kind, wanted.kind) && (wanted.kind !== 'record' || present.target === wanted.target)) return;
	const count = await countRecords(scope.crm, { type: type.name, field: present.name });
	if (count === 0) return;
	const [from, to] = [present, wanted].map(({ kind, target }) => (target === undefined ? kind : `${kind} (${target})`));
	throw new CrmError(
		'conflict',
		`Field "${present.label}" of ${type.pluralLabel} is of kind ${from} and cannot become ${to}: ${count === 1 ? 'one record has' : `${count} records have`} a value in it.`,
		'Give the new field another name; or delete this one with its values first.',
	);
}

/** `values`: how many records had a value; `valuesDeleted` says what became of them. */
export type FieldDeletion = Output & { deleted: true; name: string; values: number; valuesDeleted: boolean };

/** Throws notFound, unsupported (the CRM's own fields), conflict (triggers). */
export const deleteFields: Operation<DeleteFieldInput, FieldDeletion> = {
	name: 'field.delete',
	writes: 'crm',
	target: ({ type, field }) => [type, field],
	async perform(scope, inputs, write) {
		// Asked for first: where the CRM cannot be changed, nothing of what goes before may be done.
		const editor = schemaEditor(scope);
		const results: FieldDeletion[] = [];
		for (const { type: typeName, field: reference, deleteValues, evenIfUsed } of inputs) {
			const type = await scope.crm.describe(typeName);
			const field = fieldByNameOrLabel(type, reference);
			const { name, label, system } = field;
			if (!system && !evenIfUsed) await refuseUsed(scope, `Field "${label}" of ${type.pluralLabel}`, { type: typeName, field: name });
			const values = await countRecords(scope.crm, { type: typeName, field: name });
			if (deleteValues && values > 0 && !system) await emptyField(scope, type, field, write);
			await editor.removeField(typeName, name);
			results.push({ deleted: true, recordType: typeName, name, label, values, valuesDeleted: deleteValues });
		}
		return results;
	},
};

function fieldByNameOrLabel(type: RecordTypeDescription, reference: string): Field {
	const { fields } = type;
	const field = fields.find(({ name }) => name === plainText(reference)) ?? fields.find(({ label }) => sameName(label, reference));
	if (field !== undefined) return field;
	throw fieldNotFound(
		type,
		reference,
		fields.filter(({ system }) => !system),
	);
}

const RECORDS_AT_ONCE = 1000;

async function emptyField(scope: Scope, type: RecordTypeDescription, field: Field, write: WriteContext): Promise<void> {
	if (!type.editable)
		throw new CrmError(
			'unsupported',
			`The values of field "${field.label}" of ${type.pluralLabel} cannot be deleted together.`,
			'Switch "Also Delete Its Values" off.',
		);
	const { system: _, ...own } = field;
	// What is required cannot be emptied.
	if (field.required) await schemaEditor(scope).saveField(type.name, { ...own, required: false });
	for (;;) {
		const ids: string[] = [];
		for await (const { id } of scope.crm.find(type.name, {
			conditions: [{ field: field.name, operator: 'isNotEmpty' }],
			limit: RECORDS_AT_ONCE,
		}))
			ids.push(id);
		if (ids.length === 0) return;
		await scope.crm.update(
			type.name,
			ids.map((id) => ({ id, values: { [field.name]: null } })),
			write,
		);
	}
}
