import { sql, type RawBuilder } from 'kysely';
import { insertMany, takeIds, updateRows } from '../../sql/bulk';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import type { SqlValue } from '../../sql/SqlDialect';
import { forDraft, recordNotFound } from '../../model/CrmError';
import { TASK_PRIORITIES, UNSAID_OF_TASK, type Task, type TaskDraft } from '../../model/task';
import type { WriteContext } from '../../model/write';
import type { TaskOrder, TaskQuery, TaskStore } from '../Crm';
import { requireVersion } from '../requireVersion';
import { checkTask, type NewTask } from '../checkTask';
import type { CrmDialect } from './CrmDialect';
import { idNumber } from './ids';
import { completedAt } from '../completion';
import type { NamedRecord } from '../../model/record';
import { isLinkedTo, requireRecords } from './RecordLinks';
import { sameJson } from '../sameJson';
import { TASK_COLUMNS, taskOf, taskValues } from './taskRows';
import type { CrmTables } from './tables';
import { FIRST_VERSION, nextVersion } from './versions';
import type { Writer, Writing } from './Writer';
import { requireFound } from '../../model/requireFound';

const INSERTED = [
	{ name: 'id', type: 'integer' } as const,
	...TASK_COLUMNS,
	{ name: 'created_at', type: 'text' } as const,
	{ name: 'updated_at', type: 'text' } as const,
];
const UPDATED = [...TASK_COLUMNS, { name: 'updated_at', type: 'text' } as const];

export class SqlTasks implements TaskStore {
	private readonly database: SqlDatabase<CrmTables>;
	private readonly dialect: CrmDialect;
	private readonly writer: Writer;

	constructor(database: SqlDatabase<CrmTables>, dialect: CrmDialect, writer: Writer) {
		this.database = database;
		this.dialect = dialect;
		this.writer = writer;
	}

	async create(drafts: ReadonlyArray<TaskDraft>, context: WriteContext): Promise<Task[]> {
		return await this.writer.write(context, async (writing) => {
			const defaults: NewTask = {
				...UNSAID_OF_TASK,
				title: '',
				responsibleId: '',
				creatorId: context.actor ?? null,
				origin: writing.origin,
			};
			const checked = await this.check(
				drafts.map((draft) => ({ ...draft, title: draft.title ?? '', responsibleId: draft.responsibleId ?? '' })),
				writing,
			);
			const ids = await takeIds(this.database, 'task', drafts.length);
			const tasks = checked.map((parts, index): Task => {
				const task = { ...defaults, ...parts, id: String(ids[index]), version: FIRST_VERSION, createdAt: writing.at };
				return { ...task, completedAt: completedAt(task, undefined, parts.completedAt, writing.at) };
			});
			await insertMany(
				this.database,
				'task',
				INSERTED,
				tasks.map((task) => [Number(task.id), ...taskValues(task), writing.at, writing.at]),
			);
			return tasks;
		});
	}

	async update(changes: ReadonlyArray<{ id: string; ifVersion?: string } & Partial<TaskDraft>>, context: WriteContext): Promise<Task[]> {
		return await this.writer.write(context, async (writing) => {
			const checked = await this.check(changes, writing);
			const tasks = await this.current(changes.map(({ id }) => id));
			const results: Task[] = [];
			const written = new Map<string, Task>();
			for (const [index, change] of changes.entries()) {
				const before = tasks.get(change.id);
				if (before === undefined) throw recordNotFound('task', change.id, { index });
				forDraft(index, () => requireVersion('Task', before, change.ifVersion));
				const task = changed(before, checked[index]!, writing.at);
				tasks.set(task.id, task);
				if (task !== before) written.set(task.id, task);
				results.push(task);
			}
			const rows = [...written.values()].map((task): [number, ...SqlValue[]] => [Number(task.id), ...taskValues(task), writing.at]);
			await updateRows(this.database, 'task', UPDATED, rows);
			return results;
		});
	}

	async remove(ids: readonly string[], context: WriteContext): Promise<Task[]> {
		return await this.writer.write(context, async ({ at }) => {
			const tasks = await this.current(ids);
			const removed = requireFound('task', ids, tasks);
			const { isOneOf } = this.dialect.sql;
			const numbers = [...tasks.keys()].map(Number);
			await this.database
				.db()
				.deleteFrom('task')
				.where(isOneOf(sql.ref('id'), numbers))
				.execute();
			await this.database
				.db()
				.updateTable('task')
				.set({ parent_id: null, version: sql<number>`version + 1`, updated_at: at })
				.where(isOneOf(sql.ref('parent_id'), numbers))
				.execute();
			return removed;
		});
	}

