import { DateTime } from 'luxon';
import { CrmError, quoted } from './CrmError';
import { isBlank } from './coercion';
import { plainText } from './plainText';
import type { User } from './user';
import { checkHours, usualCalendar, type Days, type Holiday, type WorkingCalendar, type WorkingHours } from './workingCalendar';
import { requireTimeZone } from './ZoneTime';

/** When the company works. */
export interface CompanyCalendar {
	timeZone: string;
	hours: WorkingHours[];
	holidays: Holiday[];
}

/** Somebody is away on these days. */
export interface Absence extends Days {
	/** Id of the user who gets what is for the one who is away; null: nobody was named. */
	substituteId: string | null;
	reason: string | null;
}

/** When a person works, where that differs from the company. */
export interface PersonCalendar {
	userId: string;
	/** Null: that of the company. */
	timeZone: string | null;
	/** Null: those of the company. */
	hours: WorkingHours[] | null;
	/** In their order; no two at the same time. */
	absences: Absence[];
}

/** All that was said of working time. */
export interface Calendars {
	/** Null: nobody has said how the company works; see `usualCalendar`. */
	company: CompanyCalendar | null;
	/** Of those who have something of their own. */
	people: PersonCalendar[];
}

/** Nothing of one's own. */
export function emptyCalendar(userId: string): PersonCalendar {
	return { userId, timeZone: null, hours: null, absences: [] };
}

/**
 * As it is stored: holidays by date, names trimmed. Throws invalidValue (time zone, hours, a date, a day that is a holiday twice) and
 * missingValue (no hours).
 */
export function checkCompanyCalendar({ timeZone, hours, holidays }: CompanyCalendar): CompanyCalendar {
	const checked = holidays.map(checkHoliday).sort((one, other) => (one.date < other.date ? -1 : 1));
	const twice = checked.find(({ date }, index) => checked[index + 1]?.date === date);
	if (twice !== undefined) throw new CrmError('invalidValue', `${twice.date} is among the holidays twice.`, 'Keep one of the two lines.');
	return { timeZone: requireTimeZone(timeZone), hours: checkHours(hours), holidays: checked };
}

function checkHoliday({ date, name }: Holiday): Holiday {
	if (!/^\d{2}-\d{2}$/.test(date) || !isDay(`2024-${date}`)) checkDay(date, 'Holidays');
	return isBlank(name) ? { date } : { date, name: plainText(name) };
}

/** Throws invalidValue for days in the wrong order, and for a substitute who is the person himself. */
export function checkAbsence(absence: Absence, userId: string): Absence {
	const [from, to] = [checkDay(absence.from, 'From'), checkDay(absence.to, 'To')];
	if (to < from)
		throw new CrmError(
			'invalidValue',
			`The absence ends on ${to}, before it begins on ${from}.`,
			'Give a last day that is not before the first.',
		);
	if (absence.substituteId === userId)
		throw new CrmError('invalidValue', 'Nobody can be his own substitute.', 'Choose somebody else, or leave "Substitute" empty.');
	return { from, to, substituteId: absence.substituteId, reason: isBlank(absence.reason) ? null : plainText(absence.reason) };
}

/**
 * The calendar with that absence; of one with the same days it replaces the substitute and the reason, so that saying it twice is
 * the same as once. `name`: of the person. Throws conflict where the person is away on some of the days already.
 */
export function withAbsence(calendar: PersonCalendar, absence: Absence, name: string): PersonCalendar {
	const others = calendar.absences.filter(({ from, to }) => from !== absence.from || to !== absence.to);
	const overlapping = others.find(({ from, to }) => from <= absence.to && absence.from <= to);
	if (overlapping !== undefined)
		throw new CrmError(
			'conflict',
			`${name} is away already ${shownDays(overlapping)}.`,
			'Choose other days, or remove that absence first (Calendar › Remove Absence).',
		);
	return { ...calendar, absences: [...others, absence].sort((one, other) => (one.from < other.from ? -1 : 1)) };
}

/** "from 2026-07-06 to 2026-07-17", "on 2026-07-06" */
export function shownDays({ from, to }: Days): string {
	return from === to ? `on ${from}` : `from ${from} to ${to}`;
}

