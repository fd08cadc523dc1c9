import type { Companions } from '../companions/Companions';
import type { ChangeFeed } from '../feed/ChangeFeed';
import type { Ledger } from '../ledger/Ledger';
import type { Clock } from '../model/clock';
import type { CopyableDatabase } from './copy/DatabaseCopy';
import type { Crm } from './Crm';
import type { Source } from './Source';

/** An open CRM, its changes, the ledger that goes with it, and what is ours beside it. */
export interface Backend {
	crm: Crm;
	feed: ChangeFeed;
	ledger: Ledger;
	companions: Companions;
	/** How its changes are found; absent where the CRM itself writes them into the feed. */
	source?: Source;
	/**
	 * From the first trigger that opens in this process to the last that closes, where the database is for one n8n alone. The answer ends
	 * it. Throws conflict when another process does so. Absent where several n8n may serve one database.
	 */
	serveAlone?(): Promise<() => void>;
	close(): Promise<void>;
}

/** What a person filled in, by the names of the fields in `credentials/`. */
export type CredentialFields = Readonly<Record<string, unknown>>;

/** The program that wants to open a CRM. */
export interface Host {
	/** Processes on several machines work for it at once, as in n8n's queue mode. */
	severalMachines: boolean;
}

/** One option of the node's field "Connection". */
export interface ConnectionChoice<Options> {
	/** What workflows keep; never changes. */
	readonly value: string;
	/** "Built-In CRM (PostgreSQL)". */
	readonly name: string;
	readonly description?: string;
	/** The `name` of its class in `credentials/`; absent where nothing needs to be filled in. */
	readonly credential?: string;
	/** Throws missingValue for a field that is empty, storage for a host that it cannot serve. */
	optionsOf(fields: CredentialFields, host: Host): Options;
}

/**
 * All that the rest of the package knows of a back-end before it is open. The lists of back-ends (the node's connections and
 * their credentials, the tests of these, opening, copying) are made of descriptors: see `backendList.ts`. A descriptor is
 * loaded when n8n starts, so that it imports what it opens only when asked. `Chosen`: what its choices lead to, where one of them can
 * lead to another back-end.
 */
export interface BackendDescriptor<Options extends { backend: string }, Chosen = Options> {
	readonly backend: Options['backend'];
	/** At least one. */
	readonly choices: ReadonlyArray<ConnectionChoice<Chosen>>;
	/** Names of options that must not be seen: passwords, tokens. */
	readonly secrets: readonly string[];
	/** Throws storage, unavailable. */
	open(options: Options, clock: Clock): Promise<Backend>;
	/**
	 * Where the database is, to copy it as a whole. Nothing is opened yet. Only for a CRM whose data is ours to copy. Throws
	 * storage for a name that is not allowed.
	 */
	copyable?(options: Options): Promise<CopyableDatabase>;
}
