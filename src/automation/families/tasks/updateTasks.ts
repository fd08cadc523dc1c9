import { isBlank, readMoment } from '../../../model/coercion';
import { CrmError, quoted, recordNotFound } from '../../../model/CrmError';
import { deadlineMoment } from '../../../model/deadline';
import type { People } from '../../../model/people';
import { TASK_PRIORITIES, type Task, type TaskDraft } from '../../../model/task';
import { changedChecklist, checkDeadlineMove, completionOf, isOver } from '../../../model/taskRules';
import type { WorkingCalendar } from '../../../model/workingCalendar';
import type { WriteContext } from '../../../model/write';
import { sameValue } from '../../../model/sameValue';
import { countingOf } from '../../words/calendars/countingOf';
import { Directory } from '../../words/directory/directory';
import type { Operation } from '../../engine/effects/Operation';
import { taskStatus } from './findTasks';
import type { EmptiedTaskField, UpdateTaskInput } from './inputs';
import { presentTasks, type TaskOutput } from '../../words/output/present';
import { advanceProjects } from '../../words/following/projectProgress';
import { recordsByRef } from '../../words/reading/readRecords';
import { requireVersions } from '../../words/values/requireVersions';
import type { Scope } from '../../engine/Scope';

/** The task as it is now. */
export type UpdateTaskOutput = TaskOutput & {
	/** Tasks of its project that waited for it and can be worked on now. */
	released: TaskOutput[];
	/** Whether its project has no open task any more and was finished by this. */
	projectFinished: boolean;
	/** Why nothing changed; null when something did. */
	reason: string | null;
};

/**
 * Changes only what is given; a blank value is none. Throws notFound (task, person, point of the checklist), invalidValue,
 * conflict (another version; a deadline that the one who acts may not move).
 */
export const updateTasks: Operation<UpdateTaskInput, UpdateTaskOutput> = {
	name: 'task.update',
	writes: 'crm',
	target: ({ task }) => [task],
	async perform(scope, inputs, write) {
		requireVersions(scope.crm.capabilities, inputs);
		const directory = new Directory(scope);
		const people = await directory.people();
		await recordsByRef(
			scope.crm,
			inputs.flatMap(({ record }) => (record === undefined ? [] : [record])),
		);
		const before = new Map<string, Task>();
		const current = new Map<string, Task>();
		const changes: Array<{ id: string; ifVersion?: string } & Partial<TaskDraft>> = [];
		const reasons: Array<string | null> = [];
		for (const input of inputs) {
			const task = current.get(input.task) ?? (await existing(scope, input.task));
			if (!before.has(task.id)) before.set(task.id, task);
			const worker = isBlank(input.responsible) ? task.responsibleId : people.resolve(input.responsible, 'Responsible').id;
			const change = changeOf(scope, input, task, people, write, await scope.calendarOf(worker));
			changes.push({ ...change, id: task.id, ifVersion: input.ifVersion });
			reasons.push(whyUnchanged(task, change));
			current.set(task.id, { ...task, ...change });
		}
		const updated = await scope.crm.tasks.update(changes, write);
		const ended = updated.filter(({ id, status }) => isOver(status) && !isOver(before.get(id)!.status));
		const { released, finishedProjects } = await advanceProjects(scope, ended, write);
		// One that was changed may have been released by a later one.
		const latest = new Map(released.map((task) => [task.id, task]));
		const outputs = await presentTasks(
			scope,
			updated.map((task) => latest.get(task.id) ?? task),
			directory,
		);
		const releasedOutputs = await presentTasks(scope, released, directory);
		return outputs.map((output, index) => {
			const { id, projectId } = updated[index]!;
			const ends = ended.some((task) => task.id === id);
			return {
				...output,
				released: ends ? releasedOutputs.filter((_, labelOf) => released[labelOf]!.projectId === projectId) : [],
				projectFinished: ends && projectId !== null && finishedProjects.includes(projectId),
				reason: reasons[index]!,
			};
		});
	},
};

function whyUnchanged(task: Task, change: Partial<TaskDraft>): string | null {
	const names = Object.keys(change) as Array<keyof TaskDraft & keyof Task>;
	if (names.length === 0) return 'No field was given to change.';
	return names.every((name) => sameValue(task[name], change[name])) ? 'The task was like this already.' : null;
}

async function existing(scope: Scope, id: string): Promise<Task> {
	const task = await scope.crm.tasks.get(id);
	if (task === undefined) throw recordNotFound('task', id);
	return task;
}

function changeOf(
	scope: Scope,
	input: UpdateTaskInput,
	task: Task,
	people: People,
	write: WriteContext,
	calendar: WorkingCalendar,
): Partial<TaskDraft> {
	const change = {
		...emptied(input.empty ?? []),
		...given({
			...plainParts(scope, input, task, calendar),
			...peopleParts(input, people, task),
			...statusParts(scope, input, task, write),
		}),
	};
	checkDeadlineMove(task, change, write.actor);
	const { plannedStart, plannedEnd } = { ...task, ...change };
	if (plannedStart !== null && plannedEnd !== null && plannedEnd < plannedStart) {
		throw new CrmError(
			'invalidValue',
			`Planned end of task "${task.title}" (${plannedEnd}) is before its planned start (${plannedStart}).`,
			'Let it end after it starts.',
		);
	}
	return change;
}

