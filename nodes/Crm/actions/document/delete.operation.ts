import { CrmError } from '../../../../src/model/CrmError';
import { documentField } from '../../fields/locators';
import { picked } from '../example';
import { writeOperation } from '../operation';

export const deleteDocument = writeOperation({
	operation: 'document.delete',
	option: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete a document',
		description: 'Delete one version of a document, or all of them, for good',
	},
	example: {
		goal: 'Remove a contract that was attached to the wrong deal, with all its versions.',
		form: { document: picked('1', 'Contracts/Contract.pdf'), versions: 'all' },
	},
	description: [
		documentField({ required: true, description: 'The document to delete' }),
		{
			displayName: 'Versions',
			name: 'versions',
			type: 'options',
			default: 'this',
			description: 'What of the document to delete',
			options: [
				{ name: 'All Versions', value: 'all', description: 'All documents of the same name in the same section of the record' },
				{
					name: 'This Version',
					value: 'this',
					description: 'The chosen one; the list offers the last version, an ID can be that of any. Others stay.',
				},
			],
		},
	],
	input: (item) => ({ document: item.requiredText('document', 'Document'), allVersions: allVersions(item.text('versions')) }),
});

function allVersions(given = 'this'): boolean {
	if (given === 'all' || given === 'this') return given === 'all';
	throw new CrmError('invalidValue', `"${given}" is no choice for "Versions".`, 'Choose one of: this, all.');
}
