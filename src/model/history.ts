import type { RecordRef } from './record';
import type { Origin } from './write';

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
