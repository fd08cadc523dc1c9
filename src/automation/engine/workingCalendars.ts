import type { Crm } from '../../crm/Crm';
import type { Ledger } from '../../ledger/Ledger';
import { calendarFor, type Calendars } from '../../model/calendars';
import type { WorkingCalendar } from '../../model/workingCalendar';

interface Sources {
	crm: Pick<Crm, 'users'>;
	ledger: Pick<Ledger, 'calendars'>;
	/** Where nobody has named one. */
	timeZone: string;
}

type CalendarOf = (person: string | null) => Promise<WorkingCalendar>;

/** The scope for one piece of work, in which calendars are read once. */
export function rememberingCalendars<Part extends Sources>(scope: Part): Part {
	return { ...scope, calendarOf: rememberedCalendars(scope) };
}

/** As they are now: what was edited counts from the next question on. */
export function presentCalendars(sources: Sources): CalendarOf {
	return async (person) => await rememberedCalendars(sources)(person);
}

/** Read once: many items ask for the same few. */
function rememberedCalendars({ crm, ledger, timeZone }: Sources): CalendarOf {
	let calendars: Promise<Calendars> | undefined;
	const known = new Map<string | null, WorkingCalendar>();
	return async (person) => {
		let calendar = known.get(person);
		if (calendar === undefined) {
			const user = person === null ? null : ((await crm.users.get(person)) ?? { id: person, absentFrom: null, absentUntil: null });
			calendar = calendarFor(await (calendars ??= ledger.calendars.find()), user, timeZone);
			known.set(person, calendar);
		}
		return calendar;
	};
}
