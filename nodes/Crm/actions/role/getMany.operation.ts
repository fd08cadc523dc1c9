import { additionalFields } from '../../fields/additional';
import { manyFields } from '../../fields/many';
import { readOperation } from '../operation';

export const getMany = readOperation({
	option: {
		name: 'Get Many',
		value: 'getMany',
		action: 'Get many roles',
		description: 'List the roles with what they allow and who has them',
	},
	example: {
		goal: 'List the roles with what they allow.',
		form: {},
	},
	description: [
		...manyFields,
		additionalFields([
			{
				displayName: 'Search Text',
				name: 'search',
				type: 'string',
				default: '',
				placeholder: 'e.g. agent',
				description: 'Part of the name, upper and lower case alike',
			},
		]),
	],
	aboutSetUp: true,
	async read(item, scope) {
		const { listRoleOutputs } = await import('../../../../src/automation/families/people/roles');
		return await listRoleOutputs(scope, { search: item.collection('additionalFields').text('search'), limit: item.limit() });
	},
});
