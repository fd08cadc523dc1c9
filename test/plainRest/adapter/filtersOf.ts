import { ignoresCase } from '../../../src/model/conditions';
import type { Condition, Operator } from '../../../src/model/query';
import { isEmptyValue } from '../../../src/model/validateValue';
import type { Filter } from '../server/Tables';

/** A longer filter does not fit into the address of a request. */
const LONGEST = 4_000;

const ORDERED: Partial<Record<Operator, Filter['op']>> = { greaterThan: 'gt', atLeast: 'gte', lessThan: 'lt', atMost: 'lte' };
const STAMPS: Readonly<Record<string, string>> = { id: 'id', createdAt: 'created', updatedAt: 'modified' };

/**
 * What of the conditions Plain CRM can compare by itself, so that it sends less; `names` are its names of our fields. It compares
 * texts whatever their case, and times by the second: it sends what is meant, and perhaps more.
 */
export function filtersOf(conditions: readonly Condition[], names: Readonly<Record<string, string>>): Filter[] {
	return conditions.flatMap((condition) => {
		const field = Object.hasOwn(names, condition.field) ? names[condition.field] : STAMPS[condition.field];
		const filter = field === undefined || condition.kind === 'multiChoice' ? undefined : filterOf(condition, field);
		return filter === undefined || encodeURIComponent(JSON.stringify(filter)).length > LONGEST ? [] : [filter];
	});
}

/** `2026-03-02T09:00:00.123Z` as Plain CRM writes it: `2026-03-02 09:00:00`. */
export function secondsOf(moment: string): string {
	return moment.slice(0, 19).replace('T', ' ');
}

function filterOf({ operator, value, kind }: Condition, field: string): Filter | undefined {
	if (field === 'created' || field === 'modified') return ofStamp(operator, value, field);
	if (ORDERED[operator] !== undefined) return { field, op: ORDERED[operator], value };
	if (operator === 'isEmpty' || (operator === 'is' && isEmptyValue(value))) return { field, op: 'empty' };
	if (operator === 'isNotEmpty') return { field, op: 'filled' };
	if (operator === 'is' && !Array.isArray(value)) return { field, op: 'eq', value };
	if (operator === 'isOneOf') return { field, op: 'in', value };
	const isText = kind !== undefined && (ignoresCase(kind) || kind === 'choice');
	return isText && (operator === 'contains' || operator === 'startsWith') ? { field, op: 'contains', value } : undefined;
}

function ofStamp(operator: Operator, value: Condition['value'], field: string): Filter | undefined {
	if (typeof value !== 'string') return undefined;
	if (operator === 'greaterThan' || operator === 'atLeast') return { field, op: 'gte', value: secondsOf(value) };
	if (operator === 'lessThan' || operator === 'atMost') return { field, op: 'lte', value: secondsOf(value) };
	return undefined;
}
