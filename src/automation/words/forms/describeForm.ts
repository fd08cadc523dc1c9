import { titleOf } from '../../../model/record';
import type { Field, RecordTypeDescription } from '../../../model/recordType';
import { Directory } from '../directory/directory';
import { stageOptions, userValue } from './lists';
import type { Scope } from '../../engine/Scope';

export type FormFieldKind = 'string' | 'number' | 'boolean' | 'dateTime' | 'options' | 'array';

/** A field of a form, in nobody's terms: n8n's resourceMapper and the web form are made from it. */
export interface FormField {
	/** Name of the field or parameter. */
	id: string;
	label: string;
	required: boolean;
	kind: FormFieldKind;
	/** For kind `options`: what to show, and what to give to the operation. */
	options?: Array<{ name: string; value: string }>;
	default?: string | number | boolean;
	help?: string;
}

/** A list to pick a linked record from is not longer than that; beyond it the title is typed. */
const LONGEST_CHOICE = 200;

/** What stands in a form, by the names of its fields. */
export type Filled = Readonly<Record<string, unknown>>;

/**
 * The fields that people fill in. `create`: with pipeline (where there are several) and stage, and with required marks;
 * `update`: without them, since a stage is changed by an operation of its own, and nothing is required. Throws notFound.
 */
export async function recordForm(scope: Scope, type: string, purpose: 'create' | 'update', filled: Filled = {}): Promise<FormField[]> {
	const directory = new Directory(scope);
	const description = await directory.describe(type);
	const form: FormField[] = [];
	for (const field of inFormOrder(description.fields)) {
		if (field.readOnly || !isSensible(field, description, purpose)) continue;
		const { name: id, label, help } = field;
		form.push({
			id,
			label,
			required:
				purpose === 'create' && field.required && field.default === undefined && field.kind !== 'pipeline' && field.kind !== 'stage',
			...(await formPart({ scope, directory, description, chosen: new Set([String(filled[id])]) }, field)),
			...(purpose === 'create' && field.default !== undefined ? { default: field.default } : {}),
			...(help === undefined ? {} : { help }),
		});
	}
	return form;
}

/** The custom fields of users; the other fields of a user have inputs of their own on the form. Throws notFound. */
export async function userForm(scope: Scope, purpose: 'create' | 'update', filled: Filled = {}): Promise<FormField[]> {
	const { fields } = await scope.crm.describe('user');
	const custom = new Set(fields.filter(({ system }) => !system).map(({ name }) => name));
	return (await recordForm(scope, 'user', purpose, filled)).filter(({ id }) => custom.has(id));
}

/** As the record type has them, but what only other programs give stands at the end. */
function inFormOrder(fields: readonly Field[]): Field[] {
	const [forPrograms, forPeople] = [fields.filter(({ name }) => name === 'externalId'), fields.filter(({ name }) => name !== 'externalId')];
	return [...forPeople, ...forPrograms];
}

/** What depends on the kind of a field. */
export type FormPart = Pick<FormField, 'kind' | 'options' | 'help'>;

function isSensible(field: Field, { pipelines }: RecordTypeDescription, purpose: 'create' | 'update'): boolean {
	if (field.kind === 'stage') return purpose === 'create' && pipelines.length > 0;
	if (field.kind === 'pipeline') return purpose === 'create' && pipelines.length > 1;
	return true;
}

/** What the part of a form is made from. */
interface Making {
	scope: Scope;
	directory: Directory;
	/** What stands in the field. */
	chosen: ReadonlySet<string>;
}

async function formPart(making: Making & { description: RecordTypeDescription }, field: Field): Promise<FormPart> {
	const { pipelines } = making.description;
	switch (field.kind) {
		case 'number':
		case 'money':
			return { kind: 'number' };
		case 'boolean':
			return { kind: 'boolean' };
		case 'date':
		case 'dateTime':
			return { kind: 'dateTime' };
		case 'choice':
			return { kind: 'options', options: (field.options ?? []).map(({ value, label }) => ({ name: label, value })) };
		case 'multiChoice':
			return { kind: 'array', help: `Any of: ${(field.options ?? []).map(({ label }) => label).join(', ')}` };
		case 'user':
			return await userChoice(making);
		case 'record':
			return await recordChoice(making, field.target);
		case 'pipeline':
			return { kind: 'options', options: pipelines.map(({ id, name }) => ({ name, value: id })) };
		case 'stage':
			return { kind: 'options', options: stageOptions(pipelines).map(({ name, value }) => ({ name, value })) };
		default:
			return { kind: 'string' };
	}
}

/** Those who work here. */
export async function userChoice({ directory, chosen }: Pick<Making, 'directory' | 'chosen'>): Promise<FormPart> {
	const people = await directory.people();
	const working = people.all.filter((user) => user.active);
	return { kind: 'options', options: working.map((user) => ({ name: user.name, value: userValue(people, user, chosen) })) };
}

/** The records of a type to choose from, or a text where there are too many. `target`: the type. */
export async function recordChoice(making: Making, target: string | undefined): Promise<FormPart> {
	const { scope, directory } = making;
	if (target === undefined) return { kind: 'string' };
	if (target === 'user') return await userChoice(making);
	const { label, fields } = await directory.describe(target);
	const orderBy = { field: fields.some(({ name }) => name === 'title') ? 'title' : 'name' };
	const options: Array<{ name: string; value: string }> = [];
	for await (const record of scope.crm.find(target, { orderBy, limit: LONGEST_CHOICE + 1 }))
		options.push({ name: titleOf(record), value: record.id });
	return options.length > LONGEST_CHOICE
		? { kind: 'string', help: `Exact title or id of a record of type ${label}` }
		: { kind: 'options', options };
}
