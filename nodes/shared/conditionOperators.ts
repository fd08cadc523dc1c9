import type { INodePropertyOptions } from 'n8n-workflow';
import { operatorsOf, type Operator } from '../../src/model/operators';
import type { Field } from '../../src/model/recordType';

/**
 * Operators of the form. Beside those of the model there are some that differ only in how the value is given: from a list,
 * or not at all. What `conditionOf` makes of them is in CHOSEN.
 */
export type FormOperator = Operator | 'isAnyOf' | 'hasAllOf' | 'isRecord' | 'isNotRecord' | 'isYes' | 'isNo';

/** Which operators take their value from which field of the form; what is in none needs no value. */
export const VALUE_OF = {
	/** Empty: not chosen yet; then it counts as "is". */
	value: [
		'',
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
		'isOneOf',
	],
	values: ['isAnyOf', 'isNoneOf', 'hasAllOf'],
	record: ['isRecord', 'isNotRecord'],
	groups: ['inGroup'],
	date: ['onDay', 'before', 'after'],
	span: ['withinLast', 'withinNext'],
} satisfies Record<string, Array<FormOperator | ''>>;

const NAMES: Record<FormOperator, string> = {
	is: 'Is',
	isNot: 'Is Not',
	contains: 'Contains',
	doesNotContain: 'Does Not Contain',
	startsWith: 'Starts With',
	greaterThan: 'Is Greater Than',
	atLeast: 'Is at Least',
	lessThan: 'Is Less Than',
	atMost: 'Is at Most',
	between: 'Is Between',
	isEmpty: 'Is Empty',
	isNotEmpty: 'Is Not Empty',
	isOneOf: 'Is One Of (Separated by Commas)',
	isAnyOf: 'Is Any Of',
	isNoneOf: 'Is None Of',
	hasAllOf: 'Has All Of',
	isRecord: 'Is',
	isNotRecord: 'Is Not',
	isYes: 'Is Yes',
	isNo: 'Is No',
	onDay: 'Is on the Day',
	before: 'Is Before',
	after: 'Is After',
	today: 'Is Today',
	withinLast: 'Is Within the Last',
	withinNext: 'Is Within the Next',
	inGroup: 'Is in Group',
};

const DESCRIPTIONS: Partial<Record<FormOperator, string>> = {
	isNo: 'Also when nobody has said yes or no',
	withinLast: 'From that long ago up to now',
	withinNext: 'From now up to that far ahead',
	inGroup: 'For a trigger: in the group as it is when the workflow is switched on',
};

const EMPTY: readonly FormOperator[] = ['isEmpty', 'isNotEmpty'];
const TEXT: readonly FormOperator[] = ['is', 'isNot', 'contains', 'doesNotContain', 'startsWith', 'isOneOf', ...EMPTY];
const CHOICE: readonly FormOperator[] = ['isAnyOf', 'isNoneOf', ...EMPTY];

/** The operators a person is offered for a field, in the order in which they are used. `current` is kept on the list. */
export function operatorOptions(field: Field | undefined, current: string): INodePropertyOptions[] {
	const offered = field === undefined ? (Object.keys(NAMES) as FormOperator[]) : offeredFor(field);
	const kept =
		field !== undefined && operatorsOf(field).includes(current as Operator) && !offered.includes(current as FormOperator)
			? [current as FormOperator]
			: [];
	return [...offered, ...kept].map((value) => ({ name: nameOf(value, field), value, description: DESCRIPTIONS[value] }));
}

function offeredFor({ kind, target }: Field): readonly FormOperator[] {
	switch (kind) {
		case 'number':
		case 'money':
			return ['is', 'isNot', 'greaterThan', 'atLeast', 'lessThan', 'atMost', 'between', ...EMPTY];
		case 'date':
		case 'dateTime':
			return ['onDay', 'before', 'after', 'today', 'withinLast', 'withinNext', ...EMPTY];
		case 'choice':
		case 'pipeline':
		case 'stage':
			return CHOICE;
		case 'multiChoice':
			return ['isAnyOf', 'hasAllOf', 'isNoneOf', ...EMPTY];
		case 'user':
			return ['isAnyOf', 'isNoneOf', 'inGroup', ...EMPTY];
		case 'boolean':
			return ['isYes', 'isNo', ...EMPTY];
		case 'record':
			if (target === undefined) return TEXT;
			return target === 'user' ? CHOICE : ['isRecord', 'isNotRecord', ...EMPTY];
		default:
			return TEXT;
	}
}

/** A field with several values has them. */
function nameOf(operator: FormOperator, field: Field | undefined): string {
	return field?.kind === 'multiChoice' ? NAMES[operator].replace(/^Is (Any|None) Of$/, 'Has $1 Of') : NAMES[operator];
}
