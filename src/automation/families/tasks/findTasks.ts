import type { TaskOrder } from '../../../crm/Crm';
import { isBlank, readMoment } from '../../../model/coercion';
import { CrmError, recordNotFound } from '../../../model/CrmError';
import type { RecordRef } from '../../../model/record';
import { OPEN_TASK_STATUSES, TASK_STATUSES, type TaskStatus } from '../../../model/task';
import { Directory } from '../../words/directory/directory';
import type { Output } from '../../../model/output';
import { presentTasks, type TaskOutput } from '../../words/output/present';
import { localMoment, withoutEmpty } from '../../words/output/simple';
import type { Scope } from '../../engine/Scope';
import { plainText } from '../../../model/plainText';

export interface TaskFilter {
	record?: RecordRef;
	/** Id. */
	project?: string;
	/** Id, e-mail or name. */
	responsible?: string;
	statuses?: string[];
	/** Only open tasks whose deadline has passed. */
	overdue?: boolean;
	/** ISO 8601, both included; without an offset in the scope's zone; a date alone means the whole day. */
	deadlineFrom?: string;
	deadlineUntil?: string;
	/** All of them. */
	tags?: string[];
	/** Part of the title. */
	titleContains?: string;
	byAutomation?: boolean;
	orderBy?: { field: TaskOrder; descending?: boolean };
	/** At most that many; absent: all. */
	limit?: number;
}

/** Throws notFound. */
export async function getTask(scope: Scope, id: string): Promise<TaskOutput> {
	const task = await scope.crm.tasks.get(id);
	if (task === undefined) throw recordNotFound('task', id);
	return (await presentTasks(scope, [task]))[0]!;
}

/** The newest first, unless sorted otherwise. Throws notFound (user), invalidValue (status, moment). */
export async function findTasks(scope: Scope, filter: TaskFilter): Promise<TaskOutput[]> {
	const {
		responsible,
		statuses = [],
		overdue = false,
		project,
		titleContains,
		tags = [],
		deadlineFrom,
		deadlineUntil,
		record,
		byAutomation,
		orderBy,
		limit,
	} = filter;
	const directory = new Directory(scope);
	const moment = (value: string | undefined, label: string, day: 'startOfDay' | 'endOfDay') =>
		isBlank(value) ? undefined : readMoment(value, scope.timeZone, label, day).toISOString();
	// The last moment that has passed.
	const passed = overdue ? new Date(scope.clock.now().getTime() - 1).toISOString() : undefined;
	const until = [moment(deadlineUntil, 'Deadline until', 'endOfDay'), passed].filter((limit) => limit !== undefined).sort()[0];
	const wanted = statuses.map(taskStatus);
	const chosen = wanted.length > 0 ? wanted : overdue ? OPEN_TASK_STATUSES : undefined;
	const tasks = await scope.crm.tasks.find({
		record,
		projectId: isBlank(project) ? undefined : project,
		responsibleId: isBlank(responsible) ? undefined : (await directory.people()).resolve(responsible, 'Responsible').id,
		statuses: overdue ? chosen?.filter((status) => OPEN_TASK_STATUSES.includes(status)) : chosen,
		deadlineFrom: moment(deadlineFrom, 'Deadline from', 'startOfDay'),
		deadlineUntil: until,
		tags,
		byAutomation,
		search: isBlank(titleContains) ? undefined : plainText(titleContains),
		orderBy,
		limit,
	});
	return await presentTasks(scope, tasks, directory);
}

/** What most lists need of a task. */
export function simplifyTask({ timeZone }: Scope, task: TaskOutput): Output {
	const shown = SIMPLE_FIELDS.map((name) => [name, name === 'deadline' ? localMoment(task[name]!, timeZone) : task[name]!] as const);
	return withoutEmpty(Object.fromEntries(shown));
}

const SIMPLE_FIELDS = [
	'id',
	'title',
	'status',
	'responsible',
	'responsibleId',
	'priority',
	'deadline',
	'tags',
	'record',
	'projectId',
] as const;

/** A status as people write it: `in progress` too. Throws invalidValue. */
export function taskStatus(status: string): TaskStatus {
	const wanted = status.replace(/[\s_-]/g, '').toLowerCase();
	const known = TASK_STATUSES.find((other) => other.toLowerCase() === wanted);
	if (known !== undefined) return known;
	throw new CrmError('invalidValue', `"${status}" is no status of a task.`, `Choose from: ${TASK_STATUSES.join(', ')}.`);
}
