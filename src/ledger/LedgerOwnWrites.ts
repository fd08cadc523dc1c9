import type { ChangeKind } from '../model/change';
import type { ChangeReason } from '../model/changeReason';
import type { RecordRef, Values } from '../model/record';
import type { Origin } from '../model/write';

/** What a step of ours wrote into a CRM that does not tell who wrote. */
export interface OwnWrite {
	ref: RecordRef;
	kind: ChangeKind;
	/** As the CRM answered; absent where it tells none. */
	version?: string;
	/** ISO 8601, by the clock of the CRM; absent where it does not tell. */
	updatedAt?: string;
	/** What the record has since then; absent: it was deleted. */
	values?: Values;
	/** As the step read it before, where it did: what others had changed by then is theirs. */
	seen?: { version: string; updatedAt: string; values: Values };
	actor?: string;
	origin?: Origin;
	reason?: ChangeReason;
	/** ISO 8601: when the answer was here. */
	at: string;
}

export interface StoredOwnWrite extends OwnWrite {
	/** A later one has a higher number, as a text. */
	id: string;
}

/** What is not told yet of the records of one type. */
export interface UnderWay {
	/** Ids of records that have been written by now. */
	written: string[];
	/** JSON of what steps under way write: see StoredIntent. */
	intents: string[];
}

/**
 * Who wrote what, until a poll finds it. Each write is kept with the values it left behind, so that several writes between two
 * polls are told one by one, each with its own actor and origin.
 */
export interface OwnWriteStore {
	/** Keeps those of types that are polled, if a process has served a trigger since `servedAfter` (ISO 8601): others nobody asks for. */
	add(writes: readonly OwnWrite[], servedAfter: string): Promise<void>;
	/** The oldest of a type; at most `limit`. */
	ofType(type: string, limit: number): Promise<StoredOwnWrite[]>;
	/** They have been told. */
	remove(ids: readonly string[]): Promise<void>;
	/** `now`: ISO 8601; steps whose process is believed gone do not count. One statement. */
	underWay(type: string, now: string): Promise<UnderWay>;
}
