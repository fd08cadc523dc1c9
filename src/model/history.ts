import type { RecordRef } from './record';
import type { Origin } from './write';

/** Common types of entries; others are allowed. */
export const HISTORY_TYPES = ['information', 'warning', 'violation', 'stageChange', 'call', 'meeting', 'email'] as const;
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
