import type { ChangeReason } from './changeReason';

/**
 * Where a write came from. Kept with the change it makes and with what it creates, for the audit trail,
 * for "complete the tasks automation made at this stage", and to stop a process from starting itself.
 */
export interface Origin {
	/** n8n's workflow id. */
	workflow?: string;
	workflowName?: string;
	/** n8n's execution id. */
	run?: string;
	/** n8n's node id. */
	node?: string;
	/** Pipeline and stage of the record when the write happened. */
	pipeline?: string;
	stage?: string;
	/** How many automated writes led to this one: 0 for a run that no change started. */
	depth?: number;
}

/** Goes with every write to the CRM. */
export interface WriteContext {
	/** Id of the user on whose behalf it happens; absent: the system. */
	actor?: string;
	/**
	 * Ours, one for each thing that an effect creates: a CRM outside of the ledger's transaction stores it where it can be
	 * searched, so that after a crash we can look whether the write happened. For example `wf:node:feed.12.0:item.0.1`. Such a
	 * write has one draft. See `KeySearch`.
	 */
	key?: string;
	origin?: Origin;
	/** Kept with each change that the write makes. */
	reason?: ChangeReason;
}

/** On whose behalf a thing is made: as its draft says, otherwise the actor; null: the system. */
export function onBehalfOf(given: string | null | undefined, { actor }: WriteContext): string | null {
	return given === undefined ? (actor ?? null) : given;
}

/** Things that can be searched for our keys. */
export interface KeySearch<Thing> {
	/**
	 * What was created under these keys (see `WriteContext.key`), as it is now, by key; without those under which nothing was.
	 * Present where our key can be searched at once after the write. With an index that lags some seconds behind, we would not
	 * find what we had just created, and create it again.
	 */
	findByKey?(keys: readonly string[]): Promise<Map<string, Thing>>;
}
