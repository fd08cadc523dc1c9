import { isBlank, readMoment } from '../../../model/coercion';
import { CrmError, quoted, recordNotFound } from '../../../model/CrmError';
import { deadlineMoment } from '../../../model/deadline';
import type { People } from '../../../model/people';
import { refKey } from '../../../model/record';
import { TASK_PRIORITIES, type TaskDraft } from '../../../model/task';
import type { WorkingCalendar } from '../../../model/workingCalendar';
import type { WriteContext } from '../../../model/write';
import { countingOf } from '../../words/calendars/countingOf';
import { Directory } from '../../words/directory/directory';
import type { Operation } from '../../engine/effects/Operation';
import { presentTasks, type TaskOutput } from '../../words/output/present';
import { recordsByRef } from '../../words/reading/readRecords';
import type { Scope } from '../../engine/Scope';
import { originAt } from '../../engine/effects/origin';
import type { CreateTaskInput } from './inputs';
import { TaskResponsibles } from './TaskResponsibles';

export { completeTasks, type CompleteTasksOutput } from './completeTasks';
export { deleteTasks } from './deleteTasks';
export { findTasks, getTask, simplifyTask, type TaskFilter } from './findTasks';
export { updateTasks, type UpdateTaskOutput } from './updateTasks';

/**
 * Spreads work over those who share it in a group or role: each task of a call counts for the next. Throws notFound,
 * missingValue, invalidValue.
 */
export const createTasks: Operation<CreateTaskInput, TaskOutput> = {
	name: 'task.create',
	writes: 'crm',
	target: ({ record, title }) => [record ?? null, title],
	async perform(scope, inputs, write) {
		const directory = new Directory(scope);
		const people = await directory.people();
		const records = await recordsByRef(
			scope.crm,
			inputs.flatMap(({ record }) => (record === undefined ? [] : [record])),
		);
		directory.rememberTitles(records.values());
		await checkParents(scope, inputs);
		const responsibles = new TaskResponsibles(scope, directory, records);
		const drafts: TaskDraft[] = [];
		for (const input of inputs) {
			const record = input.record === undefined ? undefined : records.get(refKey(input.record))!;
			const responsibleId = await responsibles.choose(input.responsible, `Responsible of task "${input.title}"`, record);
			const calendar = await scope.calendarOf(responsibleId);
			const origin = originAt(write, record);
			drafts.push({ ...plainParts(scope, input, calendar), ...peopleParts(input, people, write), responsibleId, origin });
		}
		await responsibles.saveTurns();
		return await presentTasks(scope, await scope.crm.tasks.create(drafts, write), directory);
	},
};

function plainParts(scope: Scope, input: CreateTaskInput, calendar: WorkingCalendar): Omit<TaskDraft, 'responsibleId'> {
	const { title, priority, estimateMinutes } = input;
	if (isBlank(title)) throw new CrmError('missingValue', 'The task has no title.', 'Give the task a title.');
	const labelOf = (part: string) => `${part} of task "${title}"`;
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
	const plannedStart = isBlank(input.plannedStart)
		? null
		: readMoment(input.plannedStart, scope.timeZone, labelOf('Planned start'), 'startOfDay').toISOString();
	const plannedEnd = isBlank(input.plannedEnd)
		? null
		: readMoment(input.plannedEnd, scope.timeZone, labelOf('Planned end'), 'endOfDay').toISOString();
	if (plannedStart !== null && plannedEnd !== null && plannedEnd < plannedStart) {
		throw new CrmError(
			'invalidValue',
			`${labelOf('Planned end')} (${plannedEnd}) is before its planned start (${plannedStart}).`,
			'Let it end after it starts.',
		);
	}
	return {
		title,
		description: input.description,
		record: input.record,
		deadline:
			input.deadline === undefined ? null : deadlineMoment(input.deadline, countingOf(scope, calendar), labelOf('Deadline')).toISOString(),
		deadlineMovable: input.deadlineMovable,
		priority,
		tags: input.tags,
		checklist: (input.checklist ?? []).filter((text) => !isBlank(text)).map((text) => ({ text, done: false })),
		trackTime: input.trackTime,
		estimateMinutes,
		resultNeedsApproval: input.resultNeedsApproval,
		parentId: isBlank(input.parent) ? null : input.parent,
		plannedStart,
		plannedEnd,
	};
}

function peopleParts(
	input: CreateTaskInput,
	people: People,
	write: WriteContext,
): Pick<TaskDraft, 'creatorId' | 'participantIds' | 'observerIds'> {
	const ids = (references: readonly string[] | undefined, role: string) => [
		...new Set(
			(references ?? [])
				.filter((reference) => !isBlank(reference))
				.map((reference) => people.resolve(reference, `${role} of task "${input.title}"`).id),
		),
	];
	return {
		creatorId: isBlank(input.creator) ? (write.actor ?? null) : people.resolve(input.creator, `Creator of task "${input.title}"`).id,
		participantIds: ids(input.participants, 'Participant'),
		observerIds: ids(input.observers, 'Observer'),
	};
}

async function checkParents(scope: Scope, inputs: readonly CreateTaskInput[]): Promise<void> {
	for (const id of new Set(inputs.map((input) => input.parent))) {
		if (!isBlank(id) && (await scope.crm.tasks.get(id)) === undefined) throw recordNotFound('task', id, { where: '(parent task)' });
	}
}
