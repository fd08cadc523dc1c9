import { DateTime } from 'luxon';
import type { Change } from '../change';
import { CrmError, quoted } from '../CrmError';
import type { Values } from '../record';
import type { WorkingCalendar } from '../workingCalendar';
import { addWorkingTime, LONGEST_TIME, TIME_UNITS, type TimeUnit } from '../workingTime';
import type { EventField, FormReader } from './TriggerEvent';

/**
 * How an event comes about by the passing of time alone. The background service keeps a timer for it, and when that is due it
 * puts a change of the kind `due` into the feed, which starts workflows like any other.
 */
export type Timing<Settings> = TimingOfRecord<Settings> | TimingOfEdits<Settings> | TimingByClock<Settings>;

/** From the record as it is: each has one timer at a time. */
export interface TimingOfRecord<Settings> {
	kind: 'ofRecord';
	/** Whether the change can set, move or end the timer of its record. Asked of every change of the type, so by what is in it alone. */
	concerns(change: Change, settings: Settings): boolean;
	/** What the record waits for; undefined: for nothing. */
	occasion(record: TimedRecord, settings: Settings, around: TimeAround): Occasion | undefined;
	/** Records that may wait for something: which are looked at when the trigger begins. Absent: all. */
	field?(settings: Settings): string | undefined;
	/** The first occasion stays as it was, whatever becomes of the record. */
	keepsFirst?(settings: Settings): boolean;
	/** What is due already when the trigger begins starts it too. */
	includesDue?(settings: Settings): boolean;
	/** Whose last contact with the customer counts, by kinds; undefined: nobody's. It is asked for when the timer is due. */
	contact?(settings: Settings): readonly string[] | undefined;
	/** How long after it has fired it does so again, as long as the record waits for the same; undefined: never. */
	repeats?(settings: Settings): TimeSpan | undefined;
}

/** From edits that follow each other: they are gathered until no more come. */
export interface TimingOfEdits<Settings> {
	kind: 'ofEdits';
	/** Whether it is one of the edits that are gathered. */
	concerns(change: Change, settings: Settings): boolean;
	/** How long nothing must change, and after how long from the first edit the rest is not waited for. */
	spans(settings: Settings): { quiet: TimeSpan; longest: TimeSpan };
}

/** At times of the clock, for every record that meets the conditions. */
export interface TimingByClock<Settings> {
	kind: 'byClock';
	/** The first such moment after another. */
	next(after: Date, settings: Settings, calendar: WorkingCalendar): Date;
}

/** A record, with what its values do not say. */
export interface TimedRecord {
	id: string;
	values: Values;
	/** ISO 8601. */
	createdAt: string;
	/** ISO 8601: when it came to the stage at which it is, as far as that is known. */
	stageSince: string;
	/** ISO 8601: the last contact with the customer; absent: it was not asked for. */
	lastContact?: string;
}

export interface TimeAround {
	now: Date;
	/** That of the responsible person. */
	calendar: WorkingCalendar;
}

/** What a record waits for. */
export interface Occasion {
	/** Names it: while the name is the same, it fires once (or as often as it is repeated). */
	name: string;
	due: Date;
	/** The date itself, where the timer is set apart from it: once that is over, nobody is told afterwards that it comes. */
	base?: Date;
}

/** A length of time. */
export interface TimeSpan {
	amount: number;
	unit: TimeUnit;
	/** Only working time counts. */
	working?: boolean;
}

/** The moment that comes so long after another; before it when `direction` is -1. A day later is the same time on the wall. */
export function addSpan(from: Date, { amount, unit, working }: TimeSpan, calendar: WorkingCalendar, direction: 1 | -1 = 1): Date {
	if (working === true) return addWorkingTime(from, amount * direction, unit, calendar);
	return DateTime.fromJSDate(from, { zone: calendar.timeZone })
		.plus({ [unit]: amount * direction })
		.toJSDate();
}

/** The two fields in which a person gives a length of time: `<name>Amount` and `<name>Unit`. */
export function spanFields(
	name: string,
	label: string,
	{ amount, unit, ...more }: { amount: number; unit: TimeUnit } & Pick<EventField, 'when' | 'optional' | 'description'>,
): EventField[] {
	return [
		{ ...more, name: `${name}Amount`, label, kind: 'number', default: String(amount) },
		{
			...(more.when === undefined ? {} : { when: more.when }),
			...(more.optional === undefined ? {} : { optional: more.optional }),
			name: `${name}Unit`,
			label: `${label}: Unit`,
			kind: 'choice',
			default: unit,
			choices: TIME_UNITS.map((value) => ({ value })),
		},
	];
}

/** Reads those fields. Throws invalidValue for none, nothing, or more than ten years. */
export function readSpan(form: FormReader, name: string, label: string): TimeSpan {
	const [given, unit] = [form.text(`${name}Amount`), form.text(`${name}Unit`)];
	const amount = given.trim() === '' ? Number.NaN : Number(given);
	if (!TIME_UNITS.includes(unit as TimeUnit))
		throw new CrmError('invalidValue', `"${label}: Unit" of CRM Trigger is ${quoted(unit)}.`, `Choose one of: ${TIME_UNITS.join(', ')}.`);
	const most = LONGEST_TIME[unit as TimeUnit];
	if (amount > 0 && amount <= most) return { amount, unit: unit as TimeUnit };
	throw new CrmError(
		'invalidValue',
		`"${label}" of CRM Trigger is ${quoted(given)}, which is no length of time.`,
		`Give a number above 0, and at most ${most} ${unit} (ten years).`,
	);
}

/** `3 days`, `1 hour`, `2 working days`. */
export function spanText({ amount, unit, working }: TimeSpan): string {
	return `${amount} ${working === true ? 'working ' : ''}${amount === 1 ? unit.slice(0, -1) : unit}`;
}

/** Hours and minutes of a day: `9:30`. Throws invalidValue. '' gives undefined. */
export function readTimeOfDay(given: string, label: string): { hour: number; minute: number } | undefined {
	const text = given.trim();
	if (text === '') return undefined;
	const [, hour, minute = '00'] = /^(\d{1,2})(?:[:.](\d{2}))?$/.exec(text) ?? [];
	const time = { hour: Number(hour), minute: Number(minute) };
	if (hour !== undefined && time.hour < 24 && time.minute < 60) return time;
	throw new CrmError(
		'invalidValue',
		`"${label}" of CRM Trigger is ${quoted(given)}, which is no time of day.`,
		'Write it like 09:00 or 17:30.',
	);
}

/** That time on the day of the moment, by the clock on the wall; one that a change of the clocks leaves out comes an hour later. */
export function atTimeOfDay(moment: Date, { hour, minute }: { hour: number; minute: number }, { timeZone }: WorkingCalendar): Date {
	return DateTime.fromJSDate(moment, { zone: timeZone }).set({ hour, minute, second: 0, millisecond: 0 }).toJSDate();
}

/** Moments beyond these years cannot be told apart as texts, and mean a slip of the pen. */
export function isPlannable(moment: Date): boolean {
	const year = moment.getUTCFullYear();
	return year >= 1900 && year <= 9998;
}

/** The one reason for which a change starts no event of time: it is a change, or the moment of another event. */
export function notDue(event: string): (change: Change) => 'notDue' | undefined {
	return ({ kind, reason }) => (kind === 'due' && reason?.kind === 'due' && reason.event === event ? undefined : 'notDue');
}
