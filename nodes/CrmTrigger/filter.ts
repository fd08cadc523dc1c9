import { eventOf, fixedType, type EventName, type TriggerFilter } from '../../src/model/triggers';
import type { EventField, FormReader } from '../../src/model/triggers/TriggerEvent';
import { conditionsOf } from '../shared/conditions';

/** Reads a parameter of the trigger: `getNodeParameter` of a trigger's or of a run's context. */
export type ReadParameter = (name: string, fallback: unknown) => unknown;

/** The node's parameters as the filter of the subscription. */
export function triggerFilter(read: ReadParameter): TriggerFilter {
	const event = read('event', 'stageChanged') as EventName;
	const { fields, read: settingsOf } = eventOf(event);
	const settings = settingsOf(formReader(fields, read));
	const own = conditionsOf(read);
	const conditions = [...(settings.conditions ?? []), ...own.conditions];
	// The settings are those of this event: both come from it.
	return {
		...settings,
		event,
		recordType: fixedType(event) ?? text(read('recordType', '')),
		conditions,
		anyOf: own.anyOf,
	} as TriggerFilter;
}

function formReader(fields: readonly EventField[], read: ReadParameter): FormReader {
	const options = read('options', {}) as Record<string, unknown>;
	const valueOf = (name: string): unknown => {
		const field = fields.find((other) => other.name === name);
		return field?.optional === true ? options[name] : read(name, field?.default ?? '');
	};
	return {
		text: (name) => text(valueOf(name)),
		texts: (name) => (valueOf(name) || []) as string[],
		isOn: (name) => valueOf(name) === true,
	};
}

/** A resource locator, or the plain value that an expression gives. */
function text(parameter: unknown): string {
	const value = parameter !== null && typeof parameter === 'object' && 'value' in parameter ? parameter.value : parameter;
	return value === null || value === undefined ? '' : String(value);
}
