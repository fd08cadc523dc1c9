import type { INodeProperties } from 'n8n-workflow';
import { PARAMETER_KINDS } from '../../../../src/model/projectTemplate';
import { byName } from '../../../shared/byName';
import { titleCase } from '../../../shared/titleCase';

/** Who does it: the kind, and for most kinds a name. `inherited` is what holds when nothing is chosen. */
function assigneeFields(inherited: { name: string; value: string }): INodeProperties[] {
	const preselected = inherited.value;
	return [
		{
			displayName: 'Responsible',
			name: 'responsible',
			type: 'options',
			description: 'Who does it',
			noDataExpression: true,
			default: preselected,
			options: [
				inherited,
				{ name: 'A Chosen User', value: 'user' },
				{ name: 'Someone in a Group', value: 'group' },
				{ name: 'Someone With a Role', value: 'role' },
				{ name: "Supervisor of the Record's Responsible Person", value: 'supervisor' },
				{ name: 'The User Given as a Parameter', value: 'parameter' },
				...(inherited.value === 'recordResponsible' ? [] : [{ name: 'Responsible Person of the Record', value: 'recordResponsible' }]),
			].sort(byName),
		},
		{
			displayName: 'Name',
			name: 'responsibleName',
			type: 'string',
			default: '',
			placeholder: 'e.g. Darcel Schlecht',
			description: 'Name or email of the user, or the name of the group, role or parameter',
			displayOptions: { show: { responsible: ['user', 'group', 'role', 'parameter'] } },
		},
	];
}

const parameters: INodeProperties = {
	displayName: 'Parameters',
	name: 'parameters',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	default: {},
	placeholder: 'Add Parameter',
	description: 'What is asked for when a project starts. Every task of the project shows it.',
	options: [
		{
			displayName: 'Parameter',
			name: 'parameter',
			values: [
				{
					displayName: 'Label',
					name: 'label',
					type: 'string',
					default: '',
					placeholder: 'e.g. Print run',
					description: 'What people read',
				},
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					default: '',
					placeholder: 'e.g. printRun',
					description: 'The name in merge fields of the tasks: letters, digits and underscores',
				},
				{
					displayName: 'Kind',
					name: 'kind',
					type: 'options',
					description: 'What is entered for the parameter',
					noDataExpression: true,
					default: 'string',
					options: PARAMETER_KINDS.map((kind) => ({
						name: kind === 'string' ? 'Short Text' : kind === 'text' ? 'Long Text' : titleCase(kind),
						value: kind,
					})).sort(byName),
				},
				{
					displayName: 'Choices',
					name: 'choices',
					type: 'string',
					default: '',
					placeholder: 'e.g. one side, both sides',
					description: 'The allowed values, separated by commas',
					displayOptions: { show: { kind: ['choice'] } },
				},
				{
					displayName: 'Record Type',
					name: 'target',
					type: 'string',
					default: '',
					placeholder: 'e.g. contact',
					description: 'The type of the record to pick',
					displayOptions: { show: { kind: ['record'] } },
				},
				{
					displayName: 'Required',
					name: 'required',
					type: 'boolean',
					default: false,
					description: 'Whether a project cannot start without it',
				},
				{
					displayName: 'Default',
					name: 'default',
					type: 'string',
					default: '',
					placeholder: 'e.g. 100',
					description: 'The value when nothing is given',
				},
				{
					displayName: 'Help',
					name: 'help',
					type: 'string',
					default: '',
					placeholder: 'e.g. Number of cards',
					description: 'A sentence for whoever fills it in',
				},
			],
		},
	],
};

const stages: INodeProperties = {
	displayName: 'Stages',
	name: 'stages',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	default: {},
	placeholder: 'Add Stage',
	description: 'In order; at least one',
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
					placeholder: 'e.g. Preparation',
					description: 'Tasks name the stage they belong to',
				},
				...assigneeFields({ name: 'Responsible Person of the Record', value: 'recordResponsible' }),
			],
		},
	],
};

