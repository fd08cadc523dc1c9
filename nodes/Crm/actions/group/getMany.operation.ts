import { additionalFields } from '../../fields/additional';
import { manyFields } from '../../fields/many';
import { readOperation } from '../operation';

export const getMany = readOperation({
	option: { name: 'Get Many', value: 'getMany', action: 'Get many groups', description: 'List the groups with their members' },
	example: {
		goal: 'List the groups with their members, for a weekly report.',
		form: { additionalFields: { search: 'sales' } },
	},
	description: [
		...manyFields,
		additionalFields([
			{
				displayName: 'Search Text',
				name: 'search',
				type: 'string',
				default: '',
				placeholder: 'e.g. sales',
				description: 'Part of the name, upper and lower case alike',
			},
		]),
	],
	aboutSetUp: true,
	async read(item, scope) {
		const { listGroupOutputs } = await import('../../../../src/automation/families/people/groups');
		return await listGroupOutputs(scope, { search: item.collection('additionalFields').text('search'), limit: item.limit() });
	},
});
