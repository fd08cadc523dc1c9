import { additionalFields } from '../../fields/additional';
import { manyFields } from '../../fields/many';
import { recordChoice } from '../../fields/recordChoice';
import { readOperation } from '../operation';

export const getMany = readOperation({
	option: { name: 'Get Many', value: 'getMany', action: 'Get many documents', description: 'Find documents by record, section, kind and name, without their content; the last attached first' },
	description: [
		...recordChoice({ other: { name: 'All Records', value: 'none' } }),
		...manyFields,
		additionalFields([
			{ displayName: 'All Versions', name: 'allVersions', type: 'boolean', default: true, description: 'Whether to give the older versions too, not only the last one of each document' },
			{ displayName: 'Kind', name: 'kind', type: 'string', default: '', placeholder: 'e.g. contract', description: 'Only documents of this kind' },
			{ displayName: 'Name Contains', name: 'search', type: 'string', default: '', placeholder: 'e.g. contract', description: 'Text that the name contains, upper and lower case alike' },
			{ displayName: 'Section Name or ID', name: 'section', type: 'options', default: '', description: 'Only documents in this section. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.', typeOptions: { loadOptionsMethod: 'getSections' } },
		]),
	],
	async read(item, scope) {
		const { listDocuments } = await import('../../../../src/automation/documents');
		const filter = item.collection('additionalFields');
		return await listDocuments(scope, {
			record: item.optionalRecord(),
			section: filter.text('section'),
			kind: filter.text('kind'),
			search: filter.text('search'),
			allVersions: filter.boolean('allVersions'),
			limit: item.limit(),
		});
	},
});
