import type { StoredTimer } from '../../../../ledger/Ledger';
import type { Values } from '../../../../model/record';

/** What the timer of a record remembers beside its moment. */
export interface VisitContent {
	stage: string | null;
	/** ISO 8601: since when the record is at that stage, as far as that is known. */
	since: string;
}

/** What is gathered of edits that follow each other. */
export interface EditsContent {
	/** ISO 8601: when the first and the last of them were made. */
	firstAt: string;
	lastAt: string;
	/** The values before the first. */
	before: Values;
}

/** The state of a trigger's timers as a whole, under the subject `*`. */
export interface MarkContent {
	/** ISO 8601: what was due by then is not told unless asked for. */
	since: string;
	/** Every record there was has been looked at. */
	complete: boolean;
}

/** The subject of what is about the trigger and no record. */
export const WHOLE = '*';

export function contentOf<Content>(timer: Pick<StoredTimer, 'content'>): Content {
	return JSON.parse(timer.content) as Content;
}
