import { notFound } from '../model/CrmError';
import type { Condition } from '../model/query';
import type { FieldValue } from '../model/record';
import type { Field, RecordTypeDescription } from '../model/recordType';
import { findPipeline, findStage } from '../model/stageNames';
import type { Directory } from './directory';
import { resolveValues } from './resolveValues';
import type { Scope } from './Scope';

/** Conditions as people write them, with names, titles and labels, as the CRM compares them. Throws notFound, invalidValue. */
export async function resolveConditions(
	scope: Scope,
	directory: Directory,
	description: RecordTypeDescription,
	conditions: readonly Condition[],
): Promise<Condition[]> {
	const resolved: Condition[] = [];
	for (const condition of conditions) resolved.push(await resolveCondition(scope, directory, description, condition));
	return resolved;
}

/** Only where a whole value is compared: what a text contains or starts with is taken as it is. */
async function resolveCondition(scope: Scope, directory: Directory, description: RecordTypeDescription, condition: Condition): Promise<Condition> {
	const field = description.fields.find(({ name }) => name === condition.field);
	if (field === undefined || condition.value === undefined || condition.operator === 'contains' || condition.operator === 'startsWith') return condition;
	const parts: FieldValue[] = Array.isArray(condition.value) ? condition.value : [condition.value];
	const resolved: FieldValue[] = [];
	for (const part of parts) resolved.push(await resolvePart(scope, directory, description, field, part));
	const value = Array.isArray(condition.value) ? resolved.map(String) : resolved[0]!;
	return { ...condition, value };
}

async function resolvePart(scope: Scope, directory: Directory, description: RecordTypeDescription, field: Field, part: FieldValue): Promise<FieldValue> {
	if (part === null || part === '') return part;
	if (field.kind === 'pipeline') return findPipeline(description, String(part)).id;
	if (field.kind === 'stage') return stageId(description, String(part));
	if (field.kind === 'multiChoice') return part;
	// A read-only field can be asked for, if not set.
	const asked = { ...description, fields: [{ ...field, readOnly: false }] };
	const [values] = await resolveValues(directory, asked, [{ [field.name]: part }], scope.timeZone);
	return values![field.name] ?? null;
}

/** Of several pipelines it is the first that has a stage of that id or name. */
function stageId(description: RecordTypeDescription, reference: string): string {
	const wanted = reference.trim().toLowerCase();
	const pipeline = description.pipelines.find(({ stages }) => stages.some(({ id, name }) => id === reference || name.toLowerCase() === wanted)) ?? description.pipelines[0];
	if (pipeline === undefined) throw notFound('stage', reference, [], `in record type "${description.label}"`);
	return findStage(description, pipeline, reference).id;
}
