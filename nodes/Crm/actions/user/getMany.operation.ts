import { additionalFields, userOption } from '../../fields/additional';
import { manyFields } from '../../fields/many';
import { readOperation } from '../operation';

export const getMany = readOperation({
	option: {
		name: 'Get Many',
		value: 'getMany',
		action: 'Get many users',
		description: 'Find people by group, role, supervisor or a part of the name',
	},
	example: {
		goal: 'List who works in sales.',
		form: { returnAll: true, additionalFields: { group: 'Sales', active: true } },
	},
	description: [
		...manyFields,
		additionalFields([
			{
				displayName: 'Active',
				name: 'active',
				type: 'boolean',
				default: true,
				description: 'Whether to find only people who work here, or only those who left',
			},
			{
				displayName: 'Group Name or ID',
				name: 'group',
				type: 'options',
				default: '',
				description:
					'Only people of this group. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
				typeOptions: { loadOptionsMethod: 'getGroups' },
			},
			{
				displayName: 'Role Name or ID',
				name: 'role',
				type: 'options',
				default: '',
				description:
					'Only people with this role. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
				typeOptions: { loadOptionsMethod: 'getRoles' },
			},
			{
				displayName: 'Search Text',
				name: 'search',
				type: 'string',
				default: '',
				placeholder: 'e.g. nathan',
				description: 'Text that the name or the email address contains, upper and lower case alike',
			},
			userOption({ displayName: 'Supervisor', name: 'supervisor', what: 'Only people directly below this one' }),
		]),
	],
	async read(item, scope) {
		const { findUsers } = await import('../../../../src/automation/families/people/users');
		const filter = item.collection('additionalFields');
		return await findUsers(scope, {
			group: filter.text('group'),
			role: filter.text('role'),
			supervisor: filter.text('supervisor'),
			active: filter.boolean('active'),
			search: filter.text('search'),
			limit: item.limit(),
		});
	},
});
