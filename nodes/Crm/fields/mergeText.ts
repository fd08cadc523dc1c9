import type { INodeProperties, INodePropertyCollection, ResourceMapperField } from 'n8n-workflow';

const MERGE_HINT = '{{record.title}} and other merge fields are filled in for each item, faster than an expression';

/**
 * A text, or a list of texts, that may hold merge fields. MergeTexts fills them in what the workflow itself has, not in what an
 * expression gives. The hint is also the mark by which the field is known.
 */
export function mergeText(field: INodeProperties): INodeProperties {
	return { ...field, hint: MERGE_HINT };
}

/** A form of fields (`resourceMapper`) whose texts may. The editor shows no hint for it. */
export function mergeForm({ description = '', ...field }: INodeProperties): INodeProperties {
	return mergeText({
		...field,
		description: `${description.replace(/\.$/, '')}. Texts may hold merge fields such as {{record.title}}, faster than expressions.`,
	});
}

export function takesMergeFields({ hint }: INodeProperties): boolean {
	return hint === MERGE_HINT;
}

/** What in the value of a parameter takes merge fields: all texts in it, or those of some of its fields. */
export interface Mark {
	/** What people call it. */
	label: string;
	fields?: ReadonlyMap<string, Mark>;
	/** Names whose values are no texts, such as lists in JSON. */
	except?: ReadonlySet<string>;
}

/** By the name under which the parameter is read. `raw` gives a parameter as it stands in the workflow. */
export function marksOf(description: readonly INodeProperties[], raw: (name: string) => unknown): Map<string, Mark> {
	const marks = new Map<string, Mark>();
	for (const field of description) {
		const mark = markOf(field);
		if (mark === undefined) continue;
		if (field.type !== 'resourceMapper') marks.set(field.name, mark);
		else marks.set(`${field.name}.value`, { ...mark, except: namesOfLists(raw(`${field.name}.schema`)) });
	}
	return marks;
}

function markOf(field: INodeProperties): Mark | undefined {
	const { displayName: label } = field;
	const inner = fieldsWithin(field).flatMap(([name, other]) => {
		const mark = markOf(other);
		return mark === undefined ? [] : [[name, mark] as const];
	});
	if (inner.length > 0) return { label, fields: new Map(inner) };
	return takesMergeFields(field) ? { label } : undefined;
}

function fieldsWithin({ type, options = [] }: INodeProperties): Array<[string, INodeProperties]> {
	if (type === 'collection') return (options as INodeProperties[]).map((field) => [field.name, field]);
	if (type !== 'fixedCollection') return [];
	return (options as INodePropertyCollection[]).map(({ name, displayName, values }) => [
		name,
		{ name, displayName, type: 'collection', default: {}, options: values },
	]);
}

function namesOfLists(schema: unknown): Set<string> {
	const fields = Array.isArray(schema) ? (schema as ResourceMapperField[]) : [];
	return new Set(fields.filter(({ type }) => type === 'array' || type === 'object').map(({ id }) => id));
}

/** The value with each text changed that is marked, stands in the workflow itself (`raw`) and has braces. */
export function eachText(mark: Mark, value: unknown, raw: unknown, change: (text: string, label: string) => string): unknown {
	if (typeof value === 'string') {
		const fixed = mark.fields === undefined && typeof raw === 'string' && !raw.startsWith('=');
		return fixed && value.includes('{{') ? change(value, mark.label) : value;
	}
	if (value === null || typeof value !== 'object' || raw === null || typeof raw !== 'object') return value;
	if (Array.isArray(value)) return value.map((part: unknown, index) => eachText(mark, part, (raw as unknown[])[index], change));
	const entries = Object.entries(value).map(([name, part]) => {
		const inner = mark.fields === undefined ? { label: name } : mark.fields.get(name);
		if (inner === undefined || mark.except?.has(name)) return [name, part] as const;
		return [name, eachText(inner, part, (raw as Record<string, unknown>)[name], change)] as const;
	});
	return Object.fromEntries(entries);
}
