import { recordTypeField } from '../../fields/locators';
import { recordFieldsForm, recordValues } from '../../fields/mappedFields';
import { filled, picked } from '../example';
import { writeOperation } from '../operation';

export const create = writeOperation({
	operation: 'record.create',
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create a record',
		description: 'Create a lead, deal, contact, company or a record of your own type',
	},
	example: {
		goal: 'Turn an enquiry from the web site into a lead.',
		form: {
			recordType: picked('lead', 'Lead'),
			fields: filled({ title: 'Northwind, trade fair', email: 'nora@northwind.example', source: 'website' }),
		},
	},
	description: [
		recordTypeField({ description: 'What kind of record to create; decides which fields are shown below' }),
		recordFieldsForm({
			method: 'getFieldsForCreate',
			mode: 'add',
			showAll: true,
			description: 'The values of the new record. A field left blank gets its default.',
		}),
	],
	async input(item) {
		const type = item.requiredText('recordType', 'Record Type');
		return { type, values: await recordValues(item, type) };
	},
});
