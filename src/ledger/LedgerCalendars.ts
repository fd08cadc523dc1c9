import type { Calendars, CompanyCalendar, PersonCalendar } from '../model/calendars';

/** When the company and its people work. People are named by the ids that the CRM gives them. */
export interface CalendarStore {
	find(): Promise<Calendars>;
	/**
	 * The same for a transaction that changes them: each waits here until the one before has ended. Must be called inside a
	 * transaction, before the two below.
	 */
	change(): Promise<Calendars>;
	/** Instead of what there was; it must be checked. */
	saveCompany(calendar: CompanyCalendar): Promise<void>;
	/** The same for a person; one with nothing of his own is not kept. */
	savePerson(calendar: PersonCalendar): Promise<void>;
}
