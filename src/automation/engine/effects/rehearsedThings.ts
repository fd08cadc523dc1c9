import { createHash } from 'node:crypto';
import { subjectOf, type ActivityDraft } from '../../../model/activity';
import type { DocumentDraft } from '../../../model/document';
import { DEFAULT_HISTORY_TYPE } from '../../../model/history';
import type { Values } from '../../../model/record';
import type { RecordTypeDescription } from '../../../model/recordType';
import { UNSAID_OF_TASK } from '../../../model/task';
import type { WriteContext } from '../../../model/write';

/** A thing that would be made. */
interface Made {
	id: string;
	/** ISO 8601, UTC. */
	at: string;
	write: WriteContext;
}

/**
 * What a CRM gives back for a draft of a part of the port (by record type), as far as it can be known: what the draft leaves open
 * is its default. Undefined: records of that type are no part.
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
	user: (draft, { id }) => ({
		email: null,
		supervisorId: null,
		role: null,
		groups: [],
		active: true,
		absentFrom: null,
		absentUntil: null,
		values: {},
		...draft,
		id,
	}),
	project: (draft, { id, at }) => ({ ...draft, id, status: 'running', startedAt: at, finishedAt: null, version: '' }),
	activity: (draft, { id, at, write }) => ({
		kind: 'other',
		subject: subjectOf((draft as ActivityDraft).description),
		at,
		durationMinutes: null,
		creatorId: write.actor ?? null,
		completeOnStageChange: false,
		origin: write.origin ?? null,
		...draft,
		id,
		status: 'planned',
		completedAt: null,
		createdAt: at,
		version: '',
	}),
	document: (draft, { id, at, write }) => {
		const { content, ...rest } = draft as DocumentDraft;
		const sha256 = createHash('sha256').update(content).digest('hex');
		const own = { size: content.length, sha256, id, documentVersion: 1, at };
		return { kind: null, tags: [], authorId: write.actor ?? null, origin: write.origin ?? null, ...rest, ...own };
	},
	history: (draft, made) => ({ type: DEFAULT_HISTORY_TYPE, userId: made.write.actor ?? null, ...draft, ...said(made) }),
	comment: (draft, made) => ({ authorId: made.write.actor ?? null, mentionIds: [], ...draft, ...said(made) }),
	notification: (draft, made) => ({ senderId: made.write.actor ?? null, record: null, ...draft, ...said(made), readAt: null }),
};

function said({ id, at, write }: Made): object {
	return { id, at, origin: write.origin ?? null };
}

/** The values of a new record: every field has one, and a type with pipelines begins at the first stage of the first of them. */
export function newRecordValues({ fields, pipelines }: RecordTypeDescription, given: Values): Values {
	const values: Values = { ...Object.fromEntries(fields.map(({ name, default: value }) => [name, value ?? null])), ...given };
	if (pipelines.length === 0) return values;
	const pipeline = pipelines.find(({ id }) => id === values['pipeline']) ?? pipelines[0]!;
	return { ...values, pipeline: pipeline.id, stage: values['stage'] ?? pipeline.stages[0]?.id ?? null };
}
