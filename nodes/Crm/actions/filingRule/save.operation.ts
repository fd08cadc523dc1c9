import type { FilingRule } from '../../../../src/model/filingRules';
import { named } from '../example';
import type { Collection } from '../ItemParameters';
import { writeOperation } from '../operation';
import { kindField, sectionField } from '../document/labels';

export const save = writeOperation({
	operation: 'filingRule.save',
	option: {
		name: 'Save',
		value: 'save',
		action: 'Save the filing rules of documents',
		description: 'Say into which section documents go, instead of the rules there were; the first rule that holds decides',
	},
	example: {
		goal: 'Put contracts and pictures into sections of their own by themselves.',
		form: {
			rules: {
				rule: [
					{ namePattern: 'Contract*.pdf', section: named('Contracts') },
					{ mediaType: 'image/*', section: named('Pictures') },
				],
			},
		},
	},
	description: [
		{
			displayName: 'Rules',
			name: 'rules',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true, sortable: true },
			default: {},
			placeholder: 'Add Rule',
			description: 'From top to bottom. What is left empty in a rule does not matter; what is given must all hold.',
			options: [
				{
					displayName: 'Rule',
					name: 'rule',
					values: [
						{
							displayName: 'Name Matches',
							name: 'namePattern',
							type: 'string',
							default: '',
							placeholder: 'e.g. Contract*.pdf',
							description: 'A star stands for any text, a question mark for one character',
						},
						{
							displayName: 'Media Type',
							name: 'mediaType',
							type: 'string',
							default: '',
							placeholder: 'e.g. image/*',
							description: 'The type of the file; a star stands for any text',
						},
						kindField({ description: 'Only documents of this kind' }),
						{
							displayName: 'Record Type Name or ID',
							name: 'recordType',
							type: 'options',
							default: '',
							description:
								'Only documents of records of this type. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
							typeOptions: { loadOptionsMethod: 'getRecordTypes' },
						},
						sectionField({ required: true, description: 'Where the document goes' }),
					],
				},
			],
		},
	],
	input: (item) => ({ rules: item.rows('rules', 'rule').map(ruleOf) }),
});

function ruleOf(row: Collection): FilingRule {
	return {
		namePattern: row.text('namePattern'),
		mediaType: row.text('mediaType'),
		kind: row.text('kind'),
		recordType: row.text('recordType'),
		section: row.text('section') ?? '',
	};
}
