import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { EVENT_NAMES, fixedType, type EventName } from '../../src/model/triggers';
import { byName } from '../shared/byName';
import { departmentField, processCategoryField } from '../shared/wordField';
import { eventOptionFields, forEvents } from './eventFields';

/** What a person can add under "Options" of CRM Trigger, by name. */
export function triggerOptionFields(): INodeProperties[] {
	return [...ownFields, ...eventOptionFields()].sort((a, b) => byName({ name: a.displayName }, { name: b.displayName }));
}

/** A record is created and deleted once, so that it cannot start a workflow again. */
const REPEATED_EVENTS = EVENT_NAMES.filter((name) => name !== 'recordCreated' && name !== 'recordDeleted');

/** Of records that may have stages. */
const REPEATED_WITH_STAGES = REPEATED_EVENTS.filter((name) => fixedType(name) === undefined);

const REENTRIES: INodePropertyOptions[] = [
	{ name: 'After a Pause', value: 'coolDown', description: 'Not again until the time under "Pause" has passed' },
	{ name: 'Always', value: 'always' },
	{ name: 'Never: Once per Record', value: 'oncePerRecord' },
];

const ONCE_PER_STAGE: INodePropertyOptions = {
	name: 'Once per Stage',
	value: 'oncePerStageVisit',
	description: 'Not again until it has moved to another stage',
};

function reentryField(events: readonly EventName[], options: INodePropertyOptions[]): INodeProperties {
	return {
		displayName: 'Start Again for the Same Record',
		name: 'reentry',
		type: 'options',
		default: 'always',
		description: 'Whether a record that has started the workflow before may start it again',
		options,
		displayOptions: forEvents(events),
	};
}

const ownFields: INodeProperties[] = [
	{
		displayName: 'Also Start on Own Changes',
		name: 'allowOwnChanges',
		type: 'boolean',
		default: false,
		description: 'Whether a change that this workflow made itself starts it again. Off, so that a workflow cannot run in circles.',
	},
	{
		displayName: 'Catch Up When Switched On',
		name: 'catchUp',
		type: 'boolean',
		default: false,
		description:
			'Whether changes made while the workflow was switched off are delivered when it is switched on again. After a restart of n8n they always are.',
	},
	processCategoryField,
	departmentField,
	{
		displayName: 'Description of the Process',
		name: 'processDescription',
		type: 'string',
		typeOptions: { rows: 2 },
		default: '',
		placeholder: 'e.g. Greets new customers',
		description: 'What the process is for, in the list of processes',
	},
	{
		displayName: 'Do Not Repeat Interrupted Runs',
		name: 'leaveInterrupted',
		type: 'boolean',
		default: false,
		description:
			'Whether a run that was cut off, because n8n was stopped in the middle of it, is set aside. Otherwise it is run again: what it did in the CRM is not done twice, but an e-mail it had sent is sent again.',
	},
	{
		displayName: 'Pause (Minutes)',
		name: 'coolDownMinutes',
		type: 'number',
		default: 60,
		typeOptions: { minValue: 0.01, numberPrecision: 2 },
		description: 'How long the same record does not start the workflow again',
		displayOptions: { show: { reentry: ['coolDown'] } },
	},
	{
		displayName: 'Retry After (Minutes)',
		name: 'retryAfterMinutes',
		type: 'number',
		default: 1,
		typeOptions: { minValue: 0, maxValue: 60, numberPrecision: 2 },
		description: 'How long to wait before a failed run is made again; doubles each time, up to an hour',
	},
	{
		displayName: 'Retry Failed Runs',
		name: 'retries',
		type: 'number',
		default: 3,
		typeOptions: { minValue: 0, maxValue: 100 },
		description:
			'How often the run of a change is made again when it fails; then the change is set aside and reported. Other changes go on meanwhile. What the run did in the CRM is not done twice.',
	},
	{
		displayName: 'Runs at the Same Time',
		name: 'parallelRuns',
		type: 'number',
		default: 20,
		typeOptions: { minValue: 1, maxValue: 1000 },
		description: 'How many changes of different records are run side by side; those of one record always go one after the other',
		displayOptions: { show: { '/runMode': ['single'] } },
	},
	reentryField(REPEATED_WITH_STAGES, [...REENTRIES, ONCE_PER_STAGE]),
	reentryField(
		REPEATED_EVENTS.filter((name) => !REPEATED_WITH_STAGES.includes(name)),
		REENTRIES,
	),
	{
		displayName: 'Time Limit per Run (Minutes)',
		name: 'runLimitMinutes',
		type: 'number',
		default: 15,
		typeOptions: { minValue: 0.01, numberPrecision: 2 },
		description: 'After that time other changes no longer wait for the run; the run itself goes on',
	},
];
