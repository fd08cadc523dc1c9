import type { INodeProperties } from 'n8n-workflow';
import { CrmError } from '../../../../src/model/CrmError';
import { LEFT_OUT } from '../../../shared/leftOut';
import { additionalFields } from '../../fields/additional';
import { matchFieldField, recordTypeField } from '../../fields/locators';
import { importOperation } from '../importOperation';
import { picked } from '../example';
import { fileField } from '../itemFiles';
import type { ItemParameters } from '../ItemParameters';
import { readingFields } from './readingFields';

const columnsField: INodeProperties = {
	displayName: 'Columns',
	name: 'columns',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	default: {},
	placeholder: 'Add Column',
	description: 'Only columns whose headings are not the name or label of their field: upper and lower case, spaces and signs do not matter',
	options: [
		{
			displayName: 'Column',
			name: 'column',
			values: [
				{
					displayName: 'Heading',
					name: 'heading',
					type: 'string',
					default: '',
					placeholder: 'e.g. Deal Number',
					description: 'As it stands in the file',
				},
				{
					displayName: 'Field Name or ID',
					name: 'field',
					type: 'options',
					default: '',
					description:
						'Where the cells of the column go. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
					typeOptions: { loadOptionsMethod: 'getColumnFields', loadOptionsDependsOn: ['recordType.value'] },
				},
			],
		},
	],
};

export const importFile = importOperation({
	operation: 'record.importFile',
	option: {
		name: 'Import File',
		value: 'importFile',
		action: 'Import a file of records',
		description: 'Create or update a record for each row of a CSV or Excel file, with a report and a file of the refused rows',
	},
	example: {
		goal: 'Take a list of deals from another program into the CRM.',
		form: { columns: { column: [{ heading: 'Deal Number', field: 'externalId' }] } },
		file: {
			name: 'deals.csv',
			content: [
				'Deal Number;Title;Amount;Close Date;Remark',
				'D-1;Northwind, 100 chairs;12.500,00;31.05.2026;',
				'D-7;Contoso, 20 desks;€ 1.234;30.06.2026;new',
				'D-8;Fabrikam, 5 lamps;a lot;01.07.2026;',
				'',
			].join('\n'),
		},
	},
	description: [
		recordTypeField({ description: 'What kind of record a row is' }),
		fileField,
		{
			...matchFieldField({
				description: 'Tells whether a record exists: the one with the same value is updated. Leave empty to make a record of every row.',
			}),
			default: picked('externalId', 'External ID'),
		},
		columnsField,
		additionalFields([
			...readingFields,
			matchFieldField({
				displayName: 'Otherwise Match On',
				name: 'otherwiseMatchField',
				description: 'The field that counts for rows in which the first one is empty, such as the e-mail',
			}),
			{
				displayName: 'Put Refused Rows in Field',
				name: 'outputProperty',
				type: 'string',
				default: 'refused',
				description: 'Name of the binary field of the output that gets the refused rows as a CSV file, with what was wrong',
			},
			{
				displayName: 'Refuse Repeated Values',
				name: 'refuseRepeated',
				type: 'boolean',
				default: true,
				description:
					'Whether a row is refused when a row before it has the same value in the field to match on; otherwise both are the same record, and the later one wins',
			},
		]),
	],
	request(item) {
		const more = item.collection('additionalFields');
		const headingRow = more.number('headingRow', 'Headings in Row');
		return {
			type: item.requiredText('recordType', 'Record Type'),
			columns: columnsOf(item),
			matching: {
				fields: [item.text('matchField'), more.text('otherwiseMatchField')].filter((field) => field !== undefined),
				refuseRepeated: more.boolean('refuseRepeated') !== false,
			},
			reading: { ...more.texts('encoding', 'separator', 'sheet', 'numberFormat', 'dateFormat'), headingRow },
		};
	},
	outputProperty: (item) => item.collection('additionalFields').text('outputProperty') ?? 'refused',
});

function columnsOf(item: ItemParameters): Array<{ heading: string; field: string }> {
	return item.rows('columns', 'column').flatMap((row) => {
		const heading = row.text('heading');
		if (heading === undefined) return [];
		const field = row.text('field');
		if (field !== undefined) return [{ heading, field: field === LEFT_OUT ? '' : field }];
		throw new CrmError('missingValue', `No field is chosen for the column "${heading}".`, 'Choose one under "Columns", or "Leave Out".');
	});
}
