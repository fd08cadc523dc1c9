import { documentField } from '../../fields/locators';
import { writeOperation } from '../operation';

export const deleteDocument = writeOperation<{ document: string }>({
	option: { name: 'Delete', value: 'delete', action: 'Delete a document', description: 'Delete one version of a document for good; older versions stay' },
	description: [documentField({ required: true, description: 'The document to delete' })],
	useCase: async () => (await import('../../../../src/automation/documents')).deleteDocuments,
	input: (item) => ({ document: item.requiredText('document', 'Document') }),
});
