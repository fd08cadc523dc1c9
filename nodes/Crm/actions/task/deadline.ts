import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { CrmError } from '../../../../src/model/CrmError';
import type { ItemParameters } from '../ItemParameters';
import type { CreateTaskInput } from '../../../../src/automation/families/tasks/inputs';

/** When the task is due: at a moment, or some time after another, counting working time only if wanted. */
export const deadlineFields: INodeProperties[] = [
	{
		displayName: 'Deadline',
		name: 'deadline',
		type: 'options',
		description: 'When the task must be done',
		noDataExpression: true,
		default: 'none',
		options: [
			{ name: 'After a Time', value: 'relative', description: 'For example two working days from now' },
			{ name: 'At a Date and Time', value: 'absolute' },
			{ name: 'No Deadline', value: 'none' },
		],
	},
	{
		displayName: 'Deadline Date and Time',
		name: 'deadlineAt',
		type: 'dateTime',
		default: '',
		required: true,
		description: 'In the time zone of the workflow; a date alone means the end of that day',
		displayOptions: { show: { deadline: ['absolute'] } },
	},
	{
		displayName: 'Time Until the Deadline',
		name: 'deadlineAmount',
		type: 'number',
		description: 'How much time there is, in the unit below',
		typeOptions: { minValue: 0 },
		default: 1,
		displayOptions: { show: { deadline: ['relative'] } },
	},
	{
		displayName: 'Unit',
		name: 'deadlineUnit',
		type: 'options',
		description: 'What the time is counted in',
		noDataExpression: true,
		default: 'days',
		displayOptions: { show: { deadline: ['relative'] } },
		options: [
			{ name: 'Days', value: 'days' },
			{ name: 'Hours', value: 'hours' },
			{ name: 'Minutes', value: 'minutes' },
		],
	},
	{
		displayName: 'Working Time Only',
		name: 'deadlineWorkingTime',
		type: 'boolean',
		default: true,
		description: 'Whether only working time counts, by the calendar of the responsible person or the company (CRM Setup, Calendar)',
		displayOptions: { show: { deadline: ['relative'] } },
	},
];

/** The same for a task that is there: with nothing chosen its deadline stays. */
export const changedDeadlineFields: INodeProperties[] = deadlineFields.map((field) => {
	if (field.name !== 'deadline') return field;
	const options = field.options as INodePropertyOptions[];
	return { ...field, options: options.map((option) => (option.value === 'none' ? { ...option, name: 'Leave as It Is' } : option)) };
});

export function readDeadline(item: ItemParameters): CreateTaskInput['deadline'] {
	switch (item.value('deadline', 'none')) {
		case 'absolute':
			return { kind: 'absolute', at: item.requiredText('deadlineAt', 'Deadline Date and Time') };
		case 'relative': {
			const amount = Number(item.value('deadlineAmount', 1));
			if (!Number.isFinite(amount)) {
				throw new CrmError(
					'invalidValue',
					`"Time Until the Deadline" is not a number: "${item.text('deadlineAmount') ?? ''}".`,
					'Enter a number.',
				);
			}
			const unit = item.value('deadlineUnit', 'days') as 'minutes' | 'hours' | 'days';
			return {
				kind: 'relative',
				amount,
				unit,
				workingTime: item.boolean('deadlineWorkingTime'),
				from: item.collection('additionalFields').text('deadlineFrom'),
			};
		}
		default:
			return undefined;
	}
}
