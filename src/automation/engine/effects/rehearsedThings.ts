import { createHash } from 'node:crypto';
import { newActivity, type ActivityDraft } from '../../../model/activity';
import { newComment, type CommentDraft } from '../../../model/comment';
import { newDocument, type DocumentDraft } from '../../../model/document';
import { newHistoryEntry, type HistoryDraft } from '../../../model/history';
import { newNotification, type NotificationDraft } from '../../../model/notification';
import type { Values } from '../../../model/record';
import type { RecordTypeDescription } from '../../../model/recordType';
import { UNSAID_OF_TASK } from '../../../model/task';
import { UNSAID_OF_USER } from '../../../model/user';
import type { WriteContext } from '../../../model/write';

/** A thing that would be made. */
interface Made {
	id: string;
	/** ISO 8601, UTC. */
	at: string;
	write: WriteContext;
}

/**
 * What a CRM would return for a draft of a part of the port (by record type), as well as it can be known: what the draft leaves
 * open gets its default. Undefined: records of that type belong to no part.
 */
export function madeOf(type: string): ((draft: object, made: Made) => object) | undefined {
	const make = MADE_OF[type];
	return make && ((draft, made) => make(Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined)), made));
}

const MADE_OF: Readonly<Record<string, (draft: object, made: Made) => object>> = {
	task: (draft, { id, at, write }) => ({
		...UNSAID_OF_TASK,
		creatorId: write.actor ?? null,
		origin: write.origin ?? null,
		...draft,
		id,
		createdAt: at,
		version: '',
	}),
	user: (draft, { id }) => ({ ...UNSAID_OF_USER, ...draft, id }),
	project: (draft, { id, at }) => ({ ...draft, id, status: 'running', startedAt: at, finishedAt: null, version: '' }),
	activity: (draft, { id, at, write }) => ({ ...newActivity(draft as ActivityDraft, write, at), id, version: '' }),
	document: (draft, { id, at, write }) => {
		const { content } = draft as DocumentDraft;
		const sha256 = createHash('sha256').update(content).digest('hex');
		return { ...newDocument(draft as DocumentDraft, write, at), size: content.length, sha256, id, documentVersion: 1 };
	},
	history: (draft, { id, at, write }) => ({ ...newHistoryEntry(draft as HistoryDraft, write, at), id }),
	comment: (draft, { id, at, write }) => ({ ...newComment(draft as CommentDraft, write, at), id }),
	notification: (draft, { id, at, write }) => ({ ...newNotification(draft as NotificationDraft, write, at), id }),
};

/** The values of a new record: every field has one, and a type with pipelines begins at the first stage of the first of them. */
export function newRecordValues({ fields, pipelines }: RecordTypeDescription, given: Values): Values {
	const values: Values = { ...Object.fromEntries(fields.map(({ name, default: value }) => [name, value ?? null])), ...given };
	if (pipelines.length === 0) return values;
	const pipeline = pipelines.find(({ id }) => id === values['pipeline']) ?? pipelines[0]!;
	return { ...values, pipeline: pipeline.id, stage: values['stage'] ?? pipeline.stages[0]?.id ?? null };
}