/**
 * When a person works; null: nobody in particular, so when the company does. Days away are days off, unless the CRM tells no end
 * of them. `timeZone`: where nobody has named one.
 */
export function calendarFor({ company, people }: Calendars, person: AbsentUser | null, timeZone: string): WorkingCalendar {
	const base: WorkingCalendar = company ?? usualCalendar(timeZone);
	if (person === null) return base;
	const own = people.find(({ userId }) => userId === person.id);
	const ofCrm = absenceOfCrm(person);
	const away = [...(own?.absences ?? []), ...(ofCrm === undefined || person.absentUntil === null ? [] : [ofCrm])];
	if (own === undefined && away.length === 0) return base;
	return { timeZone: own?.timeZone ?? base.timeZone, hours: own?.hours ?? base.hours, holidays: base.holidays, away };
}

export type AbsentUser = Pick<User, 'id' | 'absentFrom' | 'absentUntil'>;

/** What the CRM itself says of the user; without a beginning or an end it has always been, or lasts for good. */
export function absenceOfCrm({ absentFrom, absentUntil }: AbsentUser): Absence | undefined {
	if (absentFrom === null && absentUntil === null) return undefined;
	return { from: absentFrom ?? FIRST_DATE, to: absentUntil ?? LAST_DATE, substituteId: null, reason: null };
}

export const FIRST_DATE = '0001-01-01';
export const LAST_DATE = '9999-12-31';

/** Whether, and how, people are away at a moment: each by the day it is where he works. */
export class Away {
	private readonly calendars: ReadonlyMap<string, PersonCalendar>;
	private readonly now: Date;
	private readonly timeZone: string;
	/** By time zone: `YYYY-MM-DD`. */
	private readonly days = new Map<string, string>();

	/** `timeZone`: where nobody has named one. */
	constructor({ company, people }: Calendars, now: Date, timeZone: string) {
		this.calendars = new Map(people.map((calendar) => [calendar.userId, calendar]));
		this.now = now;
		this.timeZone = company?.timeZone ?? timeZone;
	}

	/** The absence with a substitute goes before what the CRM itself says. */
	of(user: AbsentUser): Absence | undefined {
		const own = this.calendars.get(user.id);
		const day = this.dayOf(user);
		const isNow = ({ from, to }: Days) => from <= day && day <= to;
		const known = own?.absences.find(isNow);
		if (known !== undefined) return known;
		const ofCrm = absenceOfCrm(user);
		return ofCrm !== undefined && isNow(ofCrm) ? ofCrm : undefined;
	}

	/** Whether the user works here and is not away. */
	isAvailable(user: AbsentUser & Pick<User, 'active'>): boolean {
		return user.active && this.of(user) === undefined;
	}

	/** Who stands in for somebody who is away, where that one is available. */
	substituteOf(user: AbsentUser, byId: (id: string) => User | undefined): User | undefined {
		const id = this.of(user)?.substituteId ?? null;
		const substitute = id === null ? undefined : byId(id);
		return substitute !== undefined && this.isAvailable(substitute) ? substitute : undefined;
	}

	/** The day it is where the user works, `YYYY-MM-DD`. */
	dayOf({ id }: AbsentUser): string {
		return this.dayIn(this.calendars.get(id)?.timeZone ?? this.timeZone);
	}

	private dayIn(timeZone: string): string {
		let day = this.days.get(timeZone);
		if (day === undefined) {
			day = DateTime.fromJSDate(this.now, { zone: timeZone }).toFormat('yyyy-MM-dd');
			this.days.set(timeZone, day);
		}
		return day;
	}
}

function checkDay(day: string, label: string): string {
	if (isDay(day)) return day;
	throw new CrmError('invalidValue', `${label}: ${quoted(day)} is not a day.`, 'Write it as YYYY-MM-DD, e.g. 2026-12-24.');
}

function isDay(text: string): boolean {
	return /^\d{4}-\d{2}-\d{2}$/.test(text) && DateTime.fromISO(text, { zone: 'utc' }).isValid && text >= FIRST_DATE;
}
