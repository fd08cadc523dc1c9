import { CrmError } from './CrmError';
import type { Condition } from './query';
import type { FieldValue, Values } from './record';

/** Whether values meet a condition. Text is compared without regard to upper and lower case, as people expect. */
export function meets(values: Values, condition: Condition): boolean {
	const actual = (Object.hasOwn(values, condition.field) ? values[condition.field] : null) ?? null;
	const wanted = condition.value ?? null;
	switch (condition.operator) {
		case 'isEmpty':
			return isEmpty(actual);
		case 'isNotEmpty':
			return !isEmpty(actual);
		case 'is':
			return same(actual, wanted);
		case 'isNot':
			return !same(actual, wanted);
		case 'isOneOf':
			return Array.isArray(wanted) && wanted.some((value) => same(actual, value));
		case 'contains':
			return Array.isArray(actual) ? actual.some((part) => same(part, wanted)) : text(actual).includes(text(wanted));
		case 'startsWith':
			return text(actual).startsWith(text(wanted));
		case 'greaterThan':
			return !isEmpty(actual) && compare(actual, wanted) > 0;
		case 'atLeast':
			return !isEmpty(actual) && compare(actual, wanted) >= 0;
		case 'lessThan':
			return !isEmpty(actual) && compare(actual, wanted) < 0;
		case 'atMost':
			return !isEmpty(actual) && compare(actual, wanted) <= 0;
	}
}

/** Less than 0, 0 or more than 0. Numbers (and numeric text) as numbers, all else as text: ISO dates sort rightly. */
export function compare(a: FieldValue, b: FieldValue): number {
	const left = asNumber(a);
	const right = asNumber(b);
	if (left !== undefined && right !== undefined) return left - right;
	const leftText = text(a);
	const rightText = text(b);
	return leftText < rightText ? -1 : leftText > rightText ? 1 : 0;
}

export function isEmpty(value: FieldValue | undefined): boolean {
	return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** Throws missingValue for a condition that lacks its value. */
export function checkCondition(condition: Condition): void {
	const needsValue = condition.operator !== 'isEmpty' && condition.operator !== 'isNotEmpty';
	if (needsValue && isEmpty(condition.value)) {
		throw new CrmError(
			'missingValue',
			`The condition on field "${condition.field}" has no value to compare with.`,
			'Enter a value, or use "Is Empty" / "Is Not Empty".',
		);
	}
}

function same(a: FieldValue, b: FieldValue): boolean {
	if (isEmpty(a) || isEmpty(b)) return isEmpty(a) && isEmpty(b);
	const left = asNumber(a);
	const right = asNumber(b);
	return left !== undefined && right !== undefined ? left === right : text(a) === text(b);
}

function text(value: FieldValue): string {
	return value === null ? '' : Array.isArray(value) ? value.join(', ').toLowerCase() : String(value).toLowerCase();
}

function asNumber(value: FieldValue): number | undefined {
	if (typeof value === 'number') return value;
	if (typeof value !== 'string' || value.trim() === '') return undefined;
	const number = Number(value);
	return Number.isFinite(number) ? number : undefined;
}
