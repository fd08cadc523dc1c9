import type { ActivityStore } from '../../../crm/Crm';
import { ACTIVITY_KINDS, type Activity, type ActivityDraft, type ActivityKind, type ActivityStatus } from '../../../model/activity';
import { isBlank, readMoment } from '../../../model/coercion';
import { CrmError, recordNotFound } from '../../../model/CrmError';
import { deadlineMoment, type Deadline } from '../../../model/deadline';
import { refKey, titleOf, type RecordRef } from '../../../model/record';
import type { WorkingCalendar } from '../../../model/workingCalendar';
import { countingOf } from '../../words/calendars/countingOf';
import { Directory } from '../../words/directory/directory';
import { activitiesOf } from '../../words/directory/optionalParts';
import type { Operation } from '../../engine/effects/Operation';
import { outputOf, type Output } from '../../../model/output';
import { recordsByRef } from '../../words/reading/readRecords';
import type { Scope } from '../../engine/Scope';
import { responsibleOf } from '../../words/directory/supervisors';
import { originAt } from '../../engine/effects/origin';
import { readTitles } from '../../words/output/titles';
import type { CompleteActivitiesInput, ScheduleActivityInput } from './inputs';

export type ActivityOutput = Output & { id: string; subject: string; status: ActivityStatus };
/** `completed` counts those that are done now; none left is no error. */
export type CompleteActivitiesOutput = Output & {
	completed: number;
	activities: ActivityOutput[];
	/** Why nothing was completed; null when something was. */
	reason: string | null;
};

export interface ActivityFilter {
	record?: RecordRef;
	/** Id, e-mail or name. */
	responsible?: string;
	kinds?: string[];
	status?: ActivityStatus;
	/** ISO 8601, both included; without an offset in the scope's zone; a date alone means the whole day. */
	from?: string;
	until?: string;
	/** At most that many; absent: all. */
	limit?: number;
}

/** Throws notFound, missingValue, invalidValue. */
export const scheduleActivities: Operation<ScheduleActivityInput, ActivityOutput> = {
	name: 'activity.schedule',
	writes: 'crm',
	target: ({ record, kind, subject }) => [record, kind, subject ?? null],
	async perform(scope, inputs, write) {
		const store = activitiesOf(scope);
		const directory = new Directory(scope);
		const people = await directory.people();
		const records = await recordsByRef(
			scope.crm,
			inputs.map(({ record }) => record),
		);
		const drafts: ActivityDraft[] = [];
		for (const input of inputs) {
			const record = records.get(refKey(input.record))!;
			if (isBlank(input.description))
				throw new CrmError('missingValue', `The activity for ${refKey(record)} has no description.`, 'Write what is to be done.');
			const responsibleId = isBlank(input.responsible)
				? responsibleOf(record)
				: people.resolve(input.responsible, 'Responsible of the activity').id;
			if (responsibleId === null) {
				throw new CrmError(
					'missingValue',
					`Responsible of the activity: ${record.type} "${titleOf(record)}" has no responsible person.`,
					'Choose a user, or set the responsible person of the record first.',
				);
			}
			drafts.push({
				record: input.record,
				kind: input.kind,
				description: input.description,
				subject: input.subject,
				at: momentOf(scope, input.at, await scope.calendarOf(responsibleId)),
				durationMinutes: durationOf(input.durationMinutes),
				responsibleId,
				completeOnStageChange: input.completeOnStageChange,
				origin: originAt(write, record),
			});
		}
		return await presentActivities(scope, await store.create(drafts, write), directory);
	},
};

