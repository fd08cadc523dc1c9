import type { Clock } from '../../model/clock';
import { isEmpty, meets } from '../../model/conditions';
import { forDraft, recordNotFound } from '../../model/CrmError';
import { oneByOne } from '../../model/oneByOne';
import { valuesOf } from '../../model/ownRecord';
import type { Condition } from '../../model/query';
import { refKey, type NamedRecord } from '../../model/record';
import type { Field } from '../../model/recordType';
import { TASK_PRIORITIES, UNSAID_OF_TASK, type Task, type TaskDraft } from '../../model/task';
import type { WriteContext } from '../../model/write';
import { checkTask, type NewTask } from '../checkTask';
import { completedAt } from '../completion';
import type { TaskOrder, TaskQuery, TaskStore } from '../Crm';
import { requireNamed, type ExistingIds } from '../namedRecords';
import type { Reference } from '../Reference';
import { requireVersion } from '../requireVersion';
import { sameJson } from '../sameJson';
import type { Remembered } from './Remembered';
import { thingsById, thingsOf, type RemoteTable } from './RemoteTable';

export type TaskTable = RemoteTable<Task, NewTask>;

export interface RestTasksParts {
	reference: Remembered<Reference>;
	table: TaskTable;
	existingIds: ExistingIds;
	clock: Clock;
}

/** The tasks of a CRM over REST. A list is checked as a whole before its first write is sent. */
export class RestTasks implements TaskStore {
	readonly findByKey?: NonNullable<TaskStore['findByKey']>;
	private readonly parts: RestTasksParts;

	constructor(parts: RestTasksParts) {
		this.parts = parts;
		const { table } = parts;
		if (table.byKeys !== undefined) this.findByKey = async (keys) => await table.byKeys!(keys);
	}

	async create(drafts: readonly TaskDraft[], write: WriteContext): Promise<Task[]> {
		const given = drafts.map((draft) => ({ ...draft, title: draft.title ?? '', responsibleId: draft.responsibleId ?? '' }));
		const checked = await this.check(given);
		const now = this.parts.clock.now().toISOString();
		const defaults = { ...UNSAID_OF_TASK, title: '', responsibleId: '', creatorId: write.actor ?? null, origin: write.origin ?? null };
		const tasks = checked.map((parts): NewTask => {
			const task = { ...defaults, ...parts };
			return { ...task, completedAt: completedAt(task, undefined, parts.completedAt, now) };
		});
		return await oneByOne(tasks, async (task) => await this.parts.table.insert(task, write));
	}

	async update(changes: ReadonlyArray<{ id: string; ifVersion?: string } & Partial<TaskDraft>>, write: WriteContext): Promise<Task[]> {
		const { table, clock } = this.parts;
		const checked = await this.check(changes);
		const present = await thingsById(
			table,
			changes.map(({ id }) => id),
		);
		const now = clock.now().toISOString();
		const planned = changes.map(({ id, ifVersion }, index) => {
			const before = present.get(id) ?? gone(id, index);
			forDraft(index, () => requireVersion('Task', before, ifVersion));
			const task = { ...before, ...checked[index] };
			task.completedAt = completedAt(task, before, checked[index]!.completedAt, now);
			present.set(id, task);
			return { before, task, ifVersion };
		});
		const latest = new Map<string, Task>();
		return await oneByOne(planned, async ({ before, task, ifVersion }) => {
			const parts = differing(before, task);
			if (Object.keys(parts).length === 0) return latest.get(task.id) ?? before;
			const written = await table.patch(task.id, parts, ifVersion, write);
			latest.set(written.id, written);
			return written;
		});
	}

	async remove(ids: readonly string[], write: WriteContext): Promise<Task[]> {
		const { table } = this.parts;
		const present = await thingsById(table, ids);
		const tasks = ids.map((id, index) => present.get(id) ?? gone(id, index));
		return await oneByOne(tasks, async (task) => {
			for await (const part of thingsOf(table.pages([{ field: 'parent', operator: 'is', value: task.id, kind: 'record' }]))) {
				if (part.parentId === task.id) await table.patch(part.id, { parentId: null }, undefined, write);
			}
			await table.delete(task.id);
			return task;
		});
	}

