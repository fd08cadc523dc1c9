import { additionalFields } from '../../fields/additional';
import { evenIfUsedField } from '../../fields/evenIfUsed';
import { pipelineField, recordTypeField, stageField } from '../../fields/locators';
import { picked } from '../example';
import { writeOperation } from '../operation';

export const deleteStage = writeOperation({
	operation: 'stage.delete',
	option: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete a stage',
		description: 'Delete a stage of a pipeline; its records can be moved to another stage first',
	},
	example: {
		goal: 'Remove a stage, and move its deals to the next one.',
		form: {
			recordType: picked('deal', 'Deal'),
			pipeline: picked('sales', 'Sales'),
			stage: picked('sales:new', 'New'),
			moveTo: picked('sales:proposal', 'Proposal'),
		},
	},
	description: [
		recordTypeField({ description: 'The type that has the pipeline' }),
		pipelineField({ required: true, description: 'The pipeline that has the stage' }),
		stageField({ required: true, description: 'The stage to delete' }),
		stageField({
			displayName: 'Move Its Records To',
			name: 'moveTo',
			description:
				'The stage of the same pipeline that its records go to first, which starts the workflows that wait for that. When left empty, a stage that has records is not deleted.',
		}),
		additionalFields([evenIfUsedField]),
	],
	input: (item) => ({
		type: item.requiredText('recordType', 'Record Type'),
		pipeline: item.requiredText('pipeline', 'Pipeline'),
		stage: item.requiredText('stage', 'Stage'),
		moveTo: item.text('moveTo'),
		evenIfUsed: item.collection('additionalFields').boolean('evenIfUsed') ?? false,
	}),
});