	async get(id: string): Promise<Task | undefined> {
		const number = idNumber(id);
		if (number === undefined) return undefined;
		const row = await this.database.db().selectFrom('task').selectAll().where('id', '=', number).executeTakeFirst();
		return row === undefined ? undefined : taskOf(row);
	}

	async find(query: TaskQuery): Promise<Task[]> {
		const { isOneOf } = this.dialect.sql;
		let select = this.database.db().selectFrom('task').selectAll();
		if (query.record) select = select.where(isLinkedTo(query.record));
		if (query.projectId !== undefined) select = select.where('project_id', '=', idNumber(query.projectId) ?? 0);
		if (query.projectIds)
			select = select.where(
				isOneOf(
					sql.ref('project_id'),
					query.projectIds.map((id) => idNumber(id) ?? 0),
				),
			);
		if (query.responsibleId !== undefined) select = select.where('responsible_id', '=', idNumber(query.responsibleId) ?? 0);
		if (query.statuses) select = select.where(isOneOf(sql.ref('status'), query.statuses));
		if (query.deadlineFrom !== undefined) select = select.where('deadline', '>=', query.deadlineFrom);
		if (query.deadlineUntil !== undefined) select = select.where('deadline', '<=', query.deadlineUntil);
		for (const tag of query.tags ?? []) select = select.where(this.dialect.listHas(sql.ref('tags'), tag));
		if (query.byAutomation !== undefined) select = select.where('origin', query.byAutomation ? 'is not' : 'is', null);
		if (query.originPipeline !== undefined)
			select = select.where(this.dialect.jsonValue('origin', 'pipeline', 'text'), '=', query.originPipeline);
		if (query.originStages) select = select.where(isOneOf(this.dialect.jsonValue('origin', 'stage', 'text'), query.originStages));
		if (query.search) select = select.where(this.dialect.textContains(sql.ref('title'), query.search));
		if (query.limit !== undefined) select = select.limit(query.limit);
		return (await select.orderBy(orderOf(query)).execute()).map(taskOf);
	}

	/** Looked up for each user in the index on responsible person and status: twice as fast as grouping what is found for all. */
	async count(userIds: readonly string[], statuses: readonly Task['status'][]): Promise<Map<string, number>> {
		const { rowsOf, isOneOf } = this.dialect.sql;
		const ids = userIds.map(idNumber).filter((id) => id !== undefined);
		if (ids.length === 0) return new Map();
		const { rows } = await sql<{ id: number; count: number }>`
			select given.value as id, (
				select count(*) from task where responsible_id = given.value and ${isOneOf(sql.ref('status'), statuses)}
			) as count from ${rowsOf(ids)} as given`.execute(this.database.db());
		return new Map(rows.filter(({ count }) => count > 0).map(({ id, count }) => [String(id), count]));
	}

	private async check(drafts: ReadonlyArray<Partial<TaskDraft>>, { reference }: Writing): Promise<Array<Partial<NewTask>>> {
		const named: NamedRecord[] = [];
		const checked = drafts.map((draft, index) => forDraft(index, () => checkTask(draft, index, reference, named)));
		await requireRecords(this.database, reference, named);
		return checked;
	}

	private async current(ids: readonly string[]): Promise<Map<string, Task>> {
		let query = this.database
			.db()
			.selectFrom('task')
			.selectAll()
			.where(
				this.dialect.sql.isOneOf(
					sql.ref('id'),
					ids.map((id) => idNumber(id) ?? 0),
				),
			);
		if (this.dialect.sql.locksRows) query = query.orderBy('id').forUpdate();
		return new Map((await query.execute()).map((row) => [String(row.id), taskOf(row)]));
	}
}

/** Tasks are numbered as they are made; their number alone is an order that needs no sorting. */
function orderOf({ orderBy: { field, descending = false } = { field: 'createdAt', descending: true } }: TaskQuery): RawBuilder<unknown> {
	const direction = sql.raw(descending ? 'desc' : 'asc');
	return field === 'createdAt' ? sql`id ${direction}` : sql`${SORTED[field]} ${direction} nulls last, id ${direction}`;
}

const SORTED: Record<Exclude<TaskOrder, 'createdAt'>, RawBuilder<unknown>> = {
	deadline: sql.ref('deadline'),
	priority: sql`case priority ${sql.join(
		TASK_PRIORITIES.map((priority, rank) => sql`when ${sql.lit(priority)} then ${sql.lit(rank)}`),
		sql` `,
	)} end`,
	title: sql.ref('title'),
};

/** The same object when nothing differs. */
function changed(before: Task, parts: Partial<NewTask>, at: string): Task {
	const task = { ...before, ...parts };
	task.completedAt = completedAt(task, before, parts.completedAt, at);
	if (sameJson(task, before)) return before;
	return { ...task, version: nextVersion(before.version) };
}
