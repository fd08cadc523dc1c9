import type { StoredTimer } from '../../../../ledger/Ledger';
import type { Scope } from '../../Scope';

/** What is done when timers of one kind are due. */
export interface TimerHandler {
	/** How the owners of these timers begin. */
	readonly prefix: string;
	/**
	 * Does it, once for each: it fires them, or removes them, in the transaction that writes down what it did. What it throws is
	 * reported, and they are due again a little later.
	 */
	fire(scope: Scope, due: readonly StoredTimer[], report: (error: unknown) => void): Promise<void>;
}

/** Loads them when they are needed: a process that does not lead has no use for them. */
export type LoadTimerHandlers = () => Promise<readonly TimerHandler[]>;
