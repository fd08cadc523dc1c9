import * as EVENTS from './eventList';
import type { TriggerEvent, Watch } from './TriggerEvent';

export type EventName = keyof typeof EVENTS;

/** Which changes start a workflow: of each event what is set for it. */
export type TriggerFilter = { [Name in EventName]: { event: Name } & Watch & SettingsOf<(typeof EVENTS)[Name]> }[EventName];

/** The first rule of a filter that a change does not meet. */
export type Mismatch =
	| 'recordType'
	/** See unmetCondition. */
	| 'condition'
	/** None of the groups of conditions holds. */
	| 'noAlternative'
	| { [Name in EventName]: keyof (typeof EVENTS)[Name]['why'] }[EventName];

export const EVENT_NAMES = Object.keys(EVENTS) as EventName[];

/** Whether there is such an event in this version: what is stored may be older or newer. */
export function isEvent(name: unknown): name is EventName {
	return typeof name === 'string' && Object.hasOwn(EVENTS, name);
}

/** The event of that name; to be asked with filters of that event. */
export function eventOf(name: EventName): TriggerEvent<object, Mismatch> {
	// Each event takes its own settings alone; a filter carries the name of the event that they are for.
	return EVENTS[name] as TriggerEvent<object, Mismatch>;
}

/** The one record type that an event watches; undefined where it is chosen, and for what is no event. */
export function fixedType(name: string): string | undefined {
	const types = isEvent(name) ? eventOf(name).types : 'all';
	return typeof types === 'object' ? types.only : undefined;
}

type SettingsOf<Event> = Event extends TriggerEvent<infer Settings, string> ? Settings : never;
