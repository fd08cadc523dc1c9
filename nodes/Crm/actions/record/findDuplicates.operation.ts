import { conditionsField, conditionsIn } from '../../../shared/conditions';
import { asList } from '../../../shared/asList';
import { TYPE_DEPENDENCIES } from '../../../shared/recordSources';
import { manyFields } from '../../fields/many';
import { recordChoice } from '../../fields/recordChoice';
import { showWhen } from '../../fields/showFor';
import { picked } from '../example';
import { readOperation } from '../operation';

export const findDuplicates = readOperation({
	option: {
		name: 'Find Duplicates',
		value: 'findDuplicates',
		action: 'Find duplicates of records',
		description: 'Find groups of records that are probably the same, with the one to keep; "Merge" makes one of them',
	},
	example: {
		goal: 'Look through all deals for some that were entered twice.',
		form: { recordSource: 'none', recordType: picked('deal', 'Deal'), returnAll: true },
	},
	description: [
		...recordChoice({
			typeAlways: true,
			all: { name: 'All Records of the Type', description: 'Gives an item per group of duplicates' },
		}),
		{
			displayName: 'Field Names or IDs to Compare',
			name: 'matchFields',
			type: 'multiOptions',
			default: [],
			description:
				'Upper and lower case and spaces do not count; of a phone number neither signs nor the country code, of a web address only the domain. Leave empty for title, e-mail, phone and web address. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			typeOptions: { loadOptionsMethod: 'getFields', loadOptionsDependsOn: TYPE_DEPENDENCIES },
		},
		{
			displayName: 'Duplicates When',
			name: 'matchMode',
			type: 'options',
			description: 'How much two records must have in common',
			noDataExpression: true,
			default: 'any',
			options: [
				{ name: 'All Fields Match', value: 'all', description: 'Every field must have a value, and the same one' },
				{ name: 'At Least One Field Matches', value: 'any' },
			],
		},
		...showWhen({ recordSource: ['none'] }, manyFields),
		...showWhen({ recordSource: ['triggerOrAll'], startingType: [''] }, manyFields),
		conditionsField('Only records for which all of them hold are compared; without any, all records'),
	],
	async read(item, scope) {
		const family = await import('../../../../src/automation/families/records/findDuplicates');
		const record = item.optionalRecord();
		const query = {
			type: record?.type ?? item.requiredText('recordType', 'Record Type'),
			fields: asList(item.value('matchFields', [])),
			match: item.value('matchMode', 'any') === 'all' ? ('all' as const) : ('any' as const),
			conditions: conditionsIn(item.value('conditions', {})),
		};
		if (record !== undefined) return [await family.findDuplicatesOf(scope, record, query)];
		const groups = await family.findDuplicates(scope, query, item.limit());
		if (groups.length === 0)
			item.run.hint(
				`No two records of the type "${query.type}" have the same ${await family.comparedFields(scope, query)}: there are no duplicates.`,
			);
		return groups;
	},
});
