import type { INodeProperties } from 'n8n-workflow';
import { PARAMETER_KINDS, type ParameterKind } from '../../../../src/model/projectTemplate';
import { byName } from '../../../shared/byName';
import { titleCase } from '../../../shared/titleCase';
import { assigneeFields } from './assigneeFields';

const KIND_LABELS: Partial<Record<ParameterKind, string>> = { string: 'Short Text', text: 'Long Text', boolean: 'Yes or No' };

/** What the lists of parts depend on. */
const WRITTEN = ['defineAs', 'parameterLines', 'taskLines'];

/** A part that was written above, by what it is called. */
function writtenField(field: Pick<INodeProperties, 'displayName' | 'name'> & { what: string; method: string }): INodeProperties {
	const { what, method, ...rest } = field;
	return {
		...rest,
		type: 'options',
		default: '',
		description: `${what}. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.`,
		typeOptions: { loadOptionsMethod: method, loadOptionsDependsOn: WRITTEN },
	};
}

const parameterDetails: INodeProperties = {
	displayName: 'Parameter Details',
	name: 'parameterDetails',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	default: {},
	placeholder: 'Add Details of a Parameter',
	description: 'What does not stand in the line of a parameter',
	options: [
		{
			displayName: 'Details',
			name: 'detail',
			values: [
				writtenField({
					displayName: 'Parameter Name or ID',
					name: 'parameter',
					what: 'One of the parameters above',
					method: 'getWrittenParameters',
				}),
				{
					displayName: 'Kind',
					name: 'kind',
					type: 'options',
					description: 'What is entered for the parameter',
					noDataExpression: true,
					default: '',
					options: [
						{ name: 'As Written Above', value: '' },
						...PARAMETER_KINDS.map((kind) => ({ name: KIND_LABELS[kind] ?? titleCase(kind), value: kind })),
					].sort(byName),
				},
				{
					displayName: 'Choices',
					name: 'choices',
					type: 'string',
					typeOptions: { rows: 3 },
					default: '',
					placeholder: 'e.g. up to 500',
					description: 'The allowed values, one per line',
					displayOptions: { show: { kind: ['', 'choice'] } },
				},
				{
					displayName: 'Record Type Name or ID',
					name: 'target',
					type: 'options',
					default: '',
					description:
						'The type of the record to pick. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
					typeOptions: { loadOptionsMethod: 'getAllRecordTypes' },
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

const taskDetails: INodeProperties = {
	displayName: 'Task Details',
	name: 'taskDetails',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	default: {},
	placeholder: 'Add Details of a Task',
	description: 'What does not stand in the line of a task',
	options: [
		{
			displayName: 'Details',
			name: 'detail',
			values: [
				writtenField({ displayName: 'Task Name or ID', name: 'task', what: 'One of the tasks above', method: 'getWrittenTasks' }),
				{
					displayName: 'After Task Names or IDs',
					name: 'after',
					type: 'multiOptions',
					default: [],
					description:
						'The tasks that must be done first. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
					typeOptions: { loadOptionsMethod: 'getWrittenTasks', loadOptionsDependsOn: WRITTEN },
				},
				writtenField({
					displayName: 'Stage Name or ID',
					name: 'stage',
					what: 'The stage that the task belongs to; the first one when left empty',
					method: 'getWrittenStages',
				}),
				{
					displayName: 'Description',
					name: 'description',
					type: 'string',
					typeOptions: { rows: 2 },
					default: '',
					placeholder: 'e.g. Card: [Text on the card]',
					description: 'What the person needs to know',
				},
				...assigneeFields({ name: 'As It Is, or Whoever Has the Stage', value: 'stage' }),
				{
					displayName: 'Deadline',
					name: 'deadline',
					type: 'options',
					description: 'When the task must be done',
					noDataExpression: true,
					default: '',
					options: [
						{ name: 'After Another Task', value: 'task' },
						{ name: 'After the Start of the Project', value: 'start' },
						{ name: 'As It Is', value: '', description: 'None, for a new task' },
						{ name: 'No Deadline', value: 'none' },
					],
				},
				{
					...writtenField({
						displayName: 'After Task Name or ID',
						name: 'deadlineTask',
						what: 'The task whose completion starts the time',
						method: 'getWrittenTasks',
					}),
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
					default: '',
					options: [
						{ name: 'As It Is', value: '', description: 'Normal, for a new task' },
						{ name: 'High', value: 'high' },
						{ name: 'Low', value: 'low' },
						{ name: 'Normal', value: 'normal' },
					],
				},
			],
		},
	],
};

/** What is said of parameters and tasks beside their lines. Read by readTemplate. */
export const detailFields: INodeProperties[] = [parameterDetails, taskDetails];
