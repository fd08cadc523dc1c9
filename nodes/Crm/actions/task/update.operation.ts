import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { CrmError } from '../../../../src/model/CrmError';
import type { RecordRef } from '../../../../src/model/record';
import type { TaskPriority } from '../../../../src/model/task';
import type { ChecklistChange } from '../../../../src/model/taskRules';
import { additionalFields, userOption, usersField } from '../../fields/additional';
import { siblingRecordField, taskField } from '../../fields/locators';
import { mergeText } from '../../fields/mergeText';
import { picked } from '../example';
import type { Collection } from '../ItemParameters';
import { writeOperation } from '../operation';
import { parentField, PRIORITY_OPTIONS, STATUS_OPTIONS } from './choices';
import { changedDeadlineFields, readDeadline } from './deadline';
import type { EmptiedTaskField } from '../../../../src/automation/families/tasks/inputs';

const points = (displayName: string, name: string, description: string): INodeProperties =>
	mergeText({
		displayName,
		name,
		type: 'string',
		typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Point' },
		default: [],
		placeholder: 'e.g. Check the address',
		description,
	});

const EMPTIED: Array<INodePropertyOptions & { value: EmptiedTaskField }> = [
	{ name: 'Checklist', value: 'checklist' },
	{ name: 'Creator', value: 'creator' },
	{ name: 'Deadline', value: 'deadline' },
	{ name: 'Description', value: 'description' },
	{ name: 'Estimate', value: 'estimateMinutes' },
	{ name: 'Observers', value: 'observers' },
	{ name: 'Parent Task', value: 'parent' },
	{ name: 'Participants', value: 'participants' },
	{ name: 'Planned End', value: 'plannedEnd' },
	{ name: 'Planned Start', value: 'plannedStart' },
	{ name: 'Record', value: 'record' },
	{ name: 'Tags', value: 'tags' },
];

const changedFields = additionalFields([
	points('Checklist', 'checklist', 'All points of the checklist; one that is there already stays ticked as it is'),
	points('Checklist: Add Points', 'addPoints', 'Further points to tick off'),
	points('Checklist: Tick', 'tick', 'Texts of the points that are done'),
	points('Checklist: Untick', 'untick', 'Texts of the points that are not done after all'),
	userOption({ displayName: 'Creator', name: 'creator', what: 'Who appears as the creator of the task' }),
	{
		displayName: 'Deadline Counts From',
		name: 'deadlineFrom',
		type: 'dateTime',
		default: '',
		description: 'The moment from which the time until the deadline counts; now, when left out',
	},
	{
		displayName: 'Deadline May Be Moved',
		name: 'deadlineMovable',
		type: 'boolean',
		default: true,
		description: 'Whether the responsible person may move the deadline',
	},
	mergeText({
		displayName: 'Description',
		name: 'description',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		placeholder: 'e.g. Ask about the delivery date',
		description: 'What the person needs to know',
	}),
	{
		displayName: 'Estimate (Minutes)',
		name: 'estimateMinutes',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 60,
		description: 'The planned effort in minutes',
	},
	{
		displayName: 'Fields to Empty',
		name: 'empty',
		type: 'multiOptions',
		default: [],
		description: 'What the task shall no longer have; a field that is left blank stays as it is',
		options: EMPTIED,
	},
	usersField({ displayName: 'Observer Names or IDs', name: 'observers', what: 'All who are kept informed about the task' }),
	{
		displayName: 'Only If Version Is',
		name: 'ifVersion',
		type: 'string',
		default: '',
		description: 'Refuse the change when somebody else changed the task in the meantime: the version that was read before',
	},
	parentField,
	usersField({ displayName: 'Participant Names or IDs', name: 'participants', what: 'All who help with the task' }),
	{ displayName: 'Planned End', name: 'plannedEnd', type: 'dateTime', default: '', description: 'When the work should be done' },
	{ displayName: 'Planned Start', name: 'plannedStart', type: 'dateTime', default: '', description: 'When the work should begin' },
	{
		displayName: 'Priority',
		name: 'priority',
		type: 'options',
		description: 'How urgent the task is',
		default: 'normal',
		options: PRIORITY_OPTIONS,
	},
	siblingRecordField({ description: 'The record that the task belongs to from now on, of the type under "Record Type"' }),
	{
		displayName: 'Record Type Name or ID',
		name: 'recordType',
		type: 'options',
		default: '',
		description:
			'Type of the record under "Record". Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		typeOptions: { loadOptionsMethod: 'getRecordTypes' },
	},
	userOption({ displayName: 'Responsible', name: 'responsible', what: 'Who does the task from now on' }),
	{
		displayName: 'Result Must Be Approved',
		name: 'resultNeedsApproval',
		type: 'boolean',
		default: true,
		description: 'Whether completing the task asks the creator for approval first',
	},
	{
		displayName: 'Status',
		name: 'status',
		type: 'options',
		default: 'inProgress',
		description:
			'In Progress starts the task, Deferred puts it off. Completed lets it wait for approval where the result must be approved.',
		options: STATUS_OPTIONS,
	},
	mergeText({
		displayName: 'Tags',
		name: 'tags',
		type: 'string',
		default: '',
		placeholder: 'e.g. urgent, onboarding',
		description: 'All words to find the task by, separated by commas',
	}),
	mergeText({
		displayName: 'Title',
		name: 'title',
		type: 'string',
		default: '',
		placeholder: 'e.g. Call the customer',
		description: 'What is to be done, in a few words',
	}),
	{
		displayName: 'Track Time',
		name: 'trackTime',
		type: 'boolean',
		default: true,
		description: 'Whether the time spent on the task is recorded',
	},
]);

