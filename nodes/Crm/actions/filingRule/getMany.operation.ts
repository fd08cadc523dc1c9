import { readOperation } from '../operation';

export const getMany = readOperation({
	option: {
		name: 'Get Many',
		value: 'getMany',
		action: 'Get many filing rules of documents',
		description: 'List the rules that say into which section documents go, in their order',
	},
	example: {
		goal: 'See where documents go before you change the rules.',
		form: {},
	},
	description: [],
	async read(_, scope) {
		const { listFilingRules } = await import('../../../../src/automation/families/documents/documents');
		return await listFilingRules(scope);
	},
});
