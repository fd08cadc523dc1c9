import type { TriggerIdentity } from './Ledger';

/** Something that is to happen at a moment: once, whatever happens to the processes that wait for it. */
export interface StoredTimer {
	/** For whom: see `timersOf` and the kinds of timers that begin with their own word. */
	owner: string;
	/** Which of its timers: a record, or an effect. One owner has one timer for each. */
	subject: string;
	/** ISO 8601, UTC; null: it has fired for this occasion, or is not to. */
	dueAt: string | null;
	/** What it waits for: another date, or another visit of a stage, is another occasion, for which it may fire again. */
	occasion: string;
	/** `type/id` of the record that it is about, where people look for it by that. */
	recordKey: string | null;
	/** JSON: what its owner needs when it fires. */
	content: string;
	/** ISO 8601: when it was set, or fired. */
	at: string;
}

/** Timers of people's actions and steps, for lists. Without a limit: all. */
export interface WaitingQuery {
	/** How the owner begins. */
	ownerPrefix: string;
	recordKeys?: readonly string[];
	limit?: number;
}

export interface TimerStore {
	/** By subject, those that have fired too. */
	find(owner: string, subjects: readonly string[]): Promise<Map<string, StoredTimer>>;
	/** Instead of what there was of their owner and subject; each named once. */
	save(timers: readonly StoredTimer[]): Promise<void>;
	/** Returns how many there were. */
	remove(owner: string, subjects: readonly string[]): Promise<number>;
	/** All of an owner that have not fired, and with `fired` the others too; at most `limit`. Returns how many. */
	removeOf(owner: string, which: { fired: boolean }, limit: number): Promise<number>;
	/** When the next one is due; null: none waits. However many wait, it costs one look into an index. */
	nextDue(): Promise<string | null>;
	/** Those that are due by then (ISO 8601), the first due first. */
	due(by: string, limit: number): Promise<StoredTimer[]>;
	/**
	 * They fire: those of the subjects that are still due by `at` (ISO 8601) are due no more. Returns them as they were but for that.
	 * Called in the transaction in which their work is written down, so that of two processes one does it.
	 */
	fire(owner: string, subjects: readonly string[], at: string): Promise<StoredTimer[]>;
	/** Those that wait, the next due first. */
	waiting(query: WaitingQuery): Promise<StoredTimer[]>;
	/** How many wait of each owner that begins so. */
	countWaiting(ownerPrefix: string): Promise<Map<string, number>>;
}

/** Of the timers of triggers. */
export const TRIGGER_TIMERS = 'trigger:';

/** The owner of the timers of a trigger. */
export function timersOf({ workflowId, nodeId }: TriggerIdentity): string {
	return `${TRIGGER_TIMERS}${workflowId}:${nodeId}`;
}
