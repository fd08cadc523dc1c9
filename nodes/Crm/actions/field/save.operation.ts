import { FIELD_KINDS, type FieldKind } from '../../../../src/model/recordType';
import { CrmError } from '../../../../src/model/CrmError';
import { additionalFields } from '../../fields/additional';
import { fieldKindOptions } from '../../fields/fieldKinds';
import { recordTypeField } from '../../fields/locators';
import { picked } from '../example';
import type { ItemParameters } from '../ItemParameters';
import { writeOperation } from '../operation';

export const save = writeOperation({
	operation: 'field.save',
	option: {
		name: 'Save',
		value: 'save',
		action: 'Save a field',
		description: 'Create a field of a record type, or bring the one with that name to this form',
	},
	example: {
		goal: 'Give deals a date on which the goods are delivered.',
		form: { recordType: picked('deal', 'Deal'), label: 'Delivery date', kind: 'date' },
	},
	description: [
		recordTypeField({ any: true, description: 'The type that gets the field; users can have fields of your own too' }),
		{
			displayName: 'Label',
			name: 'label',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. Delivery date',
			description: 'What people read',
		},
		{
			displayName: 'Kind',
			name: 'kind',
			type: 'options',
			default: 'string',
			options: fieldKindOptions,
			description: 'What the field holds. It cannot become another kind while records have values that do not fit.',
		},
		{
			displayName: 'Choices',
			name: 'choices',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true, sortable: true },
			default: {},
			placeholder: 'Add Choice',
			description: 'The allowed values, in order',
			displayOptions: { show: { kind: ['choice', 'multiChoice'] } },
			options: [
				{
					displayName: 'Choice',
					name: 'choice',
					values: [
						{
							displayName: 'Label',
							name: 'label',
							type: 'string',
							default: '',
							placeholder: 'e.g. Very urgent',
							description: 'What people read',
						},
						{
							displayName: 'Value',
							name: 'value',
							type: 'string',
							default: '',
							placeholder: 'e.g. urgent',
							description: 'What is stored; the label when left empty',
						},
					],
				},
			],
		},
		recordTypeField({
			any: true,
			displayName: 'Links To',
			name: 'target',
			description: 'The type of the records it links to',
			displayOptions: { show: { kind: ['record'] } },
		}),
		{
			displayName: 'Required',
			name: 'required',
			type: 'boolean',
			default: false,
			description: 'Whether a new record must have a value. Records that exist are left as they are.',
		},
		additionalFields([
			{
				displayName: 'Default',
				name: 'default',
				type: 'string',
				default: '',
				placeholder: 'e.g. normal',
				description: 'The value of a new record when none is given',
			},
			{
				displayName: 'Help',
				name: 'help',
				type: 'string',
				default: '',
				placeholder: 'e.g. The day the customer wants it',
				description: 'A sentence for whoever fills it in',
			},
			{
				displayName: 'Name',
				name: 'name',
				type: 'string',
				default: '',
				placeholder: 'e.g. deliveryDate',
				description:
					'The name in expressions: a letter, then letters and digits. It is made from the label when left out. The name of a field that exists changes that field, its label too.',
			},
		]),
	],
	input: (item) => {
		const more = item.collection('additionalFields');
		return {
			type: item.requiredText('recordType', 'Record Type'),
			label: item.requiredText('label', 'Label'),
			name: more.text('name'),
			kind: kindOf(item),
			required: item.boolean('required'),
			options: item.rows('choices', 'choice').map((choice) => ({ label: choice.text('label') ?? '', value: choice.text('value') })),
			default: more.text('default'),
			target: item.text('target'),
			help: more.text('help'),
		};
	},
});

function kindOf(item: ItemParameters): FieldKind {
	const given = item.requiredText('kind', 'Kind');
	const kind = FIELD_KINDS.find((known) => known === given);
	if (kind !== undefined) return kind;
	throw new CrmError('invalidValue', `"${given}" is no kind of field.`, `Choose one of: ${FIELD_KINDS.join(', ')}.`);
}
