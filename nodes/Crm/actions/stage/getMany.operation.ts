import { pipelineField, recordTypeField } from '../../fields/locators';
import { manyFields } from '../../fields/many';
import { picked } from '../example';
import { readOperation } from '../operation';

export const getMany = readOperation({
	option: {
		name: 'Get Many',
		value: 'getMany',
		action: 'Get many stages',
		description: 'List the stages of a record type in their order, with the number of records at each',
	},
	example: {
		goal: 'List the stages of sales, with how many deals are at each.',
		form: { recordType: picked('deal', 'Deal'), pipeline: picked('sales', 'Sales'), returnAll: true },
	},
	description: [
		recordTypeField({ description: 'The type whose stages to list' }),
		pipelineField({ description: 'Only the stages of this pipeline; those of all pipelines of the type when left empty' }),
		...manyFields,
	],
	aboutSetUp: true,
	async read(item, scope) {
		const { listStageOutputs } = await import('../../../../src/automation/families/schema/stages');
		return await listStageOutputs(scope, {
			type: item.requiredText('recordType', 'Record Type'),
			pipeline: item.text('pipeline'),
			limit: item.limit(),
		});
	},
});
