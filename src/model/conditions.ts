import { CrmError } from './CrmError';
import { plainConditions } from './dateConditions';
import { normalForm, partForm, textForm, type ComparedField } from './normalForm';
import { quotedOperator, WITHOUT_VALUE } from './operators';
import type { Condition } from './query';
import type { FieldValue, Values } from './record';
import type { FieldKind } from './recordType';
import { checkValue } from './validateValue';

/**
 * Whether values meet a condition. Values are compared by their normal forms: see `normalForm`. `now`: for
 * conditions such as "within the last 7 days". What a database answers must be the same: the contract tests compare both.
 */
export function meets(values: Values, condition: Condition, now: Date): boolean {
	const actual = (Object.hasOwn(values, condition.field) ? values[condition.field] : null) ?? null;
	return plainConditions(condition, now).every((plain) => holds(actual, plain));
}

/** Whether values meet all conditions of at least one group; no groups ask for nothing. */
export function meetsAny(values: Values, groups: ReadonlyArray<readonly Condition[]> | undefined, now: Date): boolean {
	return groups === undefined || groups.length === 0 || groups.some((group) => group.every((condition) => meets(values, condition, now)));
}

function holds(actual: FieldValue, { operator, value: wanted = null, field: name, kind, country }: Condition): boolean {
	const field = { name, kind, country };
	switch (operator) {
		case 'isEmpty':
			return isEmpty(actual);
		case 'isNotEmpty':
			return !isEmpty(actual);
		case 'is':
			return equals(actual, wanted, field);
		case 'isNot':
			return !equals(actual, wanted, field);
		case 'isOneOf':
			return isOneOf(actual, wanted, field);
		case 'isNoneOf':
			return !isOneOf(actual, wanted, field);
		case 'contains':
			return contains(actual, wanted);
		case 'doesNotContain':
			return !contains(actual, wanted);
		case 'startsWith':
			return !isEmpty(actual) && text(actual).startsWith(part(wanted));
		case 'greaterThan':
			return difference(actual, wanted, kind) > 0;
		case 'atLeast':
			return difference(actual, wanted, kind) >= 0;
		case 'lessThan':
			return difference(actual, wanted, kind) < 0;
		case 'atMost':
			return difference(actual, wanted, kind) <= 0;
		default:
			throw new Error(`"${operator}" is no comparison with a fixed value.`);
	}
}

/** Less than 0, 0 or more than 0. Numbers (and numeric text) as numbers, all else as text: ISO dates sort rightly. */
export function compare(a: FieldValue, b: FieldValue): number {
	const left = asNumber(a);
	const right = asNumber(b);
	return left !== undefined && right !== undefined ? left - right : compareTexts(text(a), text(b));
}

export function isEmpty(value: FieldValue | undefined): boolean {
	return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** Throws missingValue for a condition that lacks its value. */
export function checkCondition({ field, operator, value }: Condition): void {
	if (WITHOUT_VALUE.has(operator)) return;
	const given = operator === 'between' ? Array.isArray(value) && value.length === 2 && !value.some((part) => part === '') : !isEmpty(value);
	if (given) return;
	throw new CrmError(
		'missingValue',
		`The condition ${quotedOperator(operator)} on field "${field}" has no value to compare with.`,
		operator === 'between' ? 'Enter both values.' : 'Enter a value, or use "Is Empty" / "Is Not Empty".',
	);
}

/** Of a list: that it has all that are wanted. */
function equals(actual: FieldValue, wanted: FieldValue, field: ComparedField): boolean {
	if (isEmpty(actual) || isEmpty(wanted)) return isEmpty(actual) && isEmpty(wanted);
	if (Array.isArray(actual)) return (Array.isArray(wanted) ? wanted : [String(wanted)]).every((part) => actual.includes(part));
	const { kind } = field;
	switch (kind) {
		case undefined:
			return sameOfUnknownKind(actual, wanted);
		case 'number':
		case 'money':
		case 'boolean':
		case 'date':
		case 'dateTime':
			return actual === stored(kind, wanted);
		default:
			return normalForm(field, String(actual)) === normalForm(field, String(wanted));
	}
}

function isOneOf(actual: FieldValue, wanted: FieldValue, field: ComparedField): boolean {
	if (isEmpty(actual)) return false;
	const parts = Array.isArray(wanted) ? wanted : [wanted];
	return parts.some((part) => !isEmpty(part) && equals(actual, part, field));
}

function contains(actual: FieldValue, wanted: FieldValue): boolean {
	if (isEmpty(actual)) return false;
	return Array.isArray(actual) ? actual.includes(String(wanted)) : text(actual).includes(part(wanted));
}

/** NaN, which is not more, not less and not equal, where one of them cannot be ordered. */
function difference(actual: FieldValue, wanted: FieldValue, kind: FieldKind | undefined): number {
	if (isEmpty(actual) || isEmpty(wanted)) return NaN;
	switch (kind) {
		case undefined:
			return compare(actual, wanted);
		case 'number':
		case 'money':
			return typeof actual === 'number' ? actual - (stored(kind, wanted) as number) : NaN;
		case 'date':
		case 'dateTime':
			return typeof actual === 'string' ? compareTexts(actual, String(stored(kind, wanted))) : NaN;
		default:
			return compareTexts(String(actual), String(wanted));
	}
}

/** What is compared with, in the form in which the field keeps it: "100" as a number, a moment in UTC. Throws invalidValue. */
function stored(kind: FieldKind, wanted: FieldValue): FieldValue {
	return checkValue({ name: '', label: '', kind, required: false, system: false }, wanted);
}

function sameOfUnknownKind(a: FieldValue, b: FieldValue): boolean {
	const left = asNumber(a);
	const right = asNumber(b);
	return left !== undefined && right !== undefined ? left === right : text(a) === text(b);
}

function text(value: FieldValue): string {
	return value === null ? '' : textForm(Array.isArray(value) ? value.join(', ') : String(value));
}

function part(value: FieldValue): string {
	return value === null ? '' : partForm(Array.isArray(value) ? value.join(', ') : String(value));
}

function compareTexts(left: string, right: string): number {
	return left < right ? -1 : left > right ? 1 : 0;
}

function asNumber(value: FieldValue): number | undefined {
	if (typeof value === 'number') return value;
	if (typeof value !== 'string' || value.trim() === '') return undefined;
	const number = Number(value);
	return Number.isFinite(number) ? number : undefined;
}
