import type { FieldValue, Values } from './record';
import type { Field } from './recordType';

/** The values of a task, a project … by the names of the fields of its type, as the feed tells them. */
export function valuesOf(fields: readonly Field[], thing: object): Values {
	const own = thing as Record<string, unknown> & { values?: Values };
	return { ...own.values, ...Object.fromEntries(fields.flatMap(({ name }) => valueOf(own, name))) };
}

function valueOf(thing: Record<string, unknown>, name: string): Array<[string, FieldValue]> {
	// `responsible` is `responsibleId` of a task, `participants` are `participantIds`; the title of an activity is its subject.
	const property = [name, `${name}Id`, `${name.replace(/s$/, '')}Ids`, ...(name === 'title' ? ['subject'] : [])].find(
		(each) => each in thing,
	);
	return property === undefined ? [] : [[name, fieldValue(thing[property])]];
}

function fieldValue(value: unknown): FieldValue {
	if (Array.isArray(value) && value.length === 0) return null;
	if (value === null || typeof value !== 'object' || Array.isArray(value)) return value as FieldValue;
	const { type, id } = value as { type?: string; id?: string };
	return type === undefined || id === undefined ? JSON.stringify(value) : `${type}/${id}`;
}
