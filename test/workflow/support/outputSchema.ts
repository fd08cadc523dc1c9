import type { IDataObject } from 'n8n-workflow';

/** A part of a JSON schema in the form in which n8n's own nodes keep that of their output. */
export interface OutputSchema {
	type: string;
	properties?: Record<string, OutputSchema>;
	items?: OutputSchema;
}

/** What all these items are like: every field that one of them has, with the kind of its value. */
export function schemaOf(items: readonly IDataObject[]): OutputSchema & { version: number } {
	return { ...items.map(schemaOfValue).reduce(merged), version: 1 };
}

function schemaOfValue(value: unknown): OutputSchema {
	if (value === null || value === undefined) return { type: 'null' };
	if (Array.isArray(value))
		return value.length === 0 ? { type: 'array' } : { type: 'array', items: value.map(schemaOfValue).reduce(merged) };
	if (typeof value !== 'object') return { type: typeof value };
	return { type: 'object', properties: Object.fromEntries(Object.entries(value).map(([name, part]) => [name, schemaOfValue(part)])) };
}

/** What is null in the one may be more in the other. */
function merged(one: OutputSchema, other: OutputSchema): OutputSchema {
	if (one.type === 'null') return other;
	if (one.type !== other.type) return one;
	if (one.type === 'array')
		return one.items === undefined ? other : { ...one, ...(other.items === undefined ? {} : { items: merged(one.items, other.items) }) };
	if (one.type !== 'object') return one;
	const properties = { ...one.properties };
	for (const [name, part] of Object.entries(other.properties ?? {}))
		properties[name] = properties[name] === undefined ? part : merged(properties[name], part);
	return { ...one, properties };
}

/**
 * Where a field was empty in one example, the kind it has in another; fields of one name mean the same in all outputs. The names
 * of ids and moments tell that they are texts.
 */
export function completed<Schema extends OutputSchema>(schemas: ReadonlyMap<string, Schema>): Map<string, Schema> {
	const kinds = new Map<string, Set<string>>();
	for (const schema of schemas.values()) collectKinds(schema, kinds);
	return new Map([...schemas].map(([name, schema]) => [name, fillIn(schema, kinds) as Schema]));
}

function collectKinds({ properties = {}, items }: OutputSchema, kinds: Map<string, Set<string>>): void {
	if (items !== undefined) collectKinds(items, kinds);
	for (const [name, part] of Object.entries(properties)) {
		if (SIMPLE.includes(part.type)) kinds.set(name, (kinds.get(name) ?? new Set()).add(part.type));
		collectKinds(part, kinds);
	}
}

function fillIn(schema: OutputSchema, kinds: ReadonlyMap<string, ReadonlySet<string>>, name = ''): OutputSchema {
	if (schema.type === 'null') {
		const known = [...(kinds.get(name) ?? [])];
		return known.length === 1 ? { type: known[0]! } : ID_OR_MOMENT.test(name) ? { type: 'string' } : schema;
	}
	const properties = Object.entries(schema.properties ?? {}).map(([field, part]) => [field, fillIn(part, kinds, field)] as const);
	return {
		...schema,
		...(schema.properties === undefined ? {} : { properties: Object.fromEntries(properties) }),
		...(schema.items === undefined ? {} : { items: fillIn(schema.items, kinds) }),
	};
}

const SIMPLE: readonly string[] = ['boolean', 'number', 'string'];
const ID_OR_MOMENT = /(Id|At|Until|Start|End)$/;

/** The seen one, with the kinds of the kept one where nothing was seen. */
export function withKept<Schema extends OutputSchema>(seen: Schema, kept: OutputSchema | undefined): Schema {
	if (kept === undefined) return seen;
	if (seen.type === 'null') return { ...seen, ...kept };
	const properties = Object.entries(seen.properties ?? {}).map(([name, part]) => [name, withKept(part, kept.properties?.[name])] as const);
	return {
		...seen,
		...(seen.properties === undefined ? {} : { properties: Object.fromEntries(properties) }),
		...(seen.items === undefined ? {} : { items: withKept(seen.items, kept.items) }),
	};
}