function plainParts(scope: Scope, input: UpdateTaskInput, task: Task, calendar: WorkingCalendar): Partial<TaskDraft> {
	const { title, description, priority, estimateMinutes, plannedStart, plannedEnd, parent, deadline, tags = [] } = input;
	const labelOf = (part: string) => `${part} of task "${task.title}"`;
	if (priority !== undefined && !TASK_PRIORITIES.includes(priority)) {
		throw new CrmError(
			'invalidValue',
			`${labelOf('Priority')}: ${quoted(priority)} does not exist.`,
			`Choose one of: ${TASK_PRIORITIES.join(', ')}.`,
		);
	}
	if (estimateMinutes !== undefined && !(Number.isFinite(estimateMinutes) && estimateMinutes >= 0)) {
		throw new CrmError(
			'invalidValue',
			`${labelOf('Estimate')}: ${String(estimateMinutes)} is not a number of minutes.`,
			'Give 0 or more minutes.',
		);
	}
	if (parent === task.id)
		throw new CrmError('invalidValue', `Task "${task.title}" cannot be a part of itself.`, 'Choose another task under "Parent Task ID".');
	const empties = new Set(input.empty);
	return {
		title: isBlank(title) ? undefined : title,
		description: isBlank(description) ? undefined : description,
		priority,
		estimateMinutes,
		deadline: deadline === undefined ? undefined : deadlineMoment(deadline, countingOf(scope, calendar), labelOf('Deadline')).toISOString(),
		deadlineMovable: input.deadlineMovable,
		tags: tags.length === 0 ? undefined : tags,
		checklist:
			input.checklist === undefined
				? undefined
				: changedChecklist(empties.has('checklist') ? [] : task.checklist, input.checklist, task.title),
		trackTime: input.trackTime,
		resultNeedsApproval: input.resultNeedsApproval,
		parentId: isBlank(parent) ? undefined : parent,
		record: input.record,
		plannedStart: isBlank(plannedStart)
			? undefined
			: readMoment(plannedStart, scope.timeZone, labelOf('Planned start'), 'startOfDay').toISOString(),
		plannedEnd: isBlank(plannedEnd) ? undefined : readMoment(plannedEnd, scope.timeZone, labelOf('Planned end'), 'endOfDay').toISOString(),
	};
}

function peopleParts(
	{ responsible, creator, participants, observers }: UpdateTaskInput,
	people: People,
	{ title }: Task,
): Partial<TaskDraft> {
	const one = (reference: string | undefined, role: string) =>
		isBlank(reference) ? undefined : people.resolve(reference, `${role} of task "${title}"`).id;
	const several = (references: readonly string[] | undefined, role: string) => {
		const ids = new Set((references ?? []).map((reference) => one(reference, role)).filter((id) => id !== undefined));
		return ids.size === 0 ? undefined : [...ids];
	};
	return {
		responsibleId: one(responsible, 'Responsible'),
		creatorId: one(creator, 'Creator'),
		participantIds: several(participants, 'Participant'),
		observerIds: several(observers, 'Observer'),
	};
}

function statusParts(
	scope: Scope,
	{ status, resultNeedsApproval }: UpdateTaskInput,
	task: Task,
	{ actor }: WriteContext,
): Partial<TaskDraft> {
	if (isBlank(status)) return {};
	const wanted = taskStatus(status);
	if (wanted !== 'completed') return { status: wanted };
	const done = task.status === 'cancelled' ? { ...task, status: 'open' as const } : task;
	return (
		completionOf(
			{ ...done, resultNeedsApproval: resultNeedsApproval ?? task.resultNeedsApproval },
			actor,
			scope.clock.now().toISOString(),
		) ?? {}
	);
}

function emptied(fields: readonly EmptiedTaskField[]): Partial<TaskDraft> {
	return Object.assign({}, ...fields.map((field) => EMPTY[field])) as Partial<TaskDraft>;
}

const EMPTY: Record<EmptiedTaskField, Partial<TaskDraft>> = {
	checklist: { checklist: [] },
	creator: { creatorId: null },
	deadline: { deadline: null },
	description: { description: '' },
	estimateMinutes: { estimateMinutes: null },
	observers: { observerIds: [] },
	parent: { parentId: null },
	participants: { participantIds: [] },
	plannedEnd: { plannedEnd: null },
	plannedStart: { plannedStart: null },
	record: { record: null },
	tags: { tags: [] },
};

function given(parts: Partial<TaskDraft>): Partial<TaskDraft> {
	return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
}