/** Throws notFound. */
export const completeActivities: Operation<CompleteActivitiesInput, CompleteActivitiesOutput> = {
	name: 'activity.complete',
	writes: 'crm',
	target: (input) => (input.kind === 'activity' ? [input.activity] : [input.record]),
	async perform(scope, inputs, write) {
		const store = activitiesOf(scope);
		await recordsByRef(
			scope.crm,
			inputs.flatMap((input) => (input.kind === 'record' ? [input.record] : [])),
		);
		const outputs: CompleteActivitiesOutput[] = [];
		for (const input of inputs) {
			const meant =
				input.kind === 'record'
					? await store.find({ record: input.record, statuses: ['planned'] })
					: [await activityOf(store, input.activity)];
			const open = meant.filter(({ status }) => status === 'planned');
			const done =
				open.length === 0
					? []
					: await store.complete(
							open.map(({ id }) => id),
							write,
						);
			const nothing = input.kind === 'record' ? 'The record has no open activity.' : 'The activity is completed already.';
			outputs.push({
				completed: done.length,
				activities: await presentActivities(scope, done),
				reason: done.length > 0 ? null : nothing,
			});
		}
		return outputs;
	},
};

/** By the time at which they take place, the latest first. */
export async function listActivities(
	scope: Scope,
	{ record, responsible, kinds, status, from, until, limit }: ActivityFilter,
): Promise<ActivityOutput[]> {
	const directory = new Directory(scope);
	const activities = await activitiesOf(scope).find({
		record,
		limit,
		responsibleId: isBlank(responsible) ? undefined : (await directory.people()).resolve(responsible, 'Responsible').id,
		kinds: kinds === undefined ? undefined : kinds.map(kindOf),
		statuses: status === undefined ? undefined : [status],
		from: isBlank(from) ? undefined : readMoment(from, scope.timeZone, 'From', 'startOfDay').toISOString(),
		until: isBlank(until) ? undefined : readMoment(until, scope.timeZone, 'Until', 'endOfDay').toISOString(),
	});
	return await presentActivities(scope, activities, directory);
}

function kindOf(kind: string): ActivityKind {
	const known = ACTIVITY_KINDS.find((other) => other === kind);
	if (known !== undefined) return known;
	throw new CrmError('invalidValue', `The kind of activity "${kind}" does not exist.`, `Choose one of: ${ACTIVITY_KINDS.join(', ')}.`);
}

function momentOf(scope: Scope, at: Deadline | undefined, calendar: WorkingCalendar): string | undefined {
	if (at === undefined) return undefined;
	const label = 'Time of the activity';
	const moment =
		at.kind === 'absolute'
			? readMoment(at.at, scope.timeZone, label, 'startOfDay')
			: deadlineMoment(at, countingOf(scope, calendar), label);
	return moment.toISOString();
}

function durationOf(minutes: number | undefined): number | null {
	if (minutes === undefined || (Number.isFinite(minutes) && minutes >= 0)) return minutes ?? null;
	throw new CrmError('invalidValue', `Duration of the activity: ${String(minutes)} is not a number of minutes.`, 'Give 0 or more minutes.');
}

async function activityOf(store: ActivityStore, id: string): Promise<Activity> {
	const activity = await store.get(id);
	if (activity === undefined) throw recordNotFound('activity', id);
	return activity;
}

async function presentActivities(
	scope: Scope,
	activities: readonly Activity[],
	directory = new Directory(scope),
): Promise<ActivityOutput[]> {
	const people = await directory.people();
	const titles = await readTitles(
		scope.crm,
		directory,
		activities.map(({ record }) => record),
	);
	return activities.map(
		({
			id,
			kind,
			subject,
			description,
			at,
			durationMinutes,
			record,
			responsibleId,
			creatorId,
			status,
			completedAt,
			completeOnStageChange,
			origin,
			createdAt,
			version,
		}) => ({
			id,
			type: 'activity',
			kind,
			subject,
			description,
			at,
			durationMinutes,
			record: titles.linkTo(record),
			responsible: people.nameOf(responsibleId),
			responsibleId,
			creator: people.nameOf(creatorId),
			creatorId,
			status,
			completedAt,
			completeOnStageChange,
			origin: origin === null ? null : outputOf(origin),
			createdAt,
			version,
		}),
	);
}
