import type { INodeProperties } from 'n8n-workflow';
import { CrmError } from '../../src/model/CrmError';
import { DATE_UNITS, type DateUnit } from '../../src/model/dateConditions';
import type { Condition, RecordQuery } from '../../src/model/query';
import { asList } from './asList';
import { asText } from './asText';
import { byName } from './byName';
import { VALUE_OF, type FormOperator } from './conditionOperators';
import { TYPE_DEPENDENCIES } from './recordSources';
import { rowsOf } from './rows';
import { titleCase } from './titleCase';

/** Conditions on the fields of the chosen record type, all of which must hold: for operations that know no groups. */
export function conditionsField(description: string): INodeProperties {
	return { ...conditionList, description };
}

/** Conditions in groups: all or any of the first, or all of a further group. `conditionsOf` reads them. */
export function conditionFields(description: string): INodeProperties[] {
	return [
		conditionsField(description),
		{
			displayName: 'Conditions to Meet',
			name: 'conditionMatch',
			type: 'options',
			noDataExpression: true,
			default: 'all',
			description: 'How many of the conditions above must hold',
			options: [
				{ name: 'All of These', value: 'all' },
				{ name: 'Any of These', value: 'any', description: 'At least one' },
			],
		},
		{
			displayName: 'Alternative Conditions',
			name: 'alternatives',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			default: {},
			placeholder: 'Add Alternative',
			description: 'Further groups of conditions: it is enough when all of one group hold',
			options: [{ displayName: 'Alternative', name: 'alternative', values: [conditionList] }],
		},
	];
}

const conditionList: INodeProperties = {
	displayName: 'Conditions',
	name: 'conditions',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	default: {},
	placeholder: 'Add Condition',
	description: 'All of them must hold',
	options: [
		{
			displayName: 'Condition',
			name: 'condition',
			values: [
				{
					displayName: 'Field Name or ID',
					name: 'field',
					type: 'options',
					default: '',
					description: 'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
					typeOptions: { loadOptionsMethod: 'getConditionFields', loadOptionsDependsOn: TYPE_DEPENDENCIES },
				},
				{
					displayName: 'Operator Name or ID',
					name: 'operator',
					type: 'options',
					noDataExpression: true,
					default: '',
					description:
						'What the field can be asked for depends on its kind. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
					typeOptions: { loadOptionsMethod: 'getConditionOperators', loadOptionsDependsOn: [...TYPE_DEPENDENCIES, '&field'] },
				},
				{
					displayName: 'Value',
					name: 'value',
					type: 'string',
					default: '',
					placeholder: 'e.g. 1000',
					description: 'A text, number or name. For "Is One Of", several values separated by commas.',
					displayOptions: { show: { operator: VALUE_OF.value } },
				},
				{
					displayName: 'And',
					name: 'valueTo',
					type: 'string',
					default: '',
					placeholder: 'e.g. 5000',
					description: 'The highest value, itself included',
					displayOptions: { show: { operator: ['between'] } },
				},
				{
					displayName: 'Value Names or IDs',
					name: 'values',
					type: 'multiOptions',
					default: [],
					description: 'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
					typeOptions: { loadOptionsMethod: 'getConditionValues', loadOptionsDependsOn: [...TYPE_DEPENDENCIES, '&field'] },
					displayOptions: { show: { operator: VALUE_OF.values } },
				},
				{
					displayName: 'Linked Record',
					name: 'record',
					type: 'resourceLocator',
					description: 'The record that the field must, or must not, be linked to',
					default: { mode: 'list', value: '' },
					modes: [
						{
							displayName: 'From List',
							name: 'list',
							type: 'list',
							placeholder: 'Choose…',
							typeOptions: { searchListMethod: 'searchConditionRecords', searchable: true, skipCredentialsCheckInRLC: true },
						},
						{ displayName: 'By Title or ID', name: 'name', type: 'string', placeholder: 'e.g. Acme' },
					],
					displayOptions: { show: { operator: VALUE_OF.record } },
				},
				{
					displayName: 'Group Names or IDs',
					name: 'groups',
					type: 'multiOptions',
					default: [],
					description:
						'In any of these groups. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
					typeOptions: { loadOptionsMethod: 'getGroups' },
					displayOptions: { show: { operator: VALUE_OF.groups } },
				},
				{
					displayName: 'Date',
					name: 'date',
					type: 'dateTime',
					default: '',
					description: 'Midnight stands for the whole day. Without a time zone it is in the one of the workflow.',
					displayOptions: { show: { operator: VALUE_OF.date } },
				},
				{
					displayName: 'Amount',
					name: 'amount',
					type: 'number',
					description: 'How many of the units below',
					typeOptions: { minValue: 1, maxValue: 99999, numberPrecision: 0 },
					default: 7,
					displayOptions: { show: { operator: VALUE_OF.span } },
				},
				{
					displayName: 'Unit',
					name: 'unit',
					type: 'options',
					description: 'What the time is counted in',
					default: 'days',
					options: DATE_UNITS.map((unit) => ({ name: titleCase(unit), value: unit })).sort(byName),
					displayOptions: { show: { operator: VALUE_OF.span } },
				},
			],
		},
	],
};

