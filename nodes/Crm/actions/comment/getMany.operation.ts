import { additionalFields, userOption } from '../../fields/additional';
import { manyFields } from '../../fields/many';
import { recordChoice } from '../../fields/recordChoice';
import { readOperation } from '../operation';

export const getMany = readOperation({
	option: {
		name: 'Get Many',
		value: 'getMany',
		action: 'Get many comments',
		description: 'Find comments by record, author and time; newest first',
	},
	example: {
		goal: 'Before a meeting, collect what was said about the deal.',
		form: { returnAll: true },
	},
	description: [
		...recordChoice({ anyType: true, all: { name: 'All Records' } }),
		...manyFields,
		additionalFields([
			userOption({ displayName: 'Author', name: 'author', what: 'Only comments by this user' }),
			{ displayName: 'From', name: 'from', type: 'dateTime', default: '', description: 'Only comments from this moment on' },
			{ displayName: 'Until', name: 'until', type: 'dateTime', default: '', description: 'Only comments up to this moment' },
		]),
	],
	async read(item, scope) {
		const { listComments } = await import('../../../../src/automation/families/messages/comments');
		const filter = item.collection('additionalFields');
		return await listComments(scope, {
			record: item.optionalRecord(),
			author: filter.text('author'),
			from: filter.text('from'),
			until: filter.text('until'),
			limit: item.limit(),
		});
	},
});
