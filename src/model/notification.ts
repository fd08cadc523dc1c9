import type { RecordRef } from './record';
import type { Origin } from './write';

/** A notice in a user's inbox. */
export interface Notification {
	id: string;
	recipientId: string;
	/** On whose behalf; null: the system. */
	senderId: string | null;
	text: string;
	record: RecordRef | null;
	/** ISO 8601, UTC. */
	at: string;
	readAt: string | null;
	origin: Origin | null;
}

export type NotificationDraft = Pick<Notification, 'recipientId' | 'text'> & Partial<Pick<Notification, 'senderId' | 'record'>>;