	async get(id: string): Promise<Task | undefined> {
		return (await thingsById(this.parts.table, [id])).get(id);
	}

	async find(query: TaskQuery): Promise<Task[]> {
		const { reference, table, clock } = this.parts;
		const { fields } = (await reference.current()).type('task');
		const conditions = conditionsOf(query, fields);
		const now = clock.now();
		const found: Task[] = [];
		for await (const task of thingsOf(table.pages(conditions))) {
			const values = valuesOf(fields, task);
			if (conditions.every((condition) => meets(values, condition, now)) && hasOrigin(task, query)) found.push(task);
		}
		return found.sort(inOrder(query.orderBy)).slice(0, query.limit);
	}

	private async check(drafts: ReadonlyArray<Partial<TaskDraft>>): Promise<Array<Partial<NewTask>>> {
		return await this.parts.reference.with(async (reference) => {
			const named: NamedRecord[] = [];
			const checked = drafts.map((draft, index) => forDraft(index, () => checkTask(draft, index, reference, named)));
			// Projects are companions: the CRM keeps only to which one a task belongs.
			const own = named.filter(({ type }) => type !== 'project');
			await requireNamed(own, { type: (name) => reference.type(name), existingIds: this.parts.existingIds });
			return checked;
		});
	}
}

function differing(before: Task, task: Task): Partial<NewTask> {
	return Object.fromEntries(
		Object.entries(task).filter(([name, value]) => !sameJson(value ?? null, before[name as keyof Task] ?? null)),
	) as Partial<NewTask>;
}

function conditionsOf(query: TaskQuery, fields: readonly Field[]): Condition[] {
	const { record, projectId, projectIds, responsibleId, statuses, deadlineFrom, deadlineUntil, tags = [], search } = query;
	const asked: Array<Condition | false> = [
		record !== undefined && { field: 'record', operator: 'is', value: refKey(record) },
		projectId !== undefined && { field: 'project', operator: 'is', value: projectId },
		projectIds !== undefined && { field: 'project', operator: 'isOneOf', value: [...projectIds] },
		responsibleId !== undefined && { field: 'responsible', operator: 'is', value: responsibleId },
		statuses !== undefined && { field: 'status', operator: 'isOneOf', value: [...statuses] },
		deadlineFrom !== undefined && { field: 'deadline', operator: 'atLeast', value: deadlineFrom },
		deadlineUntil !== undefined && { field: 'deadline', operator: 'atMost', value: deadlineUntil },
		...tags.map((value): Condition => ({ field: 'tags', operator: 'contains', value })),
		search !== undefined && search !== '' && { field: 'title', operator: 'contains', value: search },
	];
	const kindOf = (name: string) => fields.find((field) => field.name === name)!.kind;
	return asked.flatMap((condition) => (condition === false ? [] : [{ ...condition, kind: kindOf(condition.field) }]));
}

function hasOrigin({ origin }: Task, { byAutomation, originPipeline, originStages }: TaskQuery): boolean {
	if (byAutomation !== undefined && (origin !== null) !== byAutomation) return false;
	if (originPipeline !== undefined && origin?.pipeline !== originPipeline) return false;
	return originStages === undefined || (origin?.stage !== undefined && originStages.includes(origin.stage));
}

/** Who has no value comes last, whatever the direction. */
function inOrder({ field, descending = false }: NonNullable<TaskQuery['orderBy']> = { field: 'createdAt', descending: true }) {
	const direction = descending ? -1 : 1;
	return (a: Task, b: Task) => {
		const [one, other] = [SORTED[field](a), SORTED[field](b)];
		if (isEmpty(one) || isEmpty(other)) return Number(isEmpty(one)) - Number(isEmpty(other)) || (a.id < b.id ? -direction : direction);
		return (one! < other! ? -1 : one! > other! ? 1 : a.id < b.id ? -1 : 1) * direction;
	};
}

const SORTED: Record<TaskOrder, (task: Task) => string | number | null> = {
	createdAt: ({ createdAt }) => createdAt,
	deadline: ({ deadline }) => deadline,
	priority: ({ priority }) => TASK_PRIORITIES.indexOf(priority),
	title: ({ title }) => title,
};

function gone(id: string, index: number): never {
	throw recordNotFound('task', id, { index });
}
