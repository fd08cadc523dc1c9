import type { TriggerIdentity } from '../../../ledger/Ledger';

/** A trigger that listens. */
export interface ReplayTaker extends TriggerIdentity {
	/** There are replays that wait for this trigger; some of them it may know. */
	onReplays(): Promise<void>;
	onError(error: unknown): void;
}
