import { pipelineField, recordTypeField, stageField } from '../../fields/locators';
import { stageKind, stageKindField } from '../../fields/stageKinds';
import { picked } from '../example';
import { writeOperation } from '../operation';
import type { StagePosition } from '../../../../src/automation/families/schema/inputs';

export const save = writeOperation({
	operation: 'stage.save',
	option: { name: 'Save', value: 'save', action: 'Save a stage', description: 'Add a stage to a pipeline, or rename, change or move one' },
	example: {
		goal: 'Add a stage for a demonstration after the first one.',
		form: {
			recordType: picked('deal', 'Deal'),
			pipeline: picked('sales', 'Sales'),
			stageName: 'Demo',
			position: 'after',
			afterStage: picked('sales:new', 'New'),
		},
	},
	description: [
		recordTypeField({ description: 'The type that has the pipeline' }),
		pipelineField({ required: true, description: 'The pipeline that gets the stage' }),
		stageField({
			displayName: 'Stage to Change',
			description: 'The stage to rename or change; the one with the name below, or a new one, when left empty',
		}),
		{
			displayName: 'Stage Name',
			name: 'stageName',
			type: 'string',
			default: '',
			placeholder: 'e.g. Proposal',
			description: 'What people read; the present name of the stage to change when left empty',
		},
		// Not `kind`: the editor keeps values by name when another operation is chosen.
		{ ...stageKindField, name: 'stageKind' },
		{
			displayName: 'Position',
			name: 'position',
			type: 'options',
			default: 'usual',
			options: [
				{ name: 'After a Chosen Stage', value: 'after' },
				{ name: 'As the First', value: 'first', description: 'New records start there' },
				{ name: 'As the Last', value: 'last' },
				{ name: 'Where It Is', value: 'usual', description: 'A new open stage goes before the final ones, a new final one to the end' },
			],
			description: 'Where in the order of the pipeline the stage is',
		},
		stageField({
			displayName: 'After Stage',
			name: 'afterStage',
			description: 'The stage it comes after',
			displayOptions: { show: { position: ['after'] } },
		}),
	],
	input: (item) => ({
		type: item.requiredText('recordType', 'Record Type'),
		pipeline: item.requiredText('pipeline', 'Pipeline'),
		stage: item.text('stage'),
		name: item.text('stageName') ?? '',
		kind: stageKind(item.value('stageKind', 'open')),
		position: item.value('position', 'usual') as StagePosition,
		after: item.text('afterStage'),
	}),
});
