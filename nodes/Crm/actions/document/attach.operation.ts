import { CrmError } from '../../../../src/model/CrmError';
import { additionalFields } from '../../fields/additional';
import { mergeText } from '../../fields/mergeText';
import { recordChoice } from '../../fields/recordChoice';
import { named, picked } from '../example';
import { fileField, fileOfItem, fileReference } from '../itemFiles';
import { writeOperation } from '../operation';
import { kindField, sectionField } from './labels';

export const attach = writeOperation({
	operation: 'document.attach',
	option: {
		name: 'Attach',
		value: 'attach',
		action: 'Attach a document',
		description: 'Put a file of the item into a record; the same name in the same section makes the next version',
	},
	example: {
		goal: 'Keep the signed contract that came by mail with the deal.',
		form: { section: named('Contracts'), additionalFields: { kind: picked('contract', 'contract'), tags: 'signed' } },
	},
	description: [
		...recordChoice(),
		fileField,
		sectionField({ description: 'The section of the record it goes into; by the filing rules, when left empty' }),
		additionalFields([
			kindField({ description: 'What the document is; the filing rules can go by it' }),
			{
				displayName: 'Largest Size (MB)',
				name: 'largestMegabytes',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 100 },
				default: 20,
				description: 'A larger file is refused; 20 MB, when left out',
			},
			mergeText({
				displayName: 'Name',
				name: 'name',
				type: 'string',
				default: '',
				placeholder: 'e.g. Contract.pdf',
				description: 'The name of the document; that of the file, when left out',
			}),
			mergeText({
				displayName: 'Tags',
				name: 'tags',
				type: 'string',
				default: '',
				placeholder: 'e.g. signed, 2026',
				description: 'Words to find the document by, separated by commas',
			}),
		]),
	],
	input(item) {
		const more = item.collection('additionalFields');
		const { property, file } = fileOfItem(item);
		const name = more.text('name') ?? file.fileName;
		if (name === undefined)
			throw new CrmError('missingValue', `The file in "${property}" has no name.`, 'Give the document a name under "Additional Fields".');
		return {
			record: item.record(),
			name,
			mediaType: file.mimeType,
			file: fileReference(item.index, property),
			section: item.text('section'),
			kind: more.text('kind'),
			tags: more.list('tags'),
			largestMegabytes: more.number('largestMegabytes', 'Largest Size (MB)'),
		};
	},
});
