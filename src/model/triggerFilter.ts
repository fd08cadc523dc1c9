import type { Change } from './change';
import { compare, isEmpty, meets, meetsAny } from './conditions';
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
	/** Beside them, all conditions of at least one of these groups must hold; absent or empty: no more is asked. */
	anyOf?: ReadonlyArray<readonly Condition[]>;
}

export interface Crossing {
	field: string;
	/** `up`: from below to the value or above; `down`: from above to the value or below. */
	direction: 'up' | 'down' | 'either';
	/** A number, or a date. */
	value: FieldValue;
}

/** The first rule of a filter that a change does not meet. */
export type Mismatch =
	| 'recordType'
	| 'notCreated'
	| 'notDeleted'
	| 'notUpdated'
	| 'otherFields'
	| 'notCrossed'
	/** The stage stayed as it was. */
	| 'stageKept'
	/** Created in the stage, which does not count. */
	| 'createdInStage'
	/** Created, so it comes from none of the stages it should come from. */
	| 'createdFromNoStage'
	| 'otherPipeline'
	| 'otherFromStage'
	| 'otherToStage'
	| 'statusKept'
	| 'otherStatus'
	| 'otherTaskRecord'
	/** See unmetCondition. */
	| 'condition'
	/** None of the groups of conditions holds. */
	| 'noAlternative';

/** Whether this change starts the workflow. Pure: the same change always gives the same answer. */
export function matches(change: Change, filter: TriggerFilter): boolean {
	return firstMismatch(change, filter) === undefined;
}

/** Why a change does not start the workflow; undefined when it does. Every change of the feed comes through here. */
export function firstMismatch(change: Change, filter: TriggerFilter): Mismatch | undefined {
	if (change.ref.type !== filter.recordType) return 'recordType';
	return eventMismatch(change, filter) ?? conditionMismatch(change, filter);
}

/** The first condition that the values of a change do not meet. "Today" is the day of the change. */
export function unmetCondition(change: Change, { conditions }: TriggerFilter): Condition | undefined {
	if (conditions === undefined || conditions.length === 0) return undefined;
	const values = change.after ?? change.before ?? {};
	const now = new Date(change.at);
	return conditions.find((condition) => !meets(values, condition, now));
}

function conditionMismatch(change: Change, filter: TriggerFilter): Mismatch | undefined {
	if (unmetCondition(change, filter) !== undefined) return 'condition';
	return meetsAny(change.after ?? change.before ?? {}, filter.anyOf, new Date(change.at)) ? undefined : 'noAlternative';
}

function eventMismatch(change: Change, filter: TriggerFilter): Mismatch | undefined {
	switch (filter.event) {
		case 'recordCreated':
			return change.kind === 'created' ? undefined : 'notCreated';
		case 'recordDeleted':
			return change.kind === 'deleted' ? undefined : 'notDeleted';
		case 'recordChanged':
			if (change.kind !== 'updated') return 'notUpdated';
			if (!anyFieldChanged(change, filter.fields)) return 'otherFields';
			return filter.crossing && !crosses(change, filter.crossing) ? 'notCrossed' : undefined;
		case 'stageChanged':
			return stageMismatch(change, filter);
		case 'taskStatusChanged':
			return taskMismatch(change, filter);
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

function stageMismatch(change: Change, filter: TriggerFilter): Mismatch | undefined {
	if (change.kind === 'deleted') return 'notUpdated';
	const created = change.kind === 'created';
	if (created) {
		if (filter.includeCreated !== true) return 'createdInStage';
		if (isEmpty(change.after?.stage)) return 'stageKept';
		if (filter.fromStages !== undefined && filter.fromStages.length > 0) return 'createdFromNoStage';
	} else if (!change.changed.includes('stage')) {
		return 'stageKept';
	}
	if (!allows(filter.pipelines, change.after?.pipeline)) return 'otherPipeline';
	if (!created && !allows(filter.fromStages, change.before?.stage)) return 'otherFromStage';
	return allows(filter.toStages, change.after?.stage) ? undefined : 'otherToStage';
}

function taskMismatch(change: Change, filter: TriggerFilter): Mismatch | undefined {
	if (change.kind === 'deleted') return 'notUpdated';
	if (change.kind === 'updated' && !change.changed.includes('status')) return 'statusKept';
	if (!allows(filter.taskStatuses, change.after?.status)) return 'otherStatus';
	return linkedTo(change.after, filter.taskRecordType) ? undefined : 'otherTaskRecord';
}

function linkedTo(task: Values | undefined, recordType: string | undefined): boolean {
	if (recordType === undefined || recordType === '') return true;
	const record = task?.record;
	return typeof record === 'string' && record.startsWith(`${recordType}/`);
}

function allows(wanted: readonly string[] | undefined, actual: FieldValue | undefined): boolean {
	return wanted === undefined || wanted.length === 0 || (typeof actual === 'string' && wanted.includes(actual));
}
