import type { Change, ChangeKind } from '../change';
import type { Condition } from '../query';
import type { FieldValue, Values } from '../record';
import type { RecordTypeDescription } from '../recordType';
import type { Timing } from './timing';

/** What every trigger asks, whatever the event. */
export interface Watch {
	/** Type of the record that changes. */
	recordType: string;
	/** All must hold for the values after the change (before it, when the record was deleted). */
	conditions?: readonly Condition[];
	/** Beside them, all conditions of at least one of these groups must hold; absent or empty: no more is asked. */
	anyOf?: ReadonlyArray<readonly Condition[]>;
}

/**
 * One event that a trigger can start on: how people choose it, what they set for it, when a change meets that, and the
 * sentences about it. Everything that lists, reads, resolves, matches or explains triggers is made from these; a new
 * event is a file beside this one and its line in `eventList.ts`.
 *
 * `Settings`: what is set for this event alone, beside Watch. `Reason`: its rules, each named by how a change fails it.
 */
export interface TriggerEvent<Settings extends object, Reason extends string> {
	/** In the list of events. */
	label: string;
	description: string;
	/** Which types of record it can watch; `only`: it watches these, and nothing is chosen. */
	types: 'all' | 'withStages' | { only: string };
	/** What a person sets for it, in the order in which it is read. */
	fields: readonly EventField[];
	/** Reads what was set. Conditions that it gives come before those of the person. */
	read(form: FormReader): Settings & Pick<Watch, 'conditions'>;
	/** The kinds of change that can meet it: a search for samples looks at no others. */
	kinds(settings: Settings): readonly ChangeKind[];
	/** Whether settings cannot be judged without the values before a change, which not every CRM reports. Absent: never. */
	needsBefore?(settings: Settings): boolean;
	/** The first rule that a change of the watched type does not meet. Pure, and asked for every change of the feed. */
	mismatch(change: Change, settings: Settings): Reason | undefined;
	/** A mismatch in a sentence. */
	why: Record<Reason, (change: Change, settings: Settings, words: ChangeWords) => string>;
	/** What it starts on, after the label of the record type: "stage changes to Won". */
	summary(settings: Settings, words: FieldWords): string;
	/** What of the schema the settings name. Absent: nothing. */
	names?(settings: Settings): SchemaNames;
	/** It comes about by the passing of time. Absent: by changes. */
	timing?: Timing<Settings>;
	/** How a sample is made up where no change has met the settings yet. Absent: any field of the record was empty before. */
	sample?: SampleRules<Settings>;
	/** Ids for the names in the settings. Throws notFound, and invalidValue for what could never match. */
	resolve?(settings: Settings, description: RecordTypeDescription): Settings;
}

/** How a record as it is may have come to be as the settings of an event want it. */
export interface SampleRules<Settings extends object> {
	/** Which records may have: what a change to them would have left behind. Absent: all. */
	where?(settings: Settings): Condition[];
	/** The values before an edit that left these. */
	before(values: Values, settings: Settings, type: RecordTypeDescription): Values;
	/** The values of a record that is not as it should be, as if it had just become so. Absent: it is not shown as such. */
	moved?(values: Values, settings: Settings, type: RecordTypeDescription): Values;
}

/** Parts of the schema by field names and ids. */
export interface SchemaNames {
	fields?: readonly string[];
	pipelines?: readonly string[];
	stages?: readonly string[];
	/** Names of record types beside the watched one. */
	types?: readonly string[];
}

/** One thing a person sets for an event; the form of the node is made from it. */
export interface EventField {
	name: string;
	label: string;
	kind: EventFieldKind;
	description?: string;
	placeholder?: string;
	required?: boolean;
	/** Default: nothing chosen, no text, off. */
	default?: string | readonly string[];
	/** Of `choice` and `choices`. `label`: default is the value with its words apart, `inProgress` as "In Progress". */
	choices?: ReadonlyArray<{ label?: string; value: string; description?: string }>;
	/** Only while other fields of the event have these values, or one of them. */
	when?: Readonly<Record<string, string | readonly string[]>>;
	/** Rarely needed: offered under "Options". */
	optional?: boolean;
}

export type EventFieldKind =
	| 'text'
	| 'number'
	| 'switch'
	/** One, or several, of `choices`. */
	| 'choice'
	| 'choices'
	/** Several fields of the record type. */
	| 'fields'
	/** One whose values have an order; one with dates or moments. */
	| 'orderedField'
	| 'dateField'
	| 'pipeline'
	/** Several stages of the pipeline, or of all of them. */
	| 'stages'
	| 'recordType'
	/** What becomes of records that are due already: the choices say how many they are. */
	| 'alreadyDue';

/** Reads the fields of an event by their names. */
export interface FormReader {
	/** '' where nothing is set. */
	text(name: string): string;
	texts(name: string): string[];
	isOn(name: string): boolean;
}

/** What people call the fields and values of a record type. */
export interface FieldWords {
	field(name: string): string;
	/** "Won or Lost" */
	anyOf(field: string, values: readonly string[] | undefined): string;
}

/** Also the values of a change, and other types of record. */
export interface ChangeWords extends FieldWords {
	typeName(type: string): string;
	/** "Title, Amount", or "nothing". */
	fields(names: readonly string[]): string;
	value(field: string, value: FieldValue | undefined): string;
}

/** For an event of another kind of change: "The trigger starts when a record is created; this one was changed." */
export function otherKind(wanted: ChangeKind): (change: Change) => string {
	return (change) => `The trigger starts when a record is ${KIND_WORDS[wanted]}; this one was ${wordOf(change)}.`;
}

/** Of an event of time: why a change does not start it. */
export const NOT_DUE = {
	notDue: () => 'The trigger starts when a moment has come, and not by a change.',
};

/** Whether a value is among the wanted ones; none wanted: any will do. */
export function allows(wanted: readonly string[] | undefined, actual: FieldValue | undefined): boolean {
	return wanted === undefined || wanted.length === 0 || (typeof actual === 'string' && wanted.includes(actual));
}

function wordOf({ kind, reason }: Change): string {
	if (kind === 'deleted' && reason?.kind === 'merged') return 'merged into another';
	return kind === 'created' && reason?.kind === 'restored' ? 'restored' : KIND_WORDS[kind];
}

const KIND_WORDS: Record<ChangeKind, string> = { created: 'created', updated: 'changed', deleted: 'deleted', due: 'not changed' };
