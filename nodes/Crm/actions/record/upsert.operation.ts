import { CrmError, shorten } from '../../../../src/model/CrmError';
import { findField } from '../../../../src/model/fieldNames';
import { normalForm } from '../../../../src/model/normalForm';
import { plainText } from '../../../../src/model/plainText';
import { asText } from '../../../shared/asText';
import { additionalFields } from '../../fields/additional';
import { recordTypeField } from '../../fields/locators';
import { recordFieldsForm, recordValues } from '../../fields/mappedFields';
import type { ItemParameters } from '../ItemParameters';
import { filled, picked } from '../example';
import { writeOperation } from '../operation';

export const upsert = writeOperation({
	operation: 'record.upsert',
	option: {
		name: 'Create or Update',
		value: 'upsert',
		action: 'Create or update a record',
		description: 'Create a new record, or update the current one if it already exists (upsert)',
	},
	example: {
		goal: 'Bring the contacts of another program into the CRM every night, without doubles.',
		form: {
			recordType: picked('contact', 'Contact'),
			fields: filled({ externalId: 'C-1042', title: 'Nora North', email: 'nora@northwind.example' }, ['externalId']),
		},
	},
	description: [
		recordTypeField({ description: 'What kind of record to create or update; decides which fields are shown below' }),
		recordFieldsForm({
			method: 'getFieldsForUpsert',
			mode: 'upsert',
			showAll: true,
			description: 'A blank field stays as it is; an expression that gives nothing empties the field',
		}),
		additionalFields([
			{
				displayName: 'Refuse Repeated Values',
				name: 'refuseRepeated',
				type: 'boolean',
				default: true,
				description:
					'Whether an item is refused when an item before it has the same value in the field to match on; otherwise both are the same record, and the later one wins',
			},
		]),
	],
	async input(item) {
		const type = item.requiredText('recordType', 'Record Type');
		const values = await recordValues(item, type);
		const field = matchField(item.value('fields.matchingColumns', []));
		if (item.collection('additionalFields').boolean('refuseRepeated') === true) await refuseRepeated(item, type, field, values[field]);
		return { type, values, matchField: field };
	},
});

/** Two values are the same where they mean the same record: a space behind it, or another case of an e-mail, is no other value. */
async function refuseRepeated(item: ItemParameters, type: string, name: string, value: unknown): Promise<void> {
	const text = plainText(asText(value) ?? '');
	if (text === '') return;
	const field = findField(await item.run.describe(type), name);
	const first = item.firstWith(JSON.stringify([type, name, normalForm(field, text)]));
	if (first === item.index) return;
	throw new CrmError(
		'invalidValue',
		`"${shorten(text)}" was given before, by item ${first + 1}: "${field.label}" tells which record is meant.`,
		'Take out one of the two items, or correct its value.',
	);
}

function matchField(columns: unknown): string {
	const [field] = Array.isArray(columns) ? (columns as unknown[]) : [];
	if (typeof field === 'string' && field !== '') return field;
	throw new CrmError(
		'missingValue',
		'No field to match on is chosen.',
		'Choose under "Field to Match On" which field tells whether the record exists, for example "External ID".',
	);
}
