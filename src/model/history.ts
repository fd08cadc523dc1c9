import type { RecordRef } from './record';
import { onBehalfOf, type Origin, type WriteContext } from './write';

/** Type of the entry that a refused access leaves behind. */
export const ACCESS_REFUSED = 'accessRefused';

/** Common types of entries; others are allowed. */
export const HISTORY_TYPES = ['information', 'warning', 'violation', 'stageChange', 'call', 'meeting', 'email', ACCESS_REFUSED] as const;
export const DEFAULT_HISTORY_TYPE = 'information';

/** An entry in the history (timeline) of a record. */
export interface HistoryEntry {
	id: string;
	type: string;
	text: string;
	record: RecordRef;
	/** On whose behalf; null: the system. */
	userId: string | null;
	/** ISO 8601, UTC. */
	at: string;
	origin: Origin | null;
}

export type HistoryDraft = Pick<HistoryEntry, 'text' | 'record'> & Partial<Pick<HistoryEntry, 'type' | 'userId'>>;

/** What the draft becomes, with a default where it says nothing. `at`: ISO 8601, UTC. */
export function newHistoryEntry(draft: HistoryDraft, write: WriteContext, at: string): Omit<HistoryEntry, 'id'> {
	return {
		type: draft.type || DEFAULT_HISTORY_TYPE,
		text: draft.text,
		record: { type: draft.record.type, id: draft.record.id },
		userId: onBehalfOf(draft.userId, write),
		at,
		origin: write.origin ?? null,
	};
}

/** How many entries of one type there are on behalf of one user. */
export interface HistoryCount {
	/** Null: the system. */
	userId: string | null;
	type: string;
	count: number;
	/** When the first and the last of them were written, ISO 8601, UTC. */
	firstAt: string;
	lastAt: string;
}
