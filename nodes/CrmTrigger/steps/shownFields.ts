import { NodeHelpers, type INodeParameters, type INodeProperties, type INodePropertyCollection } from 'n8n-workflow';

/** What stands in a form, by the names of its fields. */
export type Filled = Readonly<Record<string, unknown>>;

/** A field of a form that is shown. */
export interface ShownField {
	field: INodeProperties;
	/** What stands in it; its default where n8n keeps none, because it is as it was. */
	value: unknown;
	/** The fields beside it that are shown, in the same row of a table. */
	beside: Filled;
}

/**
 * The fields that a form shows as it is filled in, those of its collections and of each row of its tables among them; a table that
 * `whole` names is given as it is. `known`: what holds beside them.
 */
export function shownFields(
	fields: readonly INodeProperties[],
	filled: Filled,
	whole: (field: INodeProperties) => boolean,
	known: Filled = {},
): { shown: ShownField[]; form: Filled } {
	const form: Record<string, unknown> = { ...known };
	const shown = shownHere(fields, filled, { values: form, root: form }).flatMap((one) => withInner(one, form, whole));
	return { shown, form };
}

interface Surrounding {
	/** Of the same form or row, filled in on the way. */
	values: Record<string, unknown>;
	/** Of the form as a whole. */
	root: Filled;
}

/** Each field decides by those before it. */
function shownHere(fields: readonly INodeProperties[], filled: Filled, { values, root }: Surrounding): ShownField[] {
	const shown: ShownField[] = [];
	for (const field of fields) {
		if (!NodeHelpers.displayParameter(values as INodeParameters, field, null, null, root as INodeParameters)) continue;
		const value = filled[field.name] ?? field.default;
		values[field.name] = value;
		shown.push({ field, value, beside: values });
	}
	return shown;
}

function withInner(one: ShownField, root: Filled, whole: (field: INodeProperties) => boolean): ShownField[] {
	const { field, value } = one;
	const isTable = field.type === 'collection' || field.type === 'fixedCollection';
	if (!isTable || whole(field)) return [one];
	return rowsIn(field, value).flatMap(({ fields, row, values }) =>
		shownHere(fields, row, { values, root }).flatMap((inner) => withInner(inner, root, whole)),
	);
}

interface Row {
	fields: readonly INodeProperties[];
	row: Filled;
	/** What its fields know of each other before they are looked at. */
	values: Record<string, unknown>;
}

/** An expression in the place of rows tells nothing. */
function rowsIn({ type, options = [] }: INodeProperties, value: unknown): Row[] {
	if (!isObject(value)) return [];
	if (type === 'collection') {
		const present = (options as INodeProperties[]).filter(({ name }) => Object.hasOwn(value, name));
		return [{ fields: present, row: value, values: { ...value } }];
	}
	if (type !== 'fixedCollection') return [];
	return (options as INodePropertyCollection[]).flatMap(({ name, values: fields }) =>
		[value[name]]
			.flat()
			.filter(isObject)
			.map((row) => ({ fields, row, values: {} })),
	);
}

function isObject(value: unknown): value is Record<string, unknown> {
	return value !== null && typeof value === 'object' && !Array.isArray(value);
}
