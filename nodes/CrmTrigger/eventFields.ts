import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { EVENT_NAMES, eventOf, fixedType, type EventName } from '../../src/model/triggers';
import type { EventField } from '../../src/model/triggers/TriggerEvent';
import { byName } from '../shared/byName';
import { titleCase } from '../shared/titleCase';

/** The list of events. */
export const eventField: INodeProperties = {
	displayName: 'Trigger On',
	name: 'event',
	type: 'options',
	noDataExpression: true,
	default: 'stageChanged',
	options: EVENT_NAMES.map((name) => ({ name: eventOf(name).label, value: name, description: eventOf(name).description })).sort(byName),
};

/** The events for which a record type is chosen. */
export const eventsWithType: EventName[] = EVENT_NAMES.filter((name) => fixedType(name) === undefined);

/** What the events are set with, each shown for its event alone. */
export function eventFields(): INodeProperties[] {
	return EVENT_NAMES.flatMap((event) =>
		fieldsOf(event, false).map((field) => ({ ...propertyOf(field), displayOptions: { show: { event: [event], ...shownWhen(field) } } })),
	);
}

/** Those of them that stand under "Options". */
export function eventOptionFields(): INodeProperties[] {
	return EVENT_NAMES.flatMap((event) =>
		fieldsOf(event, true).map((field) => ({ ...propertyOf(field), displayOptions: forEvents([event]) })),
	);
}

/** An option that is offered for these events alone. */
export function forEvents(events: readonly EventName[]): NonNullable<INodeProperties['displayOptions']> {
	return { show: { '/event': [...events] } };
}

function fieldsOf(event: EventName, optional: boolean): EventField[] {
	return eventOf(event).fields.filter((field) => (field.optional ?? false) === optional);
}

function shownWhen({ when = {} }: EventField): Record<string, string[]> {
	return Object.fromEntries(Object.entries(when).map(([name, value]) => [name, [value].flat()]));
}

function propertyOf(field: EventField): INodeProperties {
	const { label, name, description, placeholder, required } = field;
	return {
		displayName: label,
		name,
		...(required ? { required } : {}),
		...(placeholder === undefined ? {} : { placeholder }),
		...(description === undefined ? {} : { description }),
		...KINDS[field.kind](field),
	};
}

/** What n8n shows for each kind of field. */
const KINDS: Record<EventField['kind'], (field: EventField) => Pick<INodeProperties, 'type' | 'default'> & Partial<INodeProperties>> = {
	text: ({ default: text = '' }) => ({ type: 'string', default: text as string }),
	number: ({ default: text }) => ({ type: 'number', default: Number(text ?? 0) }),
	switch: () => ({ type: 'boolean', default: false }),
	choice: (field) => ({ type: 'options', noDataExpression: true, default: (field.default ?? '') as string, options: optionsOf(field) }),
	choices: (field) => ({ type: 'multiOptions', default: [...(field.default ?? [])], options: optionsOf(field) }),
	fields: (field) => ({ ...loaded(field, 'several', 'getFields'), type: 'multiOptions', default: [] }),
	orderedField: (field) => ({ ...loaded(field, 'one', 'getOrderedFields'), type: 'options', default: '' }),
	dateField: (field) => ({ ...loaded(field, 'one', 'getDateFields'), type: 'options', default: '' }),
	alreadyDue: (field) => ({
		...loaded(field, 'one', 'getAlreadyDue', 'event', 'dateField'),
		description: field.description,
		type: 'options',
		default: 'skip',
	}),
	stages: (field) => ({ ...loaded(field, 'several', 'getStages', 'pipeline.value'), type: 'multiOptions', default: [] }),
	recordType: ({ description }) => ({
		type: 'options',
		default: '',
		description: chosen(description, 'one'),
		typeOptions: { loadOptionsMethod: 'getRecordTypes' },
	}),
	pipeline: ({ placeholder }) => ({
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		placeholder: undefined,
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'All Pipelines',
				typeOptions: { searchListMethod: 'searchPipelines', searchable: true, skipCredentialsCheckInRLC: true },
			},
			{ displayName: 'By Name or ID', name: 'name', type: 'string', placeholder },
		],
	}),
};

/** A list that n8n asks us for, again when the record type changes. */
function loaded(
	{ description }: EventField,
	count: 'one' | 'several',
	loadOptionsMethod: string,
	...more: string[]
): Partial<INodeProperties> {
	return {
		description: chosen(description, count),
		typeOptions: { loadOptionsMethod, loadOptionsDependsOn: ['recordType.value', ...more] },
	};
}

function chosen(description: string | undefined, count: 'one' | 'several'): string {
	const what = count === 'one' ? 'an ID' : 'IDs';
	return `${description}. Choose from the list, or specify ${what} using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.`;
}

function optionsOf({ choices = [] }: EventField): INodePropertyOptions[] {
	return choices.map(({ label, ...choice }) => ({ name: label ?? titleCase(choice.value), ...choice })).sort(byName);
}
