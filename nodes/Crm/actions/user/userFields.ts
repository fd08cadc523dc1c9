import type { INodeProperties } from 'n8n-workflow';
import { userOption } from '../../fields/additional';
import { mappedValues } from '../../fields/mappedFields';
import { mergeForm } from '../../fields/mergeText';
import type { ItemParameters } from '../ItemParameters';
import type { UserFields } from '../../../../src/automation/families/people/inputs';

/** What can be said of a user beside the name. `readUserFields` reads it. */
export const userFields: INodeProperties[] = [
	{
		displayName: 'Absent From',
		name: 'absentFrom',
		type: 'dateTime',
		default: '',
		description: 'The first day on which the person is away; notices then go to the next supervisor',
	},
	{
		displayName: 'Absent Until',
		name: 'absentUntil',
		type: 'dateTime',
		default: '',
		description: 'The last day on which the person is away',
	},
	{
		displayName: 'Active',
		name: 'active',
		type: 'boolean',
		default: true,
		description: 'Whether the person works here; who does not gets nothing any more, and stays on what was done',
	},
	{
		displayName: 'Email',
		name: 'email',
		type: 'string',
		default: '',
		placeholder: 'e.g. nathan@example.com',
		description: 'The address of the person; no two users have the same one',
	},
	{
		displayName: 'Group Names or IDs',
		name: 'groups',
		type: 'multiOptions',
		default: [],
		description:
			'The groups the person belongs to; they replace those of before. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		typeOptions: { loadOptionsMethod: 'getGroups' },
	},
	{
		displayName: 'Role Name or ID',
		name: 'role',
		type: 'options',
		default: '',
		description:
			'What the person is in the company. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		typeOptions: { loadOptionsMethod: 'getRoles' },
	},
	userOption({ displayName: 'Supervisor', name: 'supervisor', what: 'The person above' }),
];

/** Fields of your own, such as a territory; they are defined with the resource Field. */
export function customFieldsForm(purpose: 'create' | 'update'): INodeProperties {
	return mergeForm({
		displayName: 'Custom Fields',
		name: 'customFields',
		type: 'resourceMapper',
		noDataExpression: true,
		default: { mappingMode: 'defineBelow', value: null },
		description: 'Fields of your own that users have, e.g. a phone number or a territory',
		typeOptions: {
			// The operation too: forms of two operations keep one schema otherwise.
			loadOptionsDependsOn: ['connection', 'operation'],
			resourceMapper: {
				resourceMapperMethod: purpose === 'create' ? 'getUserFieldsForCreate' : 'getUserFieldsForUpdate',
				mode: purpose === 'create' ? 'add' : 'update',
				valuesLabel: 'Values',
				fieldWords: { singular: 'field', plural: 'fields' },
				addAllFields: purpose === 'create',
				multiKeyMatch: false,
				supportAutoMap: false,
			},
		},
	});
}

/** Fields that were added and left empty are emptied. */
export function readUserFields(item: ItemParameters): UserFields {
	const given = item.collection('additionalFields');
	const fields: UserFields = {};
	for (const name of ['absentFrom', 'absentUntil', 'email', 'role', 'supervisor'] as const)
		if (given.has(name)) fields[name] = given.text(name) ?? null;
	const active = given.boolean('active');
	if (active !== undefined) fields.active = active;
	if (given.has('groups')) fields.groups = given.list('groups') ?? [];
	const custom = mappedValues(item, 'customFields');
	if (Object.keys(custom).length > 0) fields.custom = custom;
	return fields;
}
