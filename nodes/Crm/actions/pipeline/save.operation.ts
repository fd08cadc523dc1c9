import type { PipelineRule } from '../../../../src/model/recordType';
import { additionalFields } from '../../fields/additional';
import { recordTypeField } from '../../fields/locators';
import { stageKind, stageKindField } from '../../fields/stageKinds';
import { picked } from '../example';
import type { ItemParameters } from '../ItemParameters';
import { writeOperation } from '../operation';

export const save = writeOperation({
	operation: 'pipeline.save',
	option: {
		name: 'Save',
		value: 'save',
		action: 'Save a pipeline',
		description: 'Create a pipeline with its stages, or bring the one with that name to this form',
	},
	example: {
		goal: 'Make a pipeline for renewals in which no stage may be skipped.',
		form: {
			recordType: picked('deal', 'Deal'),
			pipelineName: 'Renewals',
			stages: {
				stage: [
					{ name: 'Due', kind: 'open' },
					{ name: 'Renewed', kind: 'won' },
					{ name: 'Ended', kind: 'lost' },
				],
			},
			skipping: 'forbidden',
		},
	},
	description: [
		recordTypeField({ description: 'The type whose records go through the pipeline' }),
		{
			displayName: 'Pipeline Name',
			name: 'pipelineName',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. Sales',
			description: 'What people read',
		},
		{
			displayName: 'Stages',
			name: 'stages',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true, sortable: true },
			default: {},
			placeholder: 'Add Stage',
			description:
				'All stages, in order; a new record starts at the first. Of a pipeline that exists, a stage that is not here is removed, unless records are at it; with none here, its stages stay as they are.',
			options: [
				{
					displayName: 'Stage',
					name: 'stage',
					values: [
						{
							displayName: 'Stage Name',
							name: 'name',
							type: 'string',
							default: '',
							placeholder: 'e.g. Proposal',
							description: 'What people read',
						},
						stageKindField,
					],
				},
			],
		},
		{
			displayName: 'Skipping Stages',
			name: 'skipping',
			type: 'options',
			default: 'allowed',
			options: [
				{ name: 'Allowed', value: 'allowed' },
				{ name: 'Forbidden', value: 'forbidden' },
			],
			description:
				'Whether a record may pass over open stages. When forbidden, it goes on to the next stage only, and to a lost one from anywhere; edits of the database by other programs are not checked.',
		},
		{
			displayName: 'Going Back',
			name: 'backwards',
			type: 'options',
			default: 'allowed',
			options: [
				{ name: 'Allowed', value: 'allowed' },
				{ name: 'Forbidden', value: 'forbidden' },
			],
			description: 'Whether a record may go back to an earlier stage, or from a lost one',
		},
		additionalFields([
			{
				displayName: 'ID',
				name: 'id',
				type: 'string',
				default: '',
				placeholder: 'e.g. sales',
				description:
					'A letter, then letters, digits, - or _. It is made from the name when left out. The ID of a pipeline that exists gives it the name above.',
			},
		]),
	],
	input: (item) => ({
		type: item.requiredText('recordType', 'Record Type'),
		name: item.requiredText('pipelineName', 'Pipeline Name'),
		id: item.collection('additionalFields').text('id'),
		stages: item.rows('stages', 'stage').map((stage) => ({ name: stage.text('name') ?? '', kind: stageKind(stage.text('kind')) })),
		skipping: rule(item, 'skipping'),
		backwards: rule(item, 'backwards'),
	}),
});

function rule(item: ItemParameters, name: string): PipelineRule {
	return item.value(name, 'allowed') === 'forbidden' ? 'forbidden' : 'allowed';
}
