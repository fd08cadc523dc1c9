import type { Backend } from '../../crm/backends';
import type { Companions } from '../../companions/Companions';
import type { Crm } from '../../crm/Crm';
import type { ChangeFeed } from '../../feed/ChangeFeed';
import type { Ledger } from '../../ledger/Ledger';
import type { Clock } from '../../model/clock';
import type { Right } from '../../model/permissions';
import type { RecordRef } from '../../model/record';
import type { WorkingCalendar } from '../../model/workingCalendar';
import { presentCalendars } from './workingCalendars';

/** What a use case works with. */
export interface Scope {
	readonly crm: Crm;
	/** What changed in it. */
	readonly feed: ChangeFeed;
	readonly ledger: Ledger;
	/** What is ours beside it. */
	readonly companions: Companions;
	readonly clock: Clock;
	/** Zone of dates and working time where nothing else names one: an IANA name, e.g. `Europe/Warsaw`. */
	readonly timeZone: string;
	/**
	 * When a user (id) works: by his own hours and zone, or those of the company, without holidays and days away; null: nobody in
	 * particular, so the company's hours. The one source of working time. A step reads them once; see `performAs`.
	 */
	calendarOf(person: string | null): Promise<WorkingCalendar>;
	/** Where a user acts whose role does not allow everything: what it allows. `crm`, `feed` and `companions` keep to it; see `asActor`. */
	readonly access?: ActorAccess;
	/** The files that inputs name. Absent: there are none. */
	readonly files?: FileSource;
}

/** What the role of the user who acts allows. Its parts are those of the scope without limits. */
export interface ActorAccess extends Pick<Scope, 'crm' | 'feed' | 'companions'> {
	/** Throws forbidden when one of the records is out of reach; one that does not exist is left to the method that needs it. */
	requireRecords(right: Right, refs: readonly RecordRef[]): Promise<void>;
	/** For what concerns all records of a type. Throws forbidden; notFound for an unknown type. */
	requireAll(right: Right, type: string): Promise<void>;
	/** How the CRM is set up is for those whose role allows everything. `what`: "project templates". Throws forbidden. */
	refuseSetUp(what: string): never;
}

/** Files by reference: one is read when it is stored, so that no two are in memory at once. */
export interface FileSource {
	/** `reference`: as the one who opened the scope writes it into inputs. */
	read(reference: string): Promise<Uint8Array>;
}

/** The scope of the system itself, without the limits of any user. */
export function scopeOf(
	{ crm, feed, ledger, companions }: Pick<Backend, 'crm' | 'feed' | 'ledger' | 'companions'>,
	clock: Clock,
	timeZone: string,
): Scope {
	return { crm, feed, ledger, companions, clock, timeZone, calendarOf: presentCalendars({ crm, ledger, timeZone }) };
}
