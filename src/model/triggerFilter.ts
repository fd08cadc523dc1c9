import type { Change } from './change';
import { compare, isEmpty, meets } from './conditions';
import type { Condition } from './query';
import type { FieldValue, Values } from './record';

export const TRIGGER_EVENTS = ['recordCreated', 'recordChanged', 'stageChanged', 'recordDeleted', 'taskStatusChanged'] as const;
export type TriggerEvent = (typeof TRIGGER_EVENTS)[number];

/** Which changes start a workflow. */
export interface TriggerFilter {
	event: TriggerEvent;
	/** Type of the record; `task` for taskStatusChanged. */
	recordType: string;
	/** recordChanged: start only when one of these fields changed; empty: any. */
	fields?: readonly string[];
	/** recordChanged: start only when a field crosses a value. */
	crossing?: Crossing;
	/** stageChanged: ids; empty: any. */
	pipelines?: readonly string[];
	fromStages?: readonly string[];
	toStages?: readonly string[];
	/** stageChanged: a record that is created in the stage counts as entering it. */
	includeCreated?: boolean;
	/** taskStatusChanged: the status reached; empty: any. */
	taskStatuses?: readonly string[];
	/** taskStatusChanged: only tasks linked to a record of this type. */
	taskRecordType?: string;
	/** All must hold for the values after the change (before it, when the record was deleted). */
	conditions?: readonly Condition[];
}

export interface Crossing {
	field: string;
	/** `up`: from below to the value or above; `down`: from above to the value or below. */
	direction: 'up' | 'down' | 'either';
	/** A number, or a date. */
	value: FieldValue;
}

/** Whether this change starts the workflow. Pure: the same change always gives the same answer. */
export function matches(change: Change, filter: TriggerFilter): boolean {
	if (change.ref.type !== filter.recordType) return false;
	return eventMatches(change, filter) && (filter.conditions ?? []).every((condition) => meets(change.after ?? change.before ?? {}, condition));
}

function eventMatches(change: Change, filter: TriggerFilter): boolean {
	switch (filter.event) {
		case 'recordCreated':
			return change.kind === 'created';
		case 'recordDeleted':
			return change.kind === 'deleted';
		case 'recordChanged':
			return change.kind === 'updated' && anyFieldChanged(change, filter.fields) && (!filter.crossing || crosses(change, filter.crossing));
		case 'stageChanged':
			return stageMatches(change, filter);
		case 'taskStatusChanged':
			return taskMatches(change, filter);
	}
}

function anyFieldChanged(change: Change, fields: readonly string[] | undefined): boolean {
	return fields === undefined || fields.length === 0 || fields.some((field) => change.changed.includes(field));
}

/** A value that was empty before has crossed nothing: nobody knows from where it came. */
function crosses(change: Change, { field, direction, value }: Crossing): boolean {
	const before = change.before?.[field] ?? null;
	const after = change.after?.[field] ?? null;
	if (isEmpty(before) || isEmpty(after)) return false;
	const up = compare(before, value) < 0 && compare(after, value) >= 0;
	const down = compare(before, value) > 0 && compare(after, value) <= 0;
	return (direction !== 'down' && up) || (direction !== 'up' && down);
}

function stageMatches(change: Change, filter: TriggerFilter): boolean {
	const entered = change.kind === 'updated' && change.changed.includes('stage');
	const createdIn = change.kind === 'created' && filter.includeCreated === true && !isEmpty(change.after?.stage);
	if (!entered && !createdIn) return false;
	if (createdIn && filter.fromStages !== undefined && filter.fromStages.length > 0) return false;
	return (
		allows(filter.pipelines, change.after?.pipeline) &&
		(createdIn || allows(filter.fromStages, change.before?.stage)) &&
		allows(filter.toStages, change.after?.stage)
	);
}

function taskMatches(change: Change, filter: TriggerFilter): boolean {
	const reached = change.kind === 'created' || (change.kind === 'updated' && change.changed.includes('status'));
	return reached && allows(filter.taskStatuses, change.after?.status) && linkedTo(change.after, filter.taskRecordType);
}

function linkedTo(task: Values | undefined, recordType: string | undefined): boolean {
	if (recordType === undefined || recordType === '') return true;
	const record = task?.record;
	return typeof record === 'string' && record.startsWith(`${recordType}/`);
}

function allows(wanted: readonly string[] | undefined, actual: FieldValue | undefined): boolean {
	return wanted === undefined || wanted.length === 0 || (typeof actual === 'string' && wanted.includes(actual));
}
