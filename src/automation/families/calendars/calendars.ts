import { isBlank } from '../../../model/coercion';
import { checkCompanyCalendar, emptyCalendar } from '../../../model/calendars';
import { CrmError } from '../../../model/CrmError';
import type { Output } from '../../../model/output';
import { checkHours, WEEKDAYS, type Holiday, type WorkingCalendar, type WorkingHours } from '../../../model/workingCalendar';
import { isWorkingTime, nextWorkingMoment } from '../../../model/workingTime';
import { requireTimeZone } from '../../../model/ZoneTime';
import type { Operation } from '../../engine/effects/Operation';
import type { Scope } from '../../engine/Scope';
import { presentCalendars } from '../../engine/workingCalendars';
import { Directory } from '../../words/directory/directory';
import { localMoment } from '../../words/output/simple';
import type { GivenHours, SetCompanyCalendarInput, SetWorkingHoursInput } from './inputs';

export type CalendarOutput = Output & {
	/** Null: the calendar of the company. */
	user: string | null;
	userId: string | null;
	timeZone: string;
};

/** How the company works, instead of what was said before. Throws missingValue, invalidValue. */
export const setCompanyCalendar: Operation<SetCompanyCalendarInput, CalendarOutput> = {
	name: 'calendar.setCompany',
	writes: 'ledger',
	right: { setUp: 'the calendar of the company' },
	target: () => [],
	async perform(scope, inputs) {
		const outputs: CalendarOutput[] = [];
		for (const { timeZone, hours, holidays } of inputs) {
			const calendar = checkCompanyCalendar({
				timeZone: isBlank(timeZone) ? scope.timeZone : timeZone,
				hours: hoursOf(hours),
				holidays: holidays.filter((line) => !isBlank(line)).map(holidayOf),
			});
			await scope.ledger.calendars.change();
			await scope.ledger.calendars.saveCompany(calendar);
			outputs.push(await getCalendar(scope, undefined));
		}
		return outputs;
	},
};

/** What differs from the company, instead of what differed before; absences stay. Throws notFound, invalidValue, missingValue. */
export const setWorkingHours: Operation<SetWorkingHoursInput, CalendarOutput> = {
	name: 'calendar.setHours',
	writes: 'ledger',
	right: { right: 'edit', on: () => ({ allOf: 'user' }) },
	target: ({ user }) => [user],
	async perform(scope, inputs) {
		const people = await new Directory(scope).people();
		const outputs: CalendarOutput[] = [];
		for (const { user, timeZone, hours } of inputs) {
			const { id } = people.resolve(user, 'User');
			const present = (await scope.ledger.calendars.change()).people.find(({ userId }) => userId === id) ?? emptyCalendar(id);
			await scope.ledger.calendars.savePerson({
				...present,
				timeZone: isBlank(timeZone) ? null : requireTimeZone(timeZone),
				hours: hours === undefined ? null : checkHours(hoursOf(hours)),
			});
			outputs.push(await getCalendar(scope, id));
		}
		return outputs;
	},
};

/** When a user (id, e-mail or name) works, or the company. Throws notFound. */
export async function getCalendar(scope: Scope, user: string | undefined): Promise<CalendarOutput> {
	const { ledger, clock } = scope;
	const person = isBlank(user) ? undefined : (await new Directory(scope).people()).resolve(user, 'User');
	const { company, people } = await ledger.calendars.find();
	const own = people.find(({ userId }) => userId === person?.id);
	const calendar = await presentCalendars(scope)(person?.id ?? null);
	return {
		user: person?.name ?? null,
		userId: person?.id ?? null,
		timeZone: calendar.timeZone,
		hours: calendar.hours.map(({ weekday, opens, closes }) => ({ weekday: WEEKDAYS[weekday - 1]!, opens, closes })),
		holidays: (calendar.holidays ?? []).map(({ date, name = null }) => ({ date, name, everyYear: date.length === 5 })),
		// What was said of working time, and what is so because nobody said anything.
		ownHours: (own?.hours ?? null) !== null,
		ownTimeZone: (own?.timeZone ?? null) !== null,
		isUsual: company === null,
		...workingNow(calendar, clock.now()),
	};
}

/** A calendar that somebody never works by is a calendar, too. */
function workingNow(calendar: WorkingCalendar, now: Date): Output {
	const isWorking = isWorkingTime(now, calendar);
	try {
		const next = nextWorkingMoment(now, calendar).toISOString();
		return { isWorkingNow: isWorking, nextWorkingMoment: next, nextWorkingMomentLocal: localMoment(next, calendar.timeZone) };
	} catch (error) {
		if (!(error instanceof CrmError)) throw error;
		return { isWorkingNow: isWorking, nextWorkingMoment: null, nextWorkingMomentLocal: null };
	}
}

function hoursOf(given: GivenHours): WorkingHours[] {
	return given.flatMap(({ weekdays, opens, closes }) => {
		if (weekdays.length === 0)
			throw new CrmError(
				'missingValue',
				`The hours from ${opens} to ${closes} have no weekday.`,
				'Choose the weekdays on which they are worked.',
			);
		return weekdays.map((weekday) => ({ weekday: WEEKDAYS.indexOf(weekday) + 1, opens: opens.trim(), closes: closes.trim() }));
	});
}

/** `2026-12-24 Christmas Eve`, `12-24` */
function holidayOf(line: string): Holiday {
	const [, date, name] = /^\s*(\S+)\s*(.*)$/.exec(line) ?? [];
	return { date: date ?? line, name };
}
