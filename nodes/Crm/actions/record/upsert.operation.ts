import type { UpsertRecordInput } from '../../../../src/automation/records';
import { CrmError } from '../../../../src/model/CrmError';
import { actorField, additionalFields } from '../../fields/additional';
import { recordTypeField } from '../../fields/locators';
import { recordFieldsForm, recordValues } from '../../fields/mappedFields';
import { filled, picked } from '../example';
import { writeOperation } from '../operation';

export const upsert = writeOperation<UpsertRecordInput>({
	option: {
		name: 'Create or Update',
		value: 'upsert',
		action: 'Create or update a record',
		description: 'Create a new record, or update the current one if it already exists (upsert)',
	},
	example: {
		goal: 'Bring the contacts of another program into the CRM every night, without doubles.',
		form: { recordType: picked('contact', 'Contact'), fields: filled({ externalId: 'C-1042', title: 'Nora North', email: 'nora@northwind.example' }, ['externalId']) },
	},
	description: [
		recordTypeField({ description: 'What kind of record to create or update; decides which fields are shown below' }),
		recordFieldsForm({
			method: 'getFieldsForUpsert',
			mode: 'upsert',
			showAll: true,
			description: 'A blank field stays as it is; an expression that gives nothing empties the field',
		}),
		additionalFields([actorField]),
	],
	useCase: async () => (await import('../../../../src/automation/records')).upsertRecords,
	async input(item) {
		const type = item.requiredText('recordType', 'Record Type');
		const values = await recordValues(item, type);
		return { type, values, matchField: matchField(item.value('fields.matchingColumns', [])) };
	},
});

function matchField(columns: unknown): string {
	const [field] = Array.isArray(columns) ? (columns as unknown[]) : [];
	if (typeof field === 'string' && field !== '') return field;
	throw new CrmError('missingValue', 'No field to match on is chosen.', 'Choose under "Field to Match On" which field tells whether the record exists, for example "External ID".');
}
