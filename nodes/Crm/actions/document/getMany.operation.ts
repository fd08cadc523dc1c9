import { additionalFields } from '../../fields/additional';
import { manyFields } from '../../fields/many';
import { recordChoice } from '../../fields/recordChoice';
import { picked } from '../example';
import { readOperation } from '../operation';
import { kindField, sectionField } from './labels';

export const getMany = readOperation({
	option: {
		name: 'Get Many',
		value: 'getMany',
		action: 'Get many documents',
		description: 'Find documents by record, section, kind and name, without their content; the last attached first',
	},
	example: {
		goal: 'Check whether a contract is there before the deal goes on.',
		form: { returnAll: true, additionalFields: { section: picked('Contracts', 'Contracts') } },
	},
	description: [
		...recordChoice({ all: { name: 'All Records' } }),
		...manyFields,
		additionalFields([
			{
				displayName: 'All Versions',
				name: 'allVersions',
				type: 'boolean',
				default: true,
				description: 'Whether to give the older versions too, not only the last one of each document',
			},
			kindField({ description: 'Only documents of this kind', known: true }),
			{
				displayName: 'Name Contains',
				name: 'search',
				type: 'string',
				default: '',
				placeholder: 'e.g. contract',
				description: 'Text that the name contains, upper and lower case alike',
			},
			sectionField({ description: 'Only documents in this section', known: true }),
		]),
	],
	async read(item, scope) {
		const { listDocuments } = await import('../../../../src/automation/families/documents/documents');
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
