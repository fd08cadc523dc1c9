import type { RecordRef } from './record';
import type { Origin } from './write';

/** What somebody says about a record, a task or a project. */
export interface Comment {
	id: string;
	record: RecordRef;
	text: string;
	/** Null: the system. */
	authorId: string | null;
	/** Ids of the users it mentions. */
	mentionIds: string[];
	/** ISO 8601, UTC. */
	at: string;
	origin: Origin | null;
}

/** `authorId` left out: the actor of the write. */
export type CommentDraft = Pick<Comment, 'record' | 'text'> & Partial<Pick<Comment, 'authorId' | 'mentionIds'>>;
