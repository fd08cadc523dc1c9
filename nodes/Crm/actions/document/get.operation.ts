import { documentField } from '../../fields/locators';
import { picked } from '../example';
import { readOperation } from '../operation';

export const get = readOperation({
	option: { name: 'Get', value: 'get', action: 'Get a document', description: 'Get a document as a file, for example to send it' },
	example: {
		goal: 'Take the contract out of the CRM to send it by mail with the next node.',
		form: { document: picked('1', 'Contracts/Contract.pdf') },
	},
	description: [
		documentField({ required: true, description: 'The document to get' }),
		{
			displayName: 'Put Output File in Field',
			name: 'binaryProperty',
			type: 'string',
			default: 'data',
			required: true,
			hint: 'The name of the output field to put the file in',
			description: 'Name of the binary field of the output',
		},
	],
	async read(item, scope) {
		const { getDocument } = await import('../../../../src/automation/families/documents/documents');
		return [await getDocument(scope, item.requiredText('document', 'Document'))];
	},
	async files(item, scope, result) {
		const { documentContent } = await import('../../../../src/automation/families/documents/documents');
		const name = String(result.name);
		const content = Buffer.from(await documentContent(scope, { id: String(result.id), name }));
		return {
			[item.requiredText('binaryProperty', 'Put Output File in Field')]: await item.run.context.helpers.prepareBinaryData(
				content,
				name,
				String(result.mediaType),
			),
		};
	},
});
