import type { Field, FieldKind } from '../../../src/model/recordType';
import { USER_NAMES } from '../../plainRest/adapter/forms';
import type { FieldShape, Shape } from '../../plainRest/server/shape';
import { addEntity } from '../../plainRest/server/startingShape';
import type { SchemaDraft } from './schema';

/** Brings Plain CRM to have these types, fields, pipelines, groups and roles, as its administrator does. */
export function administer(shape: Shape, { types, fields, pipelines, groups, roles }: SchemaDraft): void {
	for (const { name, label, pluralLabel } of types) {
		const own = pipelines.filter(({ recordType }) => recordType === name);
		addEntity(shape, name, { label, plural: pluralLabel, fields: (fields[name] ?? []).map(fieldShape), pipelines: own });
	}
	const user = shape.entities['user']!.fields;
	user.push(...(fields['user'] ?? []).map(fieldShape));
	const offer = (name: string, options: readonly string[]) => {
		user.find((field) => field.name === name)!.options = options.map((id) => ({ id, text: id }));
	};
	offer(USER_NAMES.groups, groups);
	offer(USER_NAMES.role, roles);
}

const TYPES: Partial<Record<FieldKind, string>> = {
	string: 'text',
	text: 'longtext',
	boolean: 'bool',
	dateTime: 'moment',
	multiChoice: 'choices',
};

function fieldShape({ name, label, kind, required, options, default: preset, target }: Omit<Field, 'system'>): FieldShape {
	return {
		name,
		label,
		type: kind === 'record' ? `link:${target}` : (TYPES[kind] ?? kind),
		required,
		...(options === undefined ? {} : { options: options.map(({ value, label: text }) => ({ id: value, text })) }),
		...(preset === undefined ? {} : { default: preset }),
	};
}
