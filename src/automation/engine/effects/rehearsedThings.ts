import { createHash } from 'node:crypto';
import { subjectOf, type ActivityDraft } from '../../../model/activity';
import type { DocumentDraft } from '../../../model/document';
import { DEFAULT_HISTORY_TYPE } from '../../../model/history';
import type { Values, FieldValue } from '../../../model/record';
import type { Field, RecordTypeDescription } from '../../../model/recordType';
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
		description: '',
		status: 'open',
		creatorId: write.actor ?? null,
		participantIds: [],
		observerIds: [],
		priority: 'normal',
		deadline: null,
		deadlineMovable: true,
		plannedStart: null,
		plannedEnd: null,
		tags: [],
		checklist: [],
		trackTime: false,
		estimateMinutes: null,
		resultNeedsApproval: false,
		parentId: null,
		record: null,
		projectId: null,
		projectStage: null,
		origin: write.origin ?? null,
		completedAt: null,
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

/** The values of a task, a project … by the names of the fields of its type, as the feed tells them. */
export function valuesOf(fields: readonly Field[], thing: object): Values {
	const own = thing as Record<string, unknown> & { values?: Values };
	return { ...own.values, ...Object.fromEntries(fields.flatMap(({ name }) => valueOf(own, name))) };
}

function valueOf(thing: Record<string, unknown>, name: string): Array<[string, FieldValue]> {
	// `responsible` is `responsibleId` of a task, `participants` are `participantIds`; the title of an activity is its subject.
	const property = [name, `${name}Id`, `${name.replace(/s$/, '')}Ids`, ...(name === 'title' ? ['subject'] : [])].find(
		(each) => each in thing,
	);
	return property === undefined ? [] : [[name, fieldValue(thing[property])]];
}

function fieldValue(value: unknown): FieldValue {
	if (Array.isArray(value) && value.length === 0) return null;
	if (value === null || typeof value !== 'object' || Array.isArray(value)) return value as FieldValue;
	const { type, id } = value as { type?: string; id?: string };
	return type === undefined || id === undefined ? JSON.stringify(value) : `${type}/${id}`;
}
