import type { INodeProperties } from 'n8n-workflow';
import { OPERATORS, type Condition, type Operator } from '../../../../src/model/query';
import { byName } from '../../../shared/byName';
import { titleCase } from '../../../shared/titleCase';
import { additionalFields } from '../../fields/additional';
import { recordTypeField } from '../../fields/locators';
import { manyFields } from '../../fields/many';
import { asList } from '../ItemParameters';
import { readOperation } from '../operation';

const conditions: INodeProperties = {
	displayName: 'Conditions',
	name: 'conditions',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	default: {},
	placeholder: 'Add Condition',
	description: 'All of them must hold; without any, all records are taken',
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

interface ConditionEntry {
	field: string;
	operator: Operator;
	value?: unknown;
}

export const getMany = readOperation({
	option: { name: 'Get Many', value: 'getMany', action: 'Get many records', description: 'Find records by their fields' },
	description: [
		recordTypeField({ description: 'What kind of records to find' }),
		...manyFields,
		conditions,
		additionalFields([
			{ displayName: 'Descending', name: 'descending', type: 'boolean', default: false, description: 'Whether to sort from the highest value to the lowest' },
			{ displayName: 'Search Text', name: 'search', type: 'string', default: '', placeholder: 'e.g. Acme', description: 'Text that the title contains, upper and lower case alike' },
			{
				displayName: 'Sort By Name or ID',
				name: 'orderBy',
				type: 'options',
				default: '',
				description: 'The field to sort by; the newest records come first when left out. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
				typeOptions: { loadOptionsMethod: 'getFields', loadOptionsDependsOn: ['recordType.value'] },
			},
		]),
	],
	async read(item, scope) {
		const { findRecords } = await import('../../../../src/automation/records');
		const more = item.collection('additionalFields');
		const orderBy = more.text('orderBy');
		return await findRecords(scope, item.requiredText('recordType', 'Record Type'), {
			conditions: item.entries<ConditionEntry>('conditions', 'condition').map(condition),
			search: more.text('search'),
			orderBy: orderBy === undefined ? undefined : { field: orderBy, descending: more.boolean('descending') ?? false },
			limit: item.limit(),
		});
	},
});

function condition({ field, operator, value }: ConditionEntry): Condition {
	if (operator === 'isEmpty' || operator === 'isNotEmpty') return { field, operator };
	if (operator === 'isOneOf') return { field, operator, value: asList(value) };
	return { field, operator, value: typeof value === 'number' || typeof value === 'boolean' ? value : String(value ?? '') };
}
