import { Reference } from '../../../src/crm/Reference';
import { OWN_TYPES, recordFields, taskFields, userFields } from '../../../src/model/systemFields';
import type { Field, FieldKind, Pipeline, RecordTypeDescription, StageKind } from '../../../src/model/recordType';
import type { User } from '../../../src/model/user';
import type { EntityShape, FieldShape, Shape } from '../server/shape';
import { RECORD_NAMES, userForm, USER_NAMES } from './forms';
import type { PlainApi } from './PlainApi';
import { KEY_FIELD } from './PlainTable';

/** Types, fields, pipelines and people. */
export async function loadReference(api: PlainApi): Promise<Reference> {
	const { entities } = await api.shape();
	const { user, task: _task, note: _note, ...others } = entities as Shape['entities'] & { user: EntityShape };
	const records = Object.entries(others).map(([name, entity]) => recordType(name, entity));
	const groups = optionsOf(user, USER_NAMES.groups);
	const roles = optionsOf(user, USER_NAMES.role);
	const people = {
		...OWN_TYPES.find(({ name }) => name === 'user')!,
		fields: [...userFields(groups, roles), ...customFields(user, USER_NAMES)],
		pipelines: [],
	};
	const tasks = { ...OWN_TYPES.find(({ name }) => name === 'task')!, fields: taskFields(), pipelines: [] };
	return new Reference({ types: [...records, tasks, people], users: await loadUsers(api, people), groups, roles, permissions: new Map() });
}

/** All people as they are now, by name. */
export async function loadUsers(api: PlainApi, type: Pick<RecordTypeDescription, 'fields'>): Promise<User[]> {
	const { entity, thingOf } = userForm(type);
	const users: User[] = [];
	for await (const rows of api.byKey(entity, [])) users.push(...rows.map(thingOf));
	return users.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id < b.id ? -1 : 1));
}

function recordType(name: string, entity: EntityShape): RecordTypeDescription {
	const { label, plural, pipelines = [] } = entity;
	return {
		name,
		label,
		pluralLabel: plural,
		editable: true,
		fields: [...recordFields(name), ...customFields(entity, RECORD_NAMES)],
		pipelines: pipelines.map(({ id, name: title, stages }): Pipeline => ({
			id,
			name: title,
			recordType: name,
			stages: stages.map((stage) => ({ ...stage, kind: stage.kind as StageKind })),
		})),
	};
}

function customFields({ fields }: EntityShape, names: Readonly<Record<string, string>>): Field[] {
	const known = new Set([...Object.values(names), KEY_FIELD]);
	return fields.filter(({ name }) => !known.has(name)).map(fieldOf);
}

const KINDS: Readonly<Record<string, FieldKind>> = {
	text: 'string',
	longtext: 'text',
	number: 'number',
	money: 'money',
	bool: 'boolean',
	date: 'date',
	moment: 'dateTime',
	choice: 'choice',
	choices: 'multiChoice',
	email: 'email',
	phone: 'phone',
	url: 'url',
	user: 'user',
};

function fieldOf({ name, label, type, required = false, options, default: preset }: FieldShape): Field {
	const [, target] = /^link:(.+)$/.exec(type) ?? [];
	return {
		name,
		label,
		kind: target === undefined ? (KINDS[type] ?? 'string') : 'record',
		required,
		system: false,
		...(target === undefined ? {} : { target }),
		...(options === undefined ? {} : { options: options.map(({ id, text }) => ({ value: id, label: text })) }),
		...(preset === undefined ? {} : { default: preset as string | number | boolean }),
	};
}

function optionsOf({ fields }: EntityShape, name: string): string[] {
	return (fields.find((field) => field.name === name)?.options ?? []).map(({ id }) => id).sort();
}
