import { additionalFields } from '../../fields/additional';
import { manyFields } from '../../fields/many';
import { readOperation } from '../operation';

export const getMany = readOperation({
	option: {
		name: 'Get Many',
		value: 'getMany',
		action: 'Get many record types',
		description: 'List the record types with their fields, pipelines and number of records',
	},
	example: {
		goal: 'List the types with their fields and pipelines.',
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
				placeholder: 'e.g. ticket',
				description: 'Part of the name or the label',
			},
			{
				displayName: 'With Tasks, Users and Projects',
				name: 'all',
				type: 'boolean',
				default: true,
				description: 'Whether the types that the CRM keeps itself are listed too',
			},
		]),
	],
	aboutSetUp: true,
	async read(item, scope) {
		const { listRecordTypeOutputs } = await import('../../../../src/automation/families/schema/recordTypes');
		const filter = item.collection('additionalFields');
		return await listRecordTypeOutputs(scope, { search: filter.text('search'), all: filter.boolean('all') ?? false, limit: item.limit() });
	},
});
