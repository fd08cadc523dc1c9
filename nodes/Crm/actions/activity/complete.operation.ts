import { activityField } from '../../fields/locators';
import { recordChoice } from '../../fields/recordChoice';
import { showWhen } from '../../fields/showFor';
import { writeOperation } from '../operation';

export const complete = writeOperation({
	operation: 'activity.complete',
	option: {
		name: 'Complete',
		value: 'complete',
		action: 'Complete activities',
		description: 'Complete one activity, or all open ones of a record',
	},
	example: {
		goal: 'When a deal is won, close the calls and meetings that were planned for it.',
		form: {},
	},
	description: [
		{
			displayName: 'Complete',
			name: 'completeWhat',
			type: 'options',
			description: 'Which activities are done',
			noDataExpression: true,
			default: 'record',
			options: [
				{ name: 'All Open Activities of a Record', value: 'record' },
				{ name: 'One Activity', value: 'activity' },
			],
		},
		activityField({ required: true, description: 'The activity to complete', displayOptions: { show: { completeWhat: ['activity'] } } }),
		...showWhen({ completeWhat: ['record'] }, recordChoice()),
	],
	input(item) {
		if (item.value('completeWhat', 'record') === 'activity')
			return { kind: 'activity', activity: item.requiredText('activity', 'Activity') };
		return { kind: 'record', record: item.record() };
	},
});
