import { shorten } from './CrmError';
import type { RecordRef } from './record';
import { onBehalfOf, type Origin, type WriteContext } from './write';

export const ACTIVITY_KINDS = ['meeting', 'call', 'other'] as const;
export type ActivityKind = (typeof ACTIVITY_KINDS)[number];

export const ACTIVITY_STATUSES = ['planned', 'completed'] as const;
export type ActivityStatus = (typeof ACTIVITY_STATUSES)[number];

/**
 * Something that people do with a customer at a time: a meeting, a call. The record type `activity`: its changes are in
 * the feed like any other, with the subject under the name `title`.
 */
export interface Activity {
	id: string;
	kind: ActivityKind;
	/** What it is about, in a few words. */
	subject: string;
	/** What is to be done or said. */
	description: string;
	/** When it takes place: ISO 8601, UTC. */
	at: string;
	durationMinutes: number | null;
	record: RecordRef;
	/** User ids. */
	responsibleId: string;
	creatorId: string | null;
	status: ActivityStatus;
	/** ISO 8601, UTC. */
	completedAt: string | null;
	/**
	 * It is completed automatically when the record moves to another stage, no matter who moves it. One that was made in the step that
	 * moves the record stays open: see SAME_STEP_MINUTES.
	 */
	completeOnStageChange: boolean;
	/** Workflow, run, pipeline and stage that made it; null when a person did. */
	origin: Origin | null;
	createdAt: string;
	/** See `CrmRecord.version`. */
	version: string;
}

export type ActivityDraft = Pick<Activity, 'description' | 'record' | 'responsibleId'> &
	Partial<Pick<Activity, 'kind' | 'subject' | 'at' | 'durationMinutes' | 'creatorId' | 'completeOnStageChange' | 'origin'>>;

/** What the draft becomes, with a default where it says nothing. `at`: ISO 8601, UTC. */
export function newActivity(draft: ActivityDraft, write: WriteContext, at: string): Omit<Activity, 'id' | 'version'> {
	return {
		kind: draft.kind ?? 'other',
		subject: draft.subject || subjectOf(draft.description),
		description: draft.description,
		at: draft.at ?? at,
		durationMinutes: draft.durationMinutes ?? null,
		record: { type: draft.record.type, id: draft.record.id },
		responsibleId: draft.responsibleId,
		creatorId: onBehalfOf(draft.creatorId, write),
		status: 'planned',
		completedAt: null,
		completeOnStageChange: draft.completeOnStageChange ?? true,
		origin: draft.origin === undefined ? (write.origin ?? null) : draft.origin,
		createdAt: at,
	};
}

/**
 * A run that makes an activity and moves its record means the activity for what comes then, in whichever order the two
 * stand in the workflow. A run that has waited longer than that in between has gone on to another step: then the
 * activity is done.
 */
export const SAME_STEP_MINUTES = 10;

/** The first line of the description, for an activity without a subject. */
export function subjectOf(description: string): string {
	const line = description.split(/[\r\n]+/).find((part) => part.trim() !== '') ?? '';
	return shorten(line.trim());
}
