import { comparing, normalForm, type ComparedField } from '../../../src/model/normalForm';
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

function filterOf({ field: name, operator, value, kind }: Condition, field: string): Filter | undefined {
	if (field === 'created' || field === 'modified') return ofStamp(operator, value, field);
	if (ORDERED[operator] !== undefined) return { field, op: ORDERED[operator], value };
	if (operator === 'isEmpty' || (operator === 'is' && isEmptyValue(value))) return { field, op: 'empty' };
	if (operator === 'isNotEmpty') return { field, op: 'filled' };
	if (kind !== undefined && comparing({ name, kind }) !== 'exact') return ofText({ name, kind }, operator, value, field);
	if (operator === 'is' && !Array.isArray(value)) return { field, op: 'eq', value };
	if (operator === 'isOneOf') return { field, op: 'in', value };
	return kind === 'choice' && (operator === 'contains' || operator === 'startsWith') ? { field, op: 'contains', value } : undefined;
}

/** Plain CRM knows no normal forms: of several words it looks for one, and for no web address and phone number. */
function ofText(compared: ComparedField, operator: Operator, value: Condition['value'], field: string): Filter | undefined {
	if (compared.kind === 'url' || compared.kind === 'phone') return undefined;
	const forms = [value ?? ''].flat().map((each) => normalForm(compared, String(each)));
	const oneWord = forms.every((form) => !form.includes(' '));
	if (operator === 'isOneOf') return oneWord ? { field, op: 'in', value: forms } : undefined;
	if (operator !== 'is' && operator !== 'contains' && operator !== 'startsWith') return undefined;
	const longest = forms[0]!.split(' ').reduce((a, b) => (b.length > a.length ? b : a));
	return operator === 'is' && oneWord ? { field, op: 'eq', value: forms[0]! } : { field, op: 'contains', value: longest };
}

function ofStamp(operator: Operator, value: Condition['value'], field: string): Filter | undefined {
	if (typeof value !== 'string') return undefined;
	if (operator === 'greaterThan' || operator === 'atLeast') return { field, op: 'gte', value: secondsOf(value) };
	if (operator === 'lessThan' || operator === 'atMost') return { field, op: 'lte', value: secondsOf(value) };
	return undefined;
}
