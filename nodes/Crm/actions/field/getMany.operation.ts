import { additionalFields } from '../../fields/additional';
import { recordTypeField } from '../../fields/locators';
import { manyFields } from '../../fields/many';
import { picked } from '../example';
import { readOperation } from '../operation';

export const getMany = readOperation({
	option: { name: 'Get Many', value: 'getMany', action: 'Get many fields', description: 'List the fields of a record type' },
	example: {
		goal: 'List the fields of deals that are your own, for example for an export.',
		form: { recordType: picked('deal', 'Deal'), returnAll: true, additionalFields: { own: true } },
	},
	description: [
		recordTypeField({ any: true, description: 'The type whose fields to list' }),
		...manyFields,
		additionalFields([
			{
				displayName: 'Only Own Fields',
				name: 'own',
				type: 'boolean',
				default: true,
				description: 'Whether to leave out the fields that the CRM gives to every type, such as the title',
			},
			{
				displayName: 'Search Text',
				name: 'search',
				type: 'string',
				default: '',
				placeholder: 'e.g. date',
				description: 'Part of the name or the label',
			},
		]),
	],
	aboutSetUp: true,
	async read(item, scope) {
		const { listFieldOutputs } = await import('../../../../src/automation/families/schema/fields');
		const filter = item.collection('additionalFields');
		return await listFieldOutputs(scope, item.requiredText('recordType', 'Record Type'), {
			search: filter.text('search'),
			own: filter.boolean('own') ?? false,
			limit: item.limit(),
		});
	},
});
