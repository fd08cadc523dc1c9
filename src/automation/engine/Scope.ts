import type { Crm } from '../../crm/Crm';
import type { ChangeFeed } from '../../feed/ChangeFeed';
import type { Ledger } from '../../ledger/Ledger';
import type { Clock } from '../../model/clock';
import type { Access } from './permissions/Access';

/** What a use case works with. */
export interface Scope {
	readonly crm: Crm;
	/** What changed in it. */
	readonly feed: ChangeFeed;
	readonly ledger: Ledger;
	readonly clock: Clock;
	/** Zone of dates and working time where nothing else names one: an IANA name, e.g. `Europe/Warsaw`. */
	readonly timeZone: string;
	/** Where a user acts whose role does not allow everything: what it allows. `crm` keeps to it; see `asActor`. */
	readonly access?: Access;
}
