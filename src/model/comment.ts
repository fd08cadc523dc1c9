import type { RecordRef } from './record';
import { onBehalfOf, type Origin, type WriteContext } from './write';

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

/** What the draft becomes, with a default where it says nothing. `at`: ISO 8601, UTC. */
export function newComment(draft: CommentDraft, write: WriteContext, at: string): Omit<Comment, 'id'> {
	return {
		record: { type: draft.record.type, id: draft.record.id },
		text: draft.text,
		authorId: onBehalfOf(draft.authorId, write),
		mentionIds: [...new Set(draft.mentionIds)],
		at,
		origin: write.origin ?? null,
	};
}
