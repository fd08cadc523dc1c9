import type { INodeProperties } from 'n8n-workflow';
import { OPERATORS, type Condition, type Operator } from '../../src/model/query';
import { asList } from './asList';
import { byName } from './byName';
import { titleCase } from './titleCase';

/** Conditions on the fields of the chosen record type. */
export function conditionsField(description: string): INodeProperties {
	return {
		displayName: 'Conditions',
		name: 'conditions',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		default: {},
		placeholder: 'Add Condition',
		description,
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
						typeOptions: { loadOptionsMethod: 'getFields', loadOptionsDependsOn: ['recordType.value'] },
					},
					{
						displayName: 'Operator',
						name: 'operator',
						type: 'options',
						noDataExpression: true,
						default: 'is',
						options: OPERATORS.map((operator) => ({ name: titleCase(operator), value: operator })).sort(byName),
					},
					{
						displayName: 'Value',
						name: 'value',
						type: 'string',
						default: '',
						placeholder: 'e.g. 1000',
						description: 'A text, number, date or name. For "Is One Of", several values separated by commas.',
						displayOptions: { hide: { operator: ['isEmpty', 'isNotEmpty'] } },
					},
				],
			},
		],
	};
}

export interface ConditionEntry {
	field: string;
	operator: Operator;
	value?: unknown;
}

/** As it stands in the form, as the CRM takes it. */
export function conditionOf({ field, operator, value }: ConditionEntry): Condition {
	if (operator === 'isEmpty' || operator === 'isNotEmpty') return { field, operator };
	if (operator === 'isOneOf') return { field, operator, value: asList(value) };
	return { field, operator, value: typeof value === 'number' || typeof value === 'boolean' ? value : String(value ?? '') };
}
