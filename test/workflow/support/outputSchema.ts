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
	if (Array.isArray(value)) return value.length === 0 ? { type: 'array' } : { type: 'array', items: value.map(schemaOfValue).reduce(merged) };
	if (typeof value !== 'object') return { type: typeof value };
	return { type: 'object', properties: Object.fromEntries(Object.entries(value).map(([name, part]) => [name, schemaOfValue(part)])) };
}

/** What is null in the one may be more in the other. */
function merged(one: OutputSchema, other: OutputSchema): OutputSchema {
	if (one.type === 'null') return other;
	if (one.type !== other.type) return one;
	if (one.type === 'array') return one.items === undefined ? other : { ...one, ...(other.items === undefined ? {} : { items: merged(one.items, other.items) }) };
	if (one.type !== 'object') return one;
	const properties = { ...one.properties };
	for (const [name, part] of Object.entries(other.properties ?? {})) properties[name] = properties[name] === undefined ? part : merged(properties[name], part);
	return { ...one, properties };
}
