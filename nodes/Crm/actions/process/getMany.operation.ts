import type { ProcessFilter } from '../../../../src/automation/families/processes/processList';
import { manyFields } from '../../fields/many';
import { readOperation } from '../operation';

export const getMany = readOperation({
	option: {
		name: 'Get Many',
		value: 'getMany',
		action: 'Get many processes',
		description:
			'List the workflows with a CRM Trigger by department, category, record type and state, with what they start on and how they do',
	},
	example: {
		goal: 'List the processes of one department, with how often they ran and failed.',
		form: { returnAll: true, filters: { department: 'Sales' } },
	},
	description: [
		...manyFields,
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add Filter',
			default: {},
			options: [
				{
					displayName: 'Category Name or ID',
					name: 'category',
					type: 'options',
					default: '',
					description:
						'Only processes of this category, which is set in the options of CRM Trigger. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
					typeOptions: { loadOptionsMethod: 'getProcessCategories' },
				},
				{
					displayName: 'Department Name or ID',
					name: 'department',
					type: 'options',
					default: '',
					description:
						'Only processes of this department, which is set in the options of CRM Trigger. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
					typeOptions: { loadOptionsMethod: 'getDepartments' },
				},
				{
					displayName: 'Record Type Name or ID',
					name: 'recordType',
					type: 'options',
					default: '',
					description:
						'Only processes that work on this type of record. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
					typeOptions: { loadOptionsMethod: 'getAllRecordTypes' },
				},
				{
					displayName: 'State',
					name: 'state',
					type: 'options',
					default: 'active',
					description: 'Only processes that are switched on and listen, or only the others',
					options: [
						{ name: 'Active', value: 'active' },
						{ name: 'Inactive', value: 'inactive' },
					],
				},
			],
		},
	],
	aboutSetUp: true,
	async read(item, scope) {
		const { listProcesses } = await import('../../../../src/automation/families/processes/processList');
		const filter = item.collection('filters');
		return await listProcesses(scope, {
			department: filter.text('department'),
			category: filter.text('category'),
			recordType: filter.text('recordType'),
			state: filter.text('state') as ProcessFilter['state'],
			limit: item.limit(),
		});
	},
});
