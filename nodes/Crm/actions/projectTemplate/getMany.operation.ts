import { additionalFields } from '../../fields/additional';
import { manyFields } from '../../fields/many';
import { readOperation } from '../operation';

export const getMany = readOperation({
	option: {
		name: 'Get Many',
		value: 'getMany',
		action: 'Get many project templates',
		description: 'List the templates in their newest version',
	},
	example: {
		goal: 'List the templates, for example to copy one as JSON.',
		form: { returnAll: true },
	},
	description: [
		...manyFields,
		additionalFields([
			{
				displayName: 'Search Text',
				name: 'search',
				type: 'string',
				default: '',
				placeholder: 'e.g. cards',
				description: 'Part of the name or the type',
			},
			{
				displayName: 'Type',
				name: 'type',
				type: 'string',
				default: '',
				placeholder: 'e.g. onboarding',
				description: 'Only templates of this type',
			},
		]),
	],
	aboutSetUp: true,
	async read(item, scope) {
		const { listTemplates } = await import('../../../../src/automation/families/projects/templates');
		const filter = item.collection('additionalFields');
		return await listTemplates(scope, { search: filter.text('search'), type: filter.text('type'), limit: item.limit() });
	},
});
