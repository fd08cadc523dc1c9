import type { StoredLease, TriggerIdentity } from '../../../ledger/Ledger';

/** Something the background service does: see Service. */
export interface Chore {
	/** For problems that are reported. */
	readonly name: string;
	/** `leader`: done by the process that has the lease, and by no other. `everyone`: by each process with an open trigger. */
	readonly doneBy: 'leader' | 'everyone';
	/**
	 * From now on this process does it. It may call `work.wake` when it is due earlier than it said. Throws when it cannot
	 * begin now; it is asked again then.
	 */
	begin(work: ChoreContext): Promise<void>;
	/** When it is next due; null: not before it calls `wake`. Asked after it has begun, and after each of its turns. */
	due(): Date | null;
	/** Its turn. What it throws is reported, and its turn comes again a little later. */
	work(): Promise<void>;
	/** This process does it no longer. Resolves when nothing of it runs any more. */
	end(): Promise<void>;
}

/** What the service gives to a chore that begins. */
export interface ChoreContext {
	/** The triggers that are open in this process. */
	served(): TriggerIdentity[];
	/** The lease as it was when this process took it; absent for what everyone does. */
	lease?: StoredLease;
	/** Aborted when this process is to do it no longer: a turn that is under way stops as soon as it can. */
	readonly stop: AbortSignal;
	/** Asks for a turn now. */
	wake(): void;
	/** What `due` says is another moment than before. */
	replan(): void;
	/** Told of problems: they come into n8n's log, and to one of the triggers. */
	report(error: unknown): void;
}
