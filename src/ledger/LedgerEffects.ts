/** A step that was done. */
export interface StoredEffect {
	/** See design: workflow, action node, change, replay, ordinal. */
	key: string;
	/** Hash of the operation and its target. */
	fingerprint: string;
	/** JSON: what the step returned. */
	result: string;
	/** ISO 8601, UTC. */
	at: string;
}

export interface EffectStore {
	find(keys: readonly string[]): Promise<Map<string, StoredEffect>>;
	/** Throws conflict when a key is taken: another run did the same step at the same moment. */
	store(effects: readonly StoredEffect[]): Promise<void>;
}

/** A step that was begun on a CRM outside of this database, and is not known to be done. */
export interface StoredIntent {
	/** That of the effect it is to become. */
	key: string;
	/** As of the effect. */
	fingerprint: string;
	/** The process that does it. */
	owner: string;
	/** ISO 8601, UTC: until when that process is believed alive. */
	aliveUntil: string;
	/** JSON: what it has written, or was about to. */
	writes: string;
}

/** Steps under way on a CRM outside of this database. What shares the database needs none: an undone transaction leaves nothing. */
export interface IntentStore {
	/** By key. */
	find(keys: readonly string[]): Promise<Map<string, StoredIntent>>;
	/** Begins a step, or takes it from `seen`, what `find` gave. False: another run was faster, and is doing it or has done it. */
	take(intent: StoredIntent, seen: StoredIntent | undefined): Promise<boolean>;
	/** Notes what it writes, with a sign of life of its owner. False: another process has taken it by now. */
	note(intent: StoredIntent): Promise<boolean>;
	/** It is done, or nothing of it was. Does nothing when there is none. */
	forget(key: string): Promise<void>;
}
