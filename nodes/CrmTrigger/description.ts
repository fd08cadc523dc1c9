import type { INodeProperties } from 'n8n-workflow';
import { TASK_STATUSES } from '../../src/model/task';
import type { RunMode } from '../../src/automation/engine/delivery/options';
import type { TriggerEvent } from '../../src/model/triggerFilter';
import { byName } from '../shared/byName';
import { conditionFields } from '../shared/conditions';
import { titleCase } from '../shared/titleCase';
import { triggerOptionFields } from './optionFields';

const on = (...events: TriggerEvent[]) => ({ show: { event: events } });

/** Which parameters a run mode has. */
const inMode = (...modes: Array<RunMode['kind']>) => ({ show: { runMode: modes } });

/** Fields of CRM Trigger, in the order in which a person reads them. */
export const triggerProperties: INodeProperties[] = [
	{
		displayName: 'Trigger On',
		name: 'event',
		type: 'options',
		noDataExpression: true,
		default: 'stageChanged',
		options: [
			{
				name: 'Record Changed',
				value: 'recordChanged',
				description: 'A record is edited: any field, chosen fields, or a field crossing a value',
			},
			{ name: 'Record Created', value: 'recordCreated', description: 'A new record appears' },
			{ name: 'Record Deleted', value: 'recordDeleted', description: 'A record is deleted; its last values are in the output' },
			{ name: 'Stage Changed', value: 'stageChanged', description: 'A record moves to another stage' },
			{ name: 'Task Status Changed', value: 'taskStatusChanged', description: 'A task reaches a status' },
		],
	},
	{
		displayName: 'Record Type',
		name: 'recordType',
		type: 'resourceLocator',
		default: { mode: 'list', value: 'deal', cachedResultName: 'Deal' },
		required: true,
		description: 'What kind of record to watch. Users count too: choose "User" to react to changes of your employees.',
		displayOptions: on('recordCreated', 'recordChanged', 'recordDeleted', 'stageChanged'),
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Choose…',
				typeOptions: { searchListMethod: 'searchAllRecordTypes', searchable: true, skipCredentialsCheckInRLC: true },
			},
			{ displayName: 'By Name', name: 'name', type: 'string', placeholder: 'e.g. deal' },
		],
	},
	{
		displayName: 'Start When',
		name: 'changeScope',
		type: 'options',
		noDataExpression: true,
		default: 'any',
		displayOptions: on('recordChanged'),
		options: [
			{
				name: 'A Field Crosses a Value',
				value: 'crossing',
				description: "For example: the amount rises above 10,000, or an employee's result falls below 5",
			},
			{ name: 'Any Field Changes', value: 'any' },
			{ name: 'Chosen Fields Change', value: 'fields' },
		],
	},
	{
		displayName: 'Field Names or IDs',
		name: 'fields',
		type: 'multiOptions',
		default: [],
		required: true,
		description:
			'Starts when at least one of these fields changes. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		displayOptions: { show: { event: ['recordChanged'], changeScope: ['fields'] } },
		typeOptions: { loadOptionsMethod: 'getFields', loadOptionsDependsOn: ['recordType.value'] },
	},
	{
		displayName: 'Field Name or ID',
		name: 'crossingField',
		type: 'options',
		default: '',
		required: true,
		description:
			'The field to watch. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		displayOptions: { show: { event: ['recordChanged'], changeScope: ['crossing'] } },
		typeOptions: { loadOptionsMethod: 'getOrderedFields', loadOptionsDependsOn: ['recordType.value'] },
	},
	{
		displayName: 'Direction',
		name: 'crossingDirection',
		type: 'options',
		noDataExpression: true,
		default: 'up',
		displayOptions: { show: { event: ['recordChanged'], changeScope: ['crossing'] } },
		options: [
			{ name: 'Down: Falls to the Value or Below', value: 'down' },
			{ name: 'Either Way', value: 'either' },
			{ name: 'Up: Rises to the Value or Above', value: 'up' },
		],
	},
	{
		displayName: 'Value',
		name: 'crossingValue',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 10000',
		description: 'A number, or a date such as 2026-12-31',
		displayOptions: { show: { event: ['recordChanged'], changeScope: ['crossing'] } },
	},
	{
		displayName: 'Pipeline',
		name: 'pipeline',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		description: 'Only records in this pipeline; leave empty for all pipelines',
		displayOptions: on('stageChanged'),
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'All Pipelines',
				typeOptions: { searchListMethod: 'searchPipelines', searchable: true, skipCredentialsCheckInRLC: true },
			},
			{ displayName: 'By Name or ID', name: 'name', type: 'string', placeholder: 'e.g. Sales' },
		],
	},
	{
		displayName: 'From Stage Names or IDs',
		name: 'fromStages',
		type: 'multiOptions',
		default: [],
		description:
			'The stages the record comes from; leave empty for any. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		displayOptions: on('stageChanged'),
		typeOptions: { loadOptionsMethod: 'getStages', loadOptionsDependsOn: ['recordType.value', 'pipeline.value'] },
	},
	{
		displayName: 'To Stage Names or IDs',
		name: 'toStages',
		type: 'multiOptions',
		default: [],
		description:
			'The stages the record enters; leave empty for any. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		displayOptions: on('stageChanged'),
		typeOptions: { loadOptionsMethod: 'getStages', loadOptionsDependsOn: ['recordType.value', 'pipeline.value'] },
	},
	{
		displayName: 'Statuses',
		name: 'taskStatuses',
		type: 'multiOptions',
		default: ['completed'],
		description: 'The statuses the task reaches; leave empty for any',
		displayOptions: on('taskStatusChanged'),
		options: TASK_STATUSES.map((status) => ({ name: titleCase(status), value: status })).sort(byName),
	},
	{
		displayName: 'Task Title Contains',
		name: 'taskTitle',
		type: 'string',
		default: '',
		placeholder: 'e.g. Call the customer',
		description: 'Only tasks with this text in the title, upper and lower case alike; leave empty for all tasks',
		displayOptions: on('taskStatusChanged'),
	},
	...conditionFields('They must hold for the values after the change; of a deleted record for its last values'),
	{
		displayName: 'Run',
		name: 'runMode',
		type: 'options',
		noDataExpression: true,
		default: 'single',
		description: 'When the workflow runs, and for how many changes at a time',
		options: [
			{ name: 'At Once, for Each Change', value: 'single', description: 'Each change starts a run of its own, within a moment' },
			{ name: 'In Batches', value: 'batch', description: 'One run takes many changes, an item each: for imports and other large numbers' },
			{ name: 'In the Background', value: 'background', description: 'Changes are collected and run together every few minutes' },
		],
	},
	{
		displayName: 'Every (Minutes)',
		name: 'everyMinutes',
		type: 'number',
		default: 15,
		typeOptions: { minValue: 1, maxValue: 1440 },
		description: 'At full intervals of the clock: with 15, at 00, 15, 30 and 45 minutes past',
		displayOptions: inMode('background'),
	},
	{
		displayName: 'Changes per Run',
		name: 'batchSize',
		type: 'number',
		default: 100,
		typeOptions: { minValue: 1, maxValue: 10000 },
		description:
			'How many changes one run takes at most, an item each. A batch that fails is run again in halves, until the change that is to blame is alone.',
		displayOptions: inMode('batch', 'background'),
	},
	{
		displayName: 'Wait at Most (Seconds)',
		name: 'batchWait',
		type: 'number',
		default: 1,
		typeOptions: { minValue: 0, maxValue: 3600, numberPrecision: 2 },
		description: 'How long a change waits for others before the batch is run although it is not full',
		displayOptions: inMode('batch'),
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		default: {},
		placeholder: 'Add Option',
		options: triggerOptionFields,
	},
];
