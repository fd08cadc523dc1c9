import type { INodeProperties } from 'n8n-workflow';
import type { TaskPriority } from '../../../../src/model/task';
import { byName } from '../../../shared/byName';
import { additionalFields, userOption, usersField } from '../../fields/additional';
import { BY_RULES, readRules, readTarget, ruleFields, TEAM_OPTIONS, teamFields, type TargetKind } from '../../fields/assignment';
import { userField } from '../../fields/locators';
import { mergeText } from '../../fields/mergeText';
import { followedTypeField, recordChoice } from '../../fields/recordChoice';
import type { ItemParameters } from '../ItemParameters';
import { writeOperation } from '../operation';
import { parentField, PRIORITY_OPTIONS } from './choices';
import { deadlineFields, readDeadline } from './deadline';
import type { TaskResponsible } from '../../../../src/automation/families/tasks/inputs';

const responsibleFields: INodeProperties[] = [
	{
		displayName: 'Responsible',
		name: 'responsible',
		type: 'options',
		noDataExpression: true,
		default: 'recordResponsible',
		description: 'Who does the task',
		options: [
			BY_RULES,
			{ name: 'Chosen User', value: 'user' },
			...TEAM_OPTIONS,
			{ name: 'Responsible Person of the Record', value: 'recordResponsible' },
			{ name: 'Supervisor of the Responsible Person', value: 'supervisor', description: 'The nearest one who is not away' },
		].sort(byName),
	},
	userField({
		displayName: 'Responsible User',
		name: 'responsibleUser',
		required: true,
		description: 'The person who does the task',
		displayOptions: { show: { responsible: ['user'] } },
	}),
	...teamFields({ choice: 'responsible', prefix: 'responsible' }),
	// Where the record is chosen, its type stands above.
	followedTypeField({
		description: 'Type of the record that started the workflow; decides which fields the rules can ask for',
		displayOptions: { show: { responsible: ['rules'], recordSource: ['trigger'] } },
	}),
	...ruleFields({ show: { responsible: ['rules'] }, who: 'Who does the task', otherwise: [] }),
];

const optionalFields = additionalFields([
	mergeText({
		displayName: 'Checklist',
		name: 'checklist',
		type: 'string',
		typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Point' },
		default: [],
		placeholder: 'e.g. Check the address',
		description: 'Points to tick off',
	}),
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
	{
		displayName: 'Estimate (Minutes)',
		name: 'estimateMinutes',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 60,
		description: 'The planned effort in minutes',
	},
	usersField({ displayName: 'Observer Names or IDs', name: 'observers', what: 'Who is kept informed about the task' }),
	parentField,
	usersField({ displayName: 'Participant Names or IDs', name: 'participants', what: 'Who helps with the task' }),
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
	{
		displayName: 'Result Must Be Approved',
		name: 'resultNeedsApproval',
		type: 'boolean',
		default: true,
		description: 'Whether completing the task asks the creator for approval first',
	},
	mergeText({
		displayName: 'Tags',
		name: 'tags',
		type: 'string',
		default: '',
		placeholder: 'e.g. urgent, onboarding',
		description: 'Words to find the task by, separated by commas',
	}),
	{
		displayName: 'Track Time',
		name: 'trackTime',
		type: 'boolean',
		default: true,
		description: 'Whether the time spent on the task is recorded',
	},
]);

export const create = writeOperation({
	operation: 'task.create',
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create a task',
		description: 'Give somebody a task, linked to a record or on its own',
	},
	example: {
		goal: 'When a deal is won, give its responsible person two working days to send the contract.',
		form: { title: 'Send the contract', deadline: 'relative', deadlineAmount: 2, deadlineUnit: 'days' },
	},
	description: [
		mergeText({
			displayName: 'Title',
			name: 'title',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. Call the customer',
			description: 'What is to be done, in a few words',
		}),
		mergeText({
			displayName: 'Description',
			name: 'description',
			type: 'string',
			typeOptions: { rows: 3 },
			default: '',
			placeholder: 'e.g. Ask about the delivery date',
			description: 'What the person needs to know',
		}),
		...recordChoice({ none: { name: 'No Record' } }),
		...responsibleFields,
		...deadlineFields,
		optionalFields,
	],
	input(item) {
		const more = item.collection('additionalFields');
		return {
			title: item.requiredText('title', 'Title'),
			description: item.text('description'),
			record: item.optionalRecord(),
			responsible: readResponsible(item),
			deadline: readDeadline(item),
			creator: more.text('creator'),
			participants: more.list('participants'),
			observers: more.list('observers'),
			deadlineMovable: more.boolean('deadlineMovable'),
			priority: more.text('priority') as TaskPriority | undefined,
			tags: more.list('tags'),
			checklist: more.list('checklist'),
			trackTime: more.boolean('trackTime'),
			estimateMinutes: more.number('estimateMinutes', 'Estimate (Minutes)'),
			resultNeedsApproval: more.boolean('resultNeedsApproval'),
			parent: more.text('parent'),
			plannedStart: more.text('plannedStart'),
			plannedEnd: more.text('plannedEnd'),
		};
	},
});

function readResponsible(item: ItemParameters): TaskResponsible {
	const kind = item.value('responsible', 'recordResponsible') as TargetKind | 'recordResponsible' | 'rules' | 'supervisor';
	if (kind === 'recordResponsible' || kind === 'supervisor') return { kind };
	if (kind === 'user') return { kind, user: item.requiredText('responsibleUser', 'Responsible User') };
	if (kind !== 'rules') return readTarget(item, kind, 'responsible') as TaskResponsible;
	const { rules, otherwise } = readRules(item);
	return { kind, rules, otherwise: otherwise === 'keep' ? undefined : otherwise };
}
