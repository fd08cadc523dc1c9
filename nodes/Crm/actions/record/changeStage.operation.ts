import { additionalFields } from '../../fields/additional';
import { targetStageField } from '../../fields/locators';
import { recordChoice } from '../../fields/recordChoice';
import { picked } from '../example';
import { writeOperation } from '../operation';

export const changeStage = writeOperation({
	operation: 'record.changeStage',
	option: {
		name: 'Change Stage',
		value: 'changeStage',
		action: 'Change the stage of a record',
		description: 'Move a record to another stage of its pipeline',
	},
	example: {
		goal: 'When the customer answers, move the deal on.',
		form: { stage: picked('sales:proposal', 'Proposal') },
	},
	description: [
		...recordChoice({ typeAlways: true }),
		targetStageField({ required: true, description: 'The stage to move to, in the pipeline of the record' }),
		additionalFields([
			{
				displayName: 'Only Forward',
				name: 'onlyForward',
				type: 'boolean',
				default: true,
				description: 'Whether to leave a record alone that is at this stage or further already',
			},
		]),
	],
	input: (item) => ({
		...item.record(),
		stage: item.requiredText('stage', 'Stage'),
		onlyForward: item.collection('additionalFields').boolean('onlyForward') ?? false,
	}),
});