export const update = writeOperation({
	operation: 'task.update',
	option: {
		name: 'Update',
		value: 'update',
		action: 'Update a task',
		description: 'Change a task: its status, people, deadline, checklist and everything else',
	},
	example: {
		goal: 'Give a task to somebody else, and raise its priority.',
		form: { task: picked('1', 'Send the offer'), additionalFields: { responsible: 'boris@example.com', priority: 'high' } },
	},
	description: [
		taskField({ required: true, description: 'The task to change; the list has the open ones' }),
		...changedDeadlineFields,
		{
			...changedFields,
			displayName: 'Fields to Change',
			placeholder: 'Add Field',
			description: 'Only the fields added here are changed; a blank one stays as it is',
		},
	],
	input(item) {
		const fields = item.collection('additionalFields');
		return {
			task: item.requiredText('task', 'Task'),
			ifVersion: fields.text('ifVersion'),
			title: fields.text('title'),
			description: fields.text('description'),
			status: fields.text('status'),
			responsible: fields.text('responsible'),
			creator: fields.text('creator'),
			participants: fields.list('participants'),
			observers: fields.list('observers'),
			deadline: readDeadline(item),
			deadlineMovable: fields.boolean('deadlineMovable'),
			priority: fields.text('priority') as TaskPriority | undefined,
			tags: fields.list('tags'),
			checklist: checklistOf(fields),
			trackTime: fields.boolean('trackTime'),
			estimateMinutes: fields.number('estimateMinutes', 'Estimate (Minutes)'),
			resultNeedsApproval: fields.boolean('resultNeedsApproval'),
			parent: fields.text('parent'),
			record: recordOf(fields),
			plannedStart: fields.text('plannedStart'),
			plannedEnd: fields.text('plannedEnd'),
			empty: fields.list('empty') as EmptiedTaskField[] | undefined,
		};
	},
});

function checklistOf(fields: Collection): ChecklistChange | undefined {
	const change = {
		points: fields.list('checklist'),
		add: fields.list('addPoints'),
		tick: fields.list('tick'),
		untick: fields.list('untick'),
	};
	return Object.values(change).every((texts) => texts === undefined) ? undefined : change;
}

function recordOf(fields: Collection): RecordRef | undefined {
	const [type, id] = [fields.text('recordType'), fields.text('recordId')];
	if (type !== undefined && id !== undefined) return { type, id };
	if (type === undefined && id === undefined) return undefined;
	const lacking = type === undefined ? 'Record Type' : 'Record';
	throw new CrmError(
		'missingValue',
		`To link the task to another record, "${lacking}" is missing.`,
		'Give both the record and its type, or leave both out.',
	);
}
