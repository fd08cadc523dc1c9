import type { Condition } from '../../src/model/query';
import type { Crossing, TriggerEvent, TriggerFilter } from '../../src/model/triggerFilter';
import { conditionsOf } from '../shared/conditions';

/** Reads a parameter of the trigger: `getNodeParameter` of a trigger's or of a run's context. */
export type ReadParameter = (name: string, fallback: unknown) => unknown;

/** The node's parameters as the filter of the subscription. */
export function triggerFilter(read: ReadParameter): TriggerFilter {
	const event = read('event', 'stageChanged') as TriggerEvent;
	const options = read('options', {}) as { includeCreated?: boolean; taskRecordType?: string };
	const { conditions, anyOf } = conditionsOf(read);
	if (event === 'taskStatusChanged') {
		return {
			event,
			recordType: 'task',
			taskStatuses: read('taskStatuses', []) as string[],
			taskRecordType: options.taskRecordType,
			conditions: [...titleCondition(read('taskTitle', '') as string), ...conditions],
			anyOf,
		};
	}
	const filter: TriggerFilter = { event, recordType: locatorValue(read('recordType', '')), conditions, anyOf };
	if (event === 'stageChanged') {
		const pipeline = locatorValue(read('pipeline', ''));
		return {
			...filter,
			pipelines: pipeline === '' ? [] : [pipeline],
			fromStages: read('fromStages', []) as string[],
			toStages: read('toStages', []) as string[],
			includeCreated: options.includeCreated ?? false,
		};
	}
	if (event !== 'recordChanged') return filter;
	const scope = read('changeScope', 'any');
	if (scope === 'fields') return { ...filter, fields: read('fields', []) as string[] };
	return scope === 'crossing' ? { ...filter, crossing: crossingOf(read) } : filter;
}

function crossingOf(read: ReadParameter): Crossing {
	return {
		field: read('crossingField', '') as string,
		direction: read('crossingDirection', 'up') as Crossing['direction'],
		value: read('crossingValue', '') as string,
	};
}

function titleCondition(title: string): Condition[] {
	return title === '' ? [] : [{ field: 'title', operator: 'contains', value: title }];
}

/** A resource locator, or the plain value that an expression gives. */
function locatorValue(parameter: unknown): string {
	const value = parameter !== null && typeof parameter === 'object' && 'value' in parameter ? parameter.value : parameter;
	return value === null || value === undefined ? '' : String(value);
}
