import { recordTypeField } from '../../fields/locators';
import { manyFields } from '../../fields/many';
import { showWhen } from '../../fields/showFor';
import { picked } from '../example';
import { readOperation } from '../operation';

export const getMany = readOperation({
	option: {
		name: 'Get Many',
		value: 'getMany',
		action: 'Get many pipelines',
		description: 'List pipelines with their stages, rules and number of records',
	},
	example: {
		goal: 'List the pipelines of deals with their stages and rules.',
		form: { pipelinesOf: 'type', recordType: picked('deal', 'Deal'), returnAll: true },
	},
	description: [
		{
			displayName: 'Of',
			name: 'pipelinesOf',
			type: 'options',
			description: 'The record types whose pipelines are listed',
			noDataExpression: true,
			default: 'all',
			options: [
				{ name: 'A Chosen Record Type', value: 'type' },
				{ name: 'All Record Types', value: 'all' },
			],
		},
		...showWhen({ pipelinesOf: ['type'] }, [recordTypeField({ description: 'The type whose pipelines to list' })]),
		...manyFields,
	],
	aboutSetUp: true,
	async read(item, scope) {
		const { listPipelineOutputs } = await import('../../../../src/automation/families/schema/pipelines');
		const type = item.value('pipelinesOf', 'all') === 'type' ? item.requiredText('recordType', 'Record Type') : undefined;
		return await listPipelineOutputs(scope, { type, limit: item.limit() });
	},
});
