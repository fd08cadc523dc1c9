import { conditionFields, conditionsOf } from '../../../shared/conditions';
import { TYPE_DEPENDENCIES } from '../../../shared/recordSources';
import { additionalFields } from '../../fields/additional';
import { recordTypeField } from '../../fields/locators';
import { manyFields } from '../../fields/many';
import { simplifiedRecords, simplifyField } from '../../fields/simplify';
import { picked } from '../example';
import { readOperation } from '../operation';

export const getMany = readOperation({
	option: { name: 'Get Many', value: 'getMany', action: 'Get many records', description: 'Find records by their fields' },
	example: {
		goal: 'Find the deals above 10,000, the newest first.',
		form: {
			recordType: picked('deal', 'Deal'),
			returnAll: true,
			conditions: { condition: [{ field: 'amount', operator: 'atLeast', value: '10000' }] },
		},
	},
	description: [
		recordTypeField({ description: 'What kind of records to find' }),
		...manyFields,
		...conditionFields('Which records to find; without any condition, all are taken'),
		simplifyField,
		additionalFields([
			{
				displayName: 'Descending',
				name: 'descending',
				type: 'boolean',
				default: false,
				description: 'Whether to sort from the highest value to the lowest',
			},
			{
				displayName: 'Search Text',
				name: 'search',
				type: 'string',
				default: '',
				placeholder: 'e.g. Acme',
				description: 'Text that the title contains, upper and lower case alike',
			},
			{
				displayName: 'Sort By Name or ID',
				name: 'orderBy',
				type: 'options',
				default: '',
				description:
					'The field to sort by; the newest records come first when left out. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
				typeOptions: { loadOptionsMethod: 'getFields', loadOptionsDependsOn: TYPE_DEPENDENCIES },
			},
		]),
	],
	async read(item, scope) {
		const { findRecords } = await import('../../../../src/automation/families/records/records');
		const more = item.collection('additionalFields');
		const orderBy = more.text('orderBy');
		const records = await findRecords(scope, item.requiredText('recordType', 'Record Type'), {
			...conditionsOf((name, fallback) => item.value(name, fallback)),
			search: more.text('search'),
			orderBy: orderBy === undefined ? undefined : { field: orderBy, descending: more.boolean('descending') ?? false },
			limit: item.limit(),
		});
		return await simplifiedRecords(item, records);
	},
});
