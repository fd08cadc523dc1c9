import type { RecordRef } from './record';
import { onBehalfOf, type Origin, type WriteContext } from './write';

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

/** What the draft becomes, with a default where it says nothing. `at`: ISO 8601, UTC. */
export function newNotification(draft: NotificationDraft, write: WriteContext, at: string): Omit<Notification, 'id'> {
	return {
		recipientId: draft.recipientId,
		senderId: onBehalfOf(draft.senderId, write),
		text: draft.text,
		record: draft.record ? { type: draft.record.type, id: draft.record.id } : null,
		at,
		readAt: null,
		origin: write.origin ?? null,
	};
}
