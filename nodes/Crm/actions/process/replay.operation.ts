import { CrmError } from '../../../../src/model/CrmError';
import { workflowTriggerField } from '../../fields/locators';
import { recordChoice } from '../../fields/recordChoice';
import { showWhen } from '../../fields/showFor';
import { picked } from '../example';
import { writeOperation } from '../operation';

export const replay = writeOperation({
	operation: 'process.replay',
	option: {
		name: 'Replay',
		value: 'replay',
		action: 'Replay changes into a workflow',
		description: 'Deliver past changes to a workflow once more, as if they were made now',
	},
	example: {
		goal: 'After a workflow was mended, let it work through the changes that it got wrong.',
		form: { trigger: picked('won-deals/on-win', 'Won deals: On win'), replayWhat: 'period', from: '2020-01-01T00:00:00' },
	},
	description: [
		workflowTriggerField({
			required: true,
			description:
				'The CRM Trigger that gets the changes. What it starts on decides which of them count; how often one record may start it does not.',
		}),
		{
			displayName: 'Changes',
			name: 'replayWhat',
			type: 'options',
			description: 'Which past changes start the workflow once more',
			noDataExpression: true,
			default: 'period',
			options: [
				{ name: 'Of All Records Since a Moment', value: 'period' },
				{ name: 'Of One Record', value: 'record' },
			],
		},
		...showWhen({ replayWhat: ['record'] }, recordChoice({ anyType: true })),
		{
			displayName: 'From',
			name: 'from',
			type: 'dateTime',
			default: '',
			description: 'Changes made from this moment on; for one record, all that are kept when left empty',
		},
		{
			displayName: 'Until',
			name: 'until',
			type: 'dateTime',
			default: '',
			description: 'Changes made up to this moment; up to now when left empty',
		},
		{
			displayName: 'Most Changes',
			name: 'mostChanges',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 100,
			description: 'Nothing is replayed when more changes than that match, so that a slip does not start thousands of runs',
		},
	],
	async input(item) {
		if (item.run.identity.isReplay()) throw replayInReplay();
		const { changesToReplay } = await import('../../../../src/automation/families/processes/replay');
		return await changesToReplay(item.run.scope, {
			trigger: item.requiredText('trigger', 'Trigger'),
			record: item.value('replayWhat', 'period') === 'record' ? item.record() : undefined,
			from: item.text('from'),
			until: item.text('until'),
			most: Number(item.value('mostChanges', 100)),
			listed: item.boolean('dryRun'),
		});
	},
});

function replayInReplay(): CrmError {
	return new CrmError(
		'loop',
		'This run was started by a replay, and cannot replay changes itself: workflows could go on replaying each other for ever.',
		'Put the step into a workflow that is started in another way.',
	);
}
