import { CrmError } from '../../../../src/model/CrmError';
import { additionalFields } from '../../fields/additional';
import { userField } from '../../fields/locators';
import { mergeText } from '../../fields/mergeText';
import { recordChoice } from '../../fields/recordChoice';
import type { ItemParameters } from '../ItemParameters';
import { writeOperation } from '../operation';
import { kindOptions } from './kinds';
import type { ScheduleActivityInput } from '../../../../src/automation/families/activities/inputs';

export const schedule = writeOperation({
	operation: 'activity.schedule',
	option: {
		name: 'Schedule',
		value: 'schedule',
		action: 'Schedule an activity',
		description: 'Plan a meeting, a call or something else with a time for a record',
	},
	example: {
		goal: 'When a deal reaches the stage Proposal, plan a call with the customer two working days later.',
		form: { kind: 'call', description: 'Talk through the offer', when: 'relative', amount: 2, unit: 'days' },
	},
	description: [
		...recordChoice(),
		{
			displayName: 'Kind',
			name: 'kind',
			type: 'options',
			default: 'meeting',
			description: 'What kind of activity it is',
			options: kindOptions,
		},
		mergeText({
			displayName: 'Description',
			name: 'description',
			type: 'string',
			typeOptions: { rows: 3 },
			default: '',
			required: true,
			placeholder: 'e.g. Show the new samples',
			description: 'What is to be done or said',
		}),
		{
			displayName: 'Takes Place',
			name: 'when',
			type: 'options',
			description: 'When the activity takes place',
			noDataExpression: true,
			default: 'now',
			options: [
				{ name: 'After a Time', value: 'relative', description: 'For example two working days from now' },
				{ name: 'At a Date and Time', value: 'absolute' },
				{ name: 'Now', value: 'now' },
			],
		},
		{
			displayName: 'Date and Time',
			name: 'at',
			type: 'dateTime',
			default: '',
			required: true,
			description: 'In the time zone of the workflow; a date alone means the beginning of that day',
			displayOptions: { show: { when: ['absolute'] } },
		},
		{
			displayName: 'Time Until It',
			name: 'amount',
			type: 'number',
			description: 'How long from now, in the unit below',
			typeOptions: { minValue: 0 },
			default: 1,
			displayOptions: { show: { when: ['relative'] } },
		},
		{
			displayName: 'Unit',
			name: 'unit',
			type: 'options',
			description: 'What the time is counted in',
			noDataExpression: true,
			default: 'days',
			displayOptions: { show: { when: ['relative'] } },
			options: [
				{ name: 'Days', value: 'days' },
				{ name: 'Hours', value: 'hours' },
				{ name: 'Minutes', value: 'minutes' },
			],
		},
		{
			displayName: 'Working Time Only',
			name: 'workingTime',
			type: 'boolean',
			default: true,
			description: 'Whether only working time counts, by the calendar of the responsible person or the company (CRM Setup, Calendar)',
			displayOptions: { show: { when: ['relative'] } },
		},
		userField({
			displayName: 'Responsible',
			name: 'responsible',
			description: 'Who does it; the responsible person of the record, when left empty',
		}),
		{
			displayName: 'Complete on Stage Change',
			name: 'completeOnStageChange',
			type: 'boolean',
			default: true,
			description:
				'Whether it is completed by itself when the record goes to another stage, whoever moves it. One made by the run that moves the record stays open.',
		},
		additionalFields([
			{
				displayName: 'Duration (Minutes)',
				name: 'durationMinutes',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 60,
				description: 'How long it takes',
			},
			mergeText({
				displayName: 'Subject',
				name: 'subject',
				type: 'string',
				default: '',
				placeholder: 'e.g. Samples',
				description: 'What it is about, in a few words; the first line of the description, when left out',
			}),
		]),
	],
	input(item) {
		const more = item.collection('additionalFields');
		return {
			record: item.record(),
			kind: item.value('kind', 'meeting') as ScheduleActivityInput['kind'],
			description: item.requiredText('description', 'Description'),
			subject: more.text('subject'),
			at: readTime(item),
			durationMinutes: more.number('durationMinutes', 'Duration (Minutes)'),
			responsible: item.text('responsible'),
			completeOnStageChange: item.value('completeOnStageChange', true) !== false,
		};
	},
});

function readTime(item: ItemParameters): ScheduleActivityInput['at'] {
	switch (item.value('when', 'now')) {
		case 'absolute':
			return { kind: 'absolute', at: item.requiredText('at', 'Date and Time') };
		case 'relative': {
			const amount = Number(item.value('amount', 1));
			if (!Number.isFinite(amount))
				throw new CrmError('invalidValue', `"Time Until It" is not a number: "${item.text('amount') ?? ''}".`, 'Enter a number.');
			return {
				kind: 'relative',
				amount,
				unit: item.value('unit', 'days') as 'minutes' | 'hours' | 'days',
				workingTime: item.boolean('workingTime'),
			};
		}
		default:
			return undefined;
	}
}
