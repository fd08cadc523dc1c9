import type { Scope } from '../../../src/automation/engine/Scope';
import type { NodeConnection } from '../CrmStepRunner';

/** A built-in CRM that random steps run on, watched as any other program could watch it. */
export interface World {
	readonly connection: NodeConnection;
	/** The CRM as it is since the last `reset`. */
	scope(): Scope;
	/** As it was after it was filled. */
	reset(): Promise<void>;
	/** Another text after every commit that wrote something, the same after those that did not. */
	mark(): Promise<string>;
	/** How many steps the ledger remembers. */
	effects(): Promise<number>;
	/** What does not hold of the data that should always hold: a sentence each. */
	complaints(): Promise<string[]>;
	/** Texts that no message may show: folders, passwords. */
	readonly secrets: readonly string[];
	close(): Promise<void>;
}

/** Keeps what the company is like after `fill`, for `reset`. */
export type FillWorld = (scope: Scope, connection: NodeConnection) => Promise<void>;
