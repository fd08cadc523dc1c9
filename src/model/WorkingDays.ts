import { CrmError } from './CrmError';
import { minutesOf, type WorkingCalendar } from './workingCalendar';
import { DAY_MS, ZoneTime } from './ZoneTime';

/** What is worked on one day: moments in milliseconds. */
export interface WorkingDay {
	/** In their order, none of them empty. */
	spans: ReadonlyArray<readonly [opens: number, closes: number]>;
	/** Of all spans together. */
	length: number;
}

/**
 * A calendar as it is counted with: each day is worked out once, whatever is asked of it. Days are numbers, counted from the
 * first of January 1970 in the calendar's zone. A calendar is never changed, only replaced.
 */
export class WorkingDays {
	readonly zone: ZoneTime;
	private readonly hours: ReadonlyArray<ReadonlyArray<readonly [number, number]>>;
	private readonly holidays: ReadonlySet<string>;
	private readonly away: NonNullable<WorkingCalendar['away']>;
	private readonly days = new Map<number, WorkingDay>();

	private static readonly known = new WeakMap<WorkingCalendar, WorkingDays>();

	/** Throws invalidValue for an unknown time zone. */
	static of(calendar: WorkingCalendar): WorkingDays {
		let days = WorkingDays.known.get(calendar);
		if (days === undefined) {
			days = new WorkingDays(calendar);
			WorkingDays.known.set(calendar, days);
		}
		return days;
	}

	private constructor({ timeZone, hours, holidays = [], away = [] }: WorkingCalendar) {
		this.zone = ZoneTime.of(timeZone);
		this.hours = Array.from({ length: 7 }, (_, index) =>
			hours
				.filter(({ weekday }) => weekday === index + 1)
				.map(({ opens, closes }) => [(minutesOf(opens) ?? 0) * 60_000, (minutesOf(closes) ?? 0) * 60_000] as const)
				.sort(([one], [other]) => one - other),
		);
		this.holidays = new Set(holidays.map(({ date }) => date));
		this.away = away;
	}

	/** The day that the clock on the wall shows. */
	dayOf(moment: number): number {
		return Math.floor(this.zone.wallTimeOf(moment) / DAY_MS);
	}

	day(number: number): WorkingDay {
		let day = this.days.get(number);
		if (day === undefined) {
			day = this.workOut(number);
			if (this.days.size >= MOST_KEPT) this.days.clear();
			this.days.set(number, day);
		}
		return day;
	}

	private workOut(number: number): WorkingDay {
		const spans = (this.isDayOff(number) ? [] : this.hours[weekdayOf(number)]!)
			.map(([opens, closes]) => [this.zone.momentOf(number * DAY_MS + opens), this.zone.momentOf(number * DAY_MS + closes)] as const)
			// What the clocks skip is not worked.
			.filter(([opens, closes]) => opens < closes);
		return { spans, length: spans.reduce((sum, [opens, closes]) => sum + closes - opens, 0) };
	}

	private isDayOff(number: number): boolean {
		if (this.holidays.size === 0 && this.away.length === 0) return false;
		const date = new Date(number * DAY_MS).toISOString().slice(0, 10);
		return this.holidays.has(date) || this.holidays.has(date.slice(5)) || this.away.some(({ from, to }) => from <= date && date <= to);
	}
}

/** From 0 Monday to 6 Sunday; the first of January 1970 was a Thursday. */
function weekdayOf(day: number): number {
	return (((day + 3) % 7) + 7) % 7;
}

/** Ten years: whoever has not worked by then never will. */
const LONGEST_PAUSE_DAYS = 3660;
/** A hundred years: nothing that is counted takes longer, so that no count is without end. */
const LONGEST_WAY_DAYS = 36_600;
const MOST_KEPT = 50_000;
/** The first day of year 1 and the last one of year 9999: others cannot be written as a date. */
const FIRST_DAY = -719_162;
const LAST_DAY = 2_932_896;

/** The days from one on, forwards or backwards, with work on them. Throws invalidValue where there is none for too long. */
export function* workedDays(days: WorkingDays, from: number, step: 1 | -1): Generator<[number: number, day: WorkingDay]> {
	for (let number = from, pause = 0, way = 0; ; number += step, way++) {
		if ((step === 1 ? number > LAST_DAY : number < FIRST_DAY) || way > LONGEST_WAY_DAYS) throw tooFar();
		const day = days.day(number);
		if (day.length > 0) {
			pause = 0;
			yield [number, day];
		} else if (++pause > LONGEST_PAUSE_DAYS) {
			throw new CrmError(
				'invalidValue',
				'The working calendar has no working day within ten years.',
				'Give it working hours on at least one weekday, and holidays that leave some days (CRM Setup › Calendar).',
			);
		}
	}
}

/** Throws invalidValue for days that are too far from each other to be counted. */
export function requireCountable(from: number, to: number): void {
	if (from < FIRST_DAY || to > LAST_DAY + 1 || to - from > LONGEST_WAY_DAYS) throw tooFar();
}

function tooFar(): CrmError {
	return new CrmError(
		'invalidValue',
		'Working time is counted over a hundred years at most, between the years 1 and 9999.',
		'Check the moment it is counted from, and how much is counted.',
	);
}