const tasks: INodeProperties = {
	displayName: 'Tasks',
	name: 'tasks',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	default: {},
	placeholder: 'Add Task',
	description: 'In order; at least one. Parameters are put into title and description with merge fields, for example {{printRun}}.',
	options: [
		{
			displayName: 'Task',
			name: 'task',
			values: [
				{
					displayName: 'Title',
					name: 'title',
					type: 'string',
					default: '',
					placeholder: 'e.g. Print {{printRun}} cards',
					description: 'What is to be done',
				},
				{
					displayName: 'Key',
					name: 'key',
					type: 'string',
					default: '',
					placeholder: 'e.g. print',
					description: 'A short name by which other tasks refer to this one; task1, task2 … when left empty',
				},
				{
					displayName: 'Stage',
					name: 'stage',
					type: 'string',
					default: '',
					placeholder: 'e.g. Preparation',
					description: 'Name of the stage; the first one when left empty',
				},
				{
					displayName: 'Description',
					name: 'description',
					type: 'string',
					typeOptions: { rows: 2 },
					default: '',
					placeholder: 'e.g. Paper: {{paper}}',
					description: 'What the person needs to know',
				},
				...assigneeFields({ name: 'Responsible Person of the Stage', value: 'stage' }),
				{
					displayName: 'After Tasks',
					name: 'after',
					type: 'string',
					default: '',
					placeholder: 'e.g. design, proof',
					description: 'Keys of the tasks that must be done first, separated by commas',
				},
				{
					displayName: 'Deadline',
					name: 'deadline',
					type: 'options',
					description: 'When the task must be done',
					noDataExpression: true,
					default: 'none',
					options: [
						{ name: 'After Another Task', value: 'task' },
						{ name: 'After the Start of the Project', value: 'start' },
						{ name: 'No Deadline', value: 'none' },
					],
				},
				{
					displayName: 'After Task',
					name: 'deadlineTask',
					type: 'string',
					default: '',
					placeholder: 'e.g. design',
					description: 'Key of the task whose completion starts the time',
					displayOptions: { show: { deadline: ['task'] } },
				},
				{
					displayName: 'Time',
					name: 'deadlineAmount',
					type: 'number',
					typeOptions: { minValue: 0 },
					default: 1,
					description: 'How long until the deadline',
					displayOptions: { show: { deadline: ['start', 'task'] } },
				},
				{
					displayName: 'Unit',
					name: 'deadlineUnit',
					type: 'options',
					description: 'What the time is counted in',
					noDataExpression: true,
					default: 'days',
					displayOptions: { show: { deadline: ['start', 'task'] } },
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
					description: 'Whether only working time counts',
					displayOptions: { show: { deadline: ['start', 'task'] } },
				},
				{
					displayName: 'Checklist',
					name: 'checklist',
					type: 'string',
					typeOptions: { rows: 2 },
					default: '',
					placeholder: 'e.g. Check the address',
					description: 'Points to tick off, one per line',
				},
				{
					displayName: 'Priority',
					name: 'priority',
					type: 'options',
					description: 'How urgent the task is',
					default: 'normal',
					options: [
						{ name: 'High', value: 'high' },
						{ name: 'Low', value: 'low' },
						{ name: 'Normal', value: 'normal' },
					],
				},
			],
		},
	],
};

/** A project template as a form. readTemplate turns it into the template. */
export const templateFields: INodeProperties[] = [
	{
		displayName: 'Template Name',
		name: 'templateName',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. Business cards',
		description: 'A name that exists gets a new version; running projects keep theirs',
	},
	{
		displayName: 'Template Type',
		name: 'templateType',
		type: 'string',
		default: '',
		placeholder: 'e.g. onboarding',
		description: 'A word to sort templates by',
	},
	parameters,
	stages,
	tasks,
];
