import { readDate, readMoment, readText } from '../../../model/coercion';
import { checkCondition } from '../../../model/conditions';
import { asDay, readSpan } from '../../../model/dateConditions';
import { findField } from '../../../model/fieldNames';
import { checkOperator } from '../../../model/operators';
import type { Condition } from '../../../model/query';
import type { FieldValue } from '../../../model/record';
import { STAMP_FIELDS, type Field, type RecordTypeDescription } from '../../../model/recordType';
import { findPipeline, findStage, stageNotFound } from '../../../model/stageNames';
import { isListOfPeople } from './conditionLists';
import type { Directory } from '../directory/directory';
import { resolveValues } from '../values/resolveValues';
import type { Scope } from '../../engine/Scope';
import { sameName } from '../../../model/normalForm';

/**
 * Conditions as people write them, with names, titles and labels, as the CRM compares them: with ids, and with the kind of
 * the field and the time zone. Throws notFound, missingValue, and invalidValue where operator or value do not fit the field.
 */
export async function resolveConditions(
	scope: Scope,
	directory: Directory,
	description: RecordTypeDescription,
	conditions: readonly Condition[],
): Promise<Condition[]> {
	const resolved: Condition[] = [];
	for (const condition of conditions) resolved.push(await resolveCondition({ scope, directory, description }, condition));
	return resolved;
}

/** Groups of which one must hold. Throws as `resolveConditions` does. */
export async function resolveGroups(
	scope: Scope,
	directory: Directory,
	description: RecordTypeDescription,
	groups: ReadonlyArray<readonly Condition[]>,
): Promise<Condition[][]> {
	const resolved: Condition[][] = [];
	for (const group of groups) resolved.push(await resolveConditions(scope, directory, description, group));
	return resolved;
}

interface Resolving {
	scope: Scope;
	directory: Directory;
	description: RecordTypeDescription;
}

async function resolveCondition(resolving: Resolving, condition: Condition): Promise<Condition> {
	const field = fieldOf(resolving.description, condition.field);
	checkOperator(field, condition.operator);
	// An expression that gives nothing asks for what has no value.
	const asksForEmpty =
		(condition.operator === 'is' || condition.operator === 'isNot') &&
		(condition.value === undefined || condition.value === '' || condition.value === null);
	if (!asksForEmpty) checkCondition({ ...condition, field: field.label });
	return await resolveValue(resolving, field, {
		...condition,
		kind: field.kind,
		...(field.country === undefined ? {} : { country: field.country }),
		timeZone: resolving.scope.timeZone,
	});
}

async function resolveValue(resolving: Resolving, field: Field, condition: Condition): Promise<Condition> {
	const { operator, value } = condition;
	if (value === undefined) return condition;
	switch (operator) {
		case 'startsWith':
			return condition;
		case 'contains':
		case 'doesNotContain':
			// What a text contains is taken as it is; a list has one of its choices.
			return field.kind === 'multiChoice'
				? { ...condition, value: (await resolveParts(resolving, field, [String(value)]))[0]! }
				: condition;
		case 'onDay':
		case 'before':
		case 'after':
			return { ...condition, value: dayOrMoment(field, value, resolving.scope.timeZone) };
		case 'withinLast':
		case 'withinNext': {
			const { amount, unit } = readSpan({ ...condition, field: field.label });
			return { ...condition, value: `${amount} ${unit}` };
		}
		case 'inGroup':
			return { ...condition, operator: 'isOneOf', value: await membersOf(resolving.directory, [value].flat().map(String)) };
		default: {
			const parts = await resolveParts(resolving, field, [value].flat());
			return { ...condition, value: Array.isArray(value) || field.kind === 'multiChoice' ? parts.map(String) : parts[0]! };
		}
	}
}

/** What every record has beside its fields counts as well, for a search. */
function fieldOf(description: RecordTypeDescription, name: string): Field {
	return STAMP_FIELDS.find((stamp) => stamp.name === name) ?? findField(description, name);
}

/** As many values as parts. */
async function resolveParts(
	{ scope, directory, description }: Resolving,
	field: Field,
	parts: readonly FieldValue[],
): Promise<FieldValue[]> {
	if (field.kind === 'pipeline') return parts.map((part) => (isBlank(part) ? part : findPipeline(description, String(part)).id));
	if (field.kind === 'stage')
		return await directory.stages(description, () => parts.map((part) => (isBlank(part) ? part : stageId(description, String(part)))));
	if (isListOfPeople(description.name, field.name)) {
		const people = await directory.people();
		return parts.map((part) => people.resolve(readText(part, field.label), field.label).id);
	}
	// A read-only field can be asked for, if not set.
	const asked = { ...description, fields: [{ ...field, readOnly: false }] };
	const rows = await resolveValues(
		directory,
		asked,
		parts.map((part) => ({ [field.name]: field.kind === 'multiChoice' && !isBlank(part) ? [part] : part })),
		scope.timeZone,
	);
	return rows.map((row) => {
		const value = row[field.name] ?? null;
		return Array.isArray(value) ? (value[0] ?? null) : value;
	});
}

function isBlank(part: FieldValue): boolean {
	return part === null || part === '';
}

function dayOrMoment(field: Field, value: FieldValue, timeZone: string): string {
	if (field.kind === 'date') return readDate(value, timeZone, field.label);
	return (typeof value === 'string' ? asDay(value) : undefined) ?? readMoment(value, timeZone, field.label).toISOString();
}

/** Of any of the groups. */
async function membersOf(directory: Directory, groups: readonly string[]): Promise<string[]> {
	const names = new Set<string>();
	for (const group of groups) names.add(await directory.group(group));
	return (await directory.people()).all.filter((user) => user.groups.some((group) => names.has(group))).map(({ id }) => id);
}

/** Of several pipelines it is the first that has a stage of that id or name. */
export function stageId(description: RecordTypeDescription, reference: string): string {
	const pipeline =
		description.pipelines.find(({ stages }) => stages.some(({ id, name }) => id === reference || sameName(name, reference))) ??
		description.pipelines[0];
	if (pipeline === undefined) throw stageNotFound([], reference, 'name');
	return findStage(description, pipeline, reference).id;
}
