import type { Backend } from '../../../src/crm/backends';
import type { MovableClock } from './MovableClock';

/** What every back-end has beside its CRM. */
export type Store = Pick<Backend, 'feed' | 'ledger' | 'close'>;

/** A feed and a ledger under test, whatever CRM they go with. */
export interface StoreSubject {
	/** Heads the names of its tests. */
	readonly name: string;
	/** Whether any text can be the id of a record in its feed; otherwise only whole numbers. */
	readonly textIds: boolean;
	/** Opens a store as it is when it is new. */
	openFresh(): Promise<OpenStore>;
}

/** A store that belongs to one suite. */
export interface OpenStore<S extends Store = Store> {
	/** The present connection; another one after `reopen`. */
	readonly backend: S;
	/** Does not tick by itself. */
	readonly clock: MovableClock;
	/** Ends the connection and opens the same store again, as a restart of n8n does. */
	reopen(): Promise<void>;
	/** One more connection to the same store, as another process has it. Closed by `discard`. */
	openAnother(): Promise<S>;
	/** Closes all connections and removes the store. */
	discard(): Promise<void>;
}
