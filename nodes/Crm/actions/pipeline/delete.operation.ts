import { additionalFields } from '../../fields/additional';
import { evenIfUsedField } from '../../fields/evenIfUsed';
import { pipelineField, recordTypeField } from '../../fields/locators';
import { picked } from '../example';
import { writeOperation } from '../operation';

export const deletePipeline = writeOperation({
	operation: 'pipeline.delete',
	option: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete a pipeline',
		description: 'Delete a pipeline with its stages; refused while records are in it',
	},
	example: {
		goal: 'Remove a pipeline that is not used any more.',
		form: { recordType: picked('deal', 'Deal'), pipeline: picked('partners', 'Partner sales') },
	},
	description: [
		recordTypeField({ description: 'The type that has the pipeline' }),
		pipelineField({ required: true, description: 'The pipeline to delete' }),
		additionalFields([evenIfUsedField]),
	],
	input: (item) => ({
		type: item.requiredText('recordType', 'Record Type'),
		pipeline: item.requiredText('pipeline', 'Pipeline'),
		evenIfUsed: item.collection('additionalFields').boolean('evenIfUsed') ?? false,
	}),
});
