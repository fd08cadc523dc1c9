import type { INodeProperties } from 'n8n-workflow';
import type { RunMode } from '../../src/automation/engine/delivery/options';
import { conditionFields } from '../shared/conditions';
import { eventField, eventFields, eventsWithType } from './eventFields';
import { triggerOptionFields } from './optionFields';

/** Which parameters a run mode has. */
const inMode = (...modes: Array<RunMode['kind']>) => ({ show: { runMode: modes } });

/** Fields of CRM Trigger, in the order in which a person reads them. */
export const triggerProperties: INodeProperties[] = [
	eventField,
	{
		displayName: 'Record Type',
		name: 'recordType',
		type: 'resourceLocator',
		default: { mode: 'list', value: 'deal', cachedResultName: 'Deal' },
		required: true,
		description: 'What kind of record to watch. Users count too: choose "User" to react to changes of your employees.',
		displayOptions: { show: { event: eventsWithType } },
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
	...eventFields(),
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
		options: triggerOptionFields(),
	},
];