/** A row of the form as n8n gives it; which of the values counts depends on the operator. */
interface ConditionRow {
	field: string;
	/** Empty: not chosen. */
	operator: FormOperator | '';
	value?: unknown;
	valueTo?: unknown;
	values?: unknown;
	/** A resource locator. */
	record?: unknown;
	groups?: unknown;
	date?: unknown;
	amount?: unknown;
	unit?: DateUnit;
}

/** As it stands in the form, as the CRM takes it. Throws missingValue. */
function conditionOf(row: ConditionRow): Condition {
	const { field, value } = row;
	if (typeof field !== 'string' || field.trim() === '')
		throw new CrmError('missingValue', 'A condition has no field.', 'Choose the field of each condition, or delete the condition.');
	const operator = row.operator === '' || row.operator === undefined ? impliedOperator(row) : row.operator;
	switch (operator) {
		case 'isEmpty':
		case 'isNotEmpty':
		case 'today':
			return { field, operator };
		case 'isOneOf':
			return { field, operator, value: asList(value) };
		case 'isAnyOf':
			return { field, operator: 'isOneOf', value: asList(row.values) };
		case 'isNoneOf':
			return { field, operator, value: asList(row.values) };
		case 'hasAllOf':
			return { field, operator: 'is', value: asList(row.values) };
		case 'isRecord':
		case 'isNotRecord':
			return { field, operator: operator === 'isRecord' ? 'is' : 'isNot', value: chosenRecord(row) };
		case 'isYes':
			return { field, operator: 'is', value: true };
		case 'isNo':
			return { field, operator: 'isNot', value: true };
		case 'inGroup':
			return { field, operator, value: asList(row.groups) };
		case 'onDay':
		case 'before':
		case 'after':
			return { field, operator, value: asText(row.date) ?? '' };
		case 'withinLast':
		case 'withinNext':
			return { field, operator, value: `${asText(row.amount) ?? '7'} ${asText(row.unit) ?? 'days'}` };
		case 'between':
			return { field, operator, value: [asText(value) ?? '', asText(row.valueTo) ?? ''] };
		default:
			return { field, operator, value: typeof value === 'number' || typeof value === 'boolean' ? value : (asText(value) ?? '') };
	}
}

/** What `conditionFields` hold. `read` gives a parameter by its path. */
export function conditionsOf(read: (name: string, fallback: unknown) => unknown): Required<Pick<RecordQuery, 'conditions' | 'anyOf'>> {
	const first = conditionsIn(read('conditions', {}));
	const alternatives = rowsOf<{ conditions?: unknown }>(read('alternatives', {}), 'alternative', () => 'Or All of These');
	const groups = alternatives.map(({ conditions }) => conditionsIn(conditions)).filter((group) => group.length > 0);
	const any = read('conditionMatch', 'all') === 'any';
	if (groups.length === 0 && !any) return { conditions: first, anyOf: [] };
	const firstGroups = any ? first.map((condition) => [condition]) : first.length === 0 ? [] : [first];
	return { conditions: [], anyOf: [...firstGroups, ...groups] };
}

/** Those of one table of conditions, as `conditionsField` makes it. Throws missingValue, invalidValue. */
export function conditionsIn(table: unknown): Condition[] {
	return rowsOf<ConditionRow>(table, 'condition', () => 'Conditions').map(conditionOf);
}

/** n8n does not store what is as it was in the form before: "is" was. */
function impliedOperator({ field, value }: ConditionRow): FormOperator {
	if (value !== undefined && value !== null && value !== '') return 'is';
	throw new CrmError(
		'missingValue',
		`The condition on field "${field}" has no operator.`,
		'Choose under "Operator" what the field is asked for, or delete the condition.',
	);
}

function chosenRecord({ field, record }: ConditionRow): string {
	const text = asText(record);
	if (text !== undefined) return text;
	throw new CrmError(
		'missingValue',
		`The condition on field "${field}" has no record to compare with.`,
		'Choose a record, or use "Is Empty" / "Is Not Empty".',
	);
}
