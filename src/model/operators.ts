import { CrmError, quoted } from './CrmError';
import type { Field, FieldKind } from './recordType';

export const OPERATORS = [
	'is',
	'isNot',
	'contains',
	'doesNotContain',
	'startsWith',
	'greaterThan',
	'atLeast',
	'lessThan',
	'atMost',
	'between',
	'isEmpty',
	'isNotEmpty',
	'isOneOf',
	'isNoneOf',
	'onDay',
	'before',
	'after',
	'today',
	'withinLast',
	'withinNext',
	'inGroup',
] as const;
export type Operator = (typeof OPERATORS)[number];

/** How an operator reads between a field and a value. */
export const OPERATOR_WORDS: Record<Operator, string> = {
	is: 'is',
	isNot: 'is not',
	contains: 'contains',
	doesNotContain: 'does not contain',
	startsWith: 'starts with',
	greaterThan: 'is greater than',
	atLeast: 'is at least',
	lessThan: 'is less than',
	atMost: 'is at most',
	between: 'is between',
	isEmpty: 'is empty',
	isNotEmpty: 'is not empty',
	isOneOf: 'is one of',
	isNoneOf: 'is none of',
	onDay: 'is on',
	before: 'is before',
	after: 'is after',
	today: 'is today',
	withinLast: 'is within the last',
	withinNext: 'is within the next',
	inGroup: 'is in group',
};

/** Operators that compare with nothing. */
export const WITHOUT_VALUE: ReadonlySet<Operator> = new Set(['isEmpty', 'isNotEmpty', 'today']);

const EMPTY: readonly Operator[] = ['isEmpty', 'isNotEmpty'];
const SAME: readonly Operator[] = ['is', 'isNot', ...EMPTY];
const NAMED: readonly Operator[] = [...SAME, 'isOneOf', 'isNoneOf'];
const TEXT: readonly Operator[] = [...NAMED, 'contains', 'doesNotContain', 'startsWith'];
const ORDERED: readonly Operator[] = [...NAMED, 'greaterThan', 'atLeast', 'lessThan', 'atMost', 'between'];
const DATES: readonly Operator[] = [...ORDERED, 'onDay', 'before', 'after', 'today', 'withinLast', 'withinNext', 'contains', 'startsWith'];

const OF_KIND: Record<FieldKind, readonly Operator[]> = {
	string: TEXT,
	text: TEXT,
	email: TEXT,
	phone: TEXT,
	url: TEXT,
	choice: TEXT,
	number: ORDERED,
	money: ORDERED,
	date: DATES,
	dateTime: DATES,
	boolean: SAME,
	multiChoice: [...NAMED, 'contains', 'doesNotContain'],
	user: [...NAMED, 'inGroup'],
	record: NAMED,
	pipeline: NAMED,
	stage: NAMED,
};

/** What kind of field it is, after "is". */
const KIND_WORDS: Record<FieldKind, string> = {
	string: 'a text',
	text: 'a text',
	email: 'an e-mail address',
	phone: 'a phone number',
	url: 'a web address',
	choice: 'a choice',
	number: 'a number',
	money: 'an amount of money',
	date: 'a date',
	dateTime: 'a date and time',
	boolean: 'yes or no',
	multiChoice: 'a list of choices',
	user: 'a user',
	record: 'a link to a record',
	pipeline: 'a pipeline',
	stage: 'a stage',
};

type Comparable = Pick<Field, 'kind' | 'target'>;

/** The operators that make sense for a field. A link to a record of any type is a text such as `deal/12`. */
export function operatorsOf({ kind, target }: Comparable): readonly Operator[] {
	return kind === 'record' && target === undefined ? TEXT : OF_KIND[kind];
}

/** As a message names it; whatever an expression gave for it. */
export function quotedOperator(operator: Operator): string {
	return quoted(Object.hasOwn(OPERATOR_WORDS, operator) ? OPERATOR_WORDS[operator] : operator);
}

/** Throws invalidValue for an operator that makes no sense for the field: such a condition would hold never, or always. */
export function checkOperator(field: Field, operator: Operator): void {
	const fitting = operatorsOf(field);
	if (fitting.includes(operator)) return;
	throw new CrmError(
		'invalidValue',
		`Field "${field.label}" is ${KIND_WORDS[field.kind]}, so the condition ${quotedOperator(operator)} does not fit it.`,
		`Choose another operator for "${field.label}": ${fitting.map((each) => OPERATOR_WORDS[each]).join(', ')}.`,
	);
}
