import type { CrmRecord } from '../model/record';

/** How what happens in a CRM is found out that does not write into the feed by itself. */
export interface Source {
	readonly poll: PolledSource;
}

/** A record as it is now. */
export type SourceRecord = Omit<CrmRecord, 'createdAt'>;

/**
 * The CRM is asked again and again. Pages are read one after the other, and may be left before the last. Every method may
 * throw a CrmError: `unavailable`, also for a CRM that has too much to do.
 */
export interface PolledSource {
	/** Names of the record types that are watched. */
	types(): Promise<readonly string[]>;
	/**
	 * The records that were changed (or created) at the moment (ISO 8601) or later, as they are now; all records without a
	 * moment. In the order of `updatedAt`. One that changes while pages are read may come twice; none that stays is left out.
	 */
	changedSince(type: string, moment: string | undefined): AsyncIterable<readonly SourceRecord[]>;
	/**
	 * How exact `updatedAt` is, in milliseconds: 1000 where it tells whole seconds. Of two changes within that time both have
	 * the same moment.
	 */
	readonly resolutionMs: number;
	/** The ids of all records that exist. None that exists from the first page to the last is left out: else it counts as deleted. */
	ids(type: string): AsyncIterable<readonly string[]>;
}
