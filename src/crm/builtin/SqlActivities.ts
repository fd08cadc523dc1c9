import { sql, type Selectable } from 'kysely';
import { insertRows, takeIds, type SqlColumn } from '../../sql/bulk';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import { fromJson, type SqlValue } from '../../sql/SqlDialect';
import { newActivity, type Activity, type ActivityDraft } from '../../model/activity';
import { CrmError, forDraft } from '../../model/CrmError';
import { findField } from '../../model/fieldNames';
import type { RecordRef } from '../../model/record';
import type { WriteContext } from '../../model/write';
import { checkValue } from '../../model/validateValue';
import type { ActivityQuery, ActivityStore } from '../Crm';
import type { CrmDialect } from './CrmDialect';
import { idNumber, idNumberOrNull, idText } from './ids';
import { isLinkedTo, requireRecords } from './RecordLinks';
import type { Reference } from '../Reference';
import type { ActivityTable, CrmTables } from './tables';
import { FIRST_VERSION, nextVersion } from './versions';
import type { Writer, Writing } from './Writer';
import { requireFound } from '../../model/requireFound';

export class SqlActivities implements ActivityStore {
	private readonly database: SqlDatabase<CrmTables>;
	private readonly dialect: CrmDialect;
	private readonly writer: Writer;

	constructor(database: SqlDatabase<CrmTables>, dialect: CrmDialect, writer: Writer) {
		this.database = database;
		this.dialect = dialect;
		this.writer = writer;
	}

	async create(drafts: ReadonlyArray<ActivityDraft>, context: WriteContext): Promise<Activity[]> {
		return await this.writer.write(context, async (writing) => {
			const checked = drafts.map((draft, index) => forDraft(index, () => checkActivity(draft, writing, context)));
			await requireRecords(
				this.database,
				writing.reference,
				checked.map(({ record }, index) => ({ ...record, index, where: 'activity' })),
			);
			const ids = await takeIds(this.database, 'activity', drafts.length);
			const activities = checked.map((parts, index): Activity => ({ ...parts, id: String(ids[index]) }));
			await insertRows(this.database, 'activity', COLUMNS, activities.map(rowOf));
			return activities;
		});
	}

	async complete(ids: readonly string[], context: WriteContext): Promise<Activity[]> {
		return await this.writer.write(context, async ({ at }) => {
			const known = await this.current(ids);
			requireFound('activity', ids, known);
			const open = [...known.values()].filter(({ status }) => status === 'planned');
			await this.database
				.db()
				.updateTable('activity')
				.set(({ eb }) => ({ status: 'completed', completed_at: at, updated_at: at, version: eb('version', '+', 1) }))
				.where(
					this.dialect.sql.isOneOf(
						sql.ref('id'),
						open.map(({ id }) => Number(id)),
					),
				)
				.execute();
			for (const activity of open)
				known.set(activity.id, { ...activity, status: 'completed', completedAt: at, version: nextVersion(activity.version) });
			return ids.map((id) => known.get(id)!);
		});
	}

	async get(id: string): Promise<Activity | undefined> {
		const row = await this.database
			.db()
			.selectFrom('activity')
			.selectAll()
			.where('id', '=', idNumber(id) ?? 0)
			.executeTakeFirst();
		return row === undefined ? undefined : activityOf(row);
	}

	async find(query: ActivityQuery): Promise<Activity[]> {
		const { isOneOf } = this.dialect.sql;
		let select = this.database.db().selectFrom('activity').selectAll();
		if (query.record) select = select.where(isLinkedTo(query.record));
		if (query.records) select = select.where(this.isLinkedToOneOf(query.records));
		if (query.responsibleId !== undefined) select = select.where('responsible_id', '=', idNumber(query.responsibleId) ?? 0);
		if (query.kinds) select = select.where(isOneOf(sql.ref('kind'), query.kinds));
		if (query.statuses) select = select.where(isOneOf(sql.ref('status'), query.statuses));
		if (query.from !== undefined) select = select.where('at', '>=', query.from);
		if (query.until !== undefined) select = select.where('at', '<=', query.until);
		if (query.search) select = select.where(this.dialect.textContains(sql.ref('subject'), query.search));
		if (query.limit !== undefined) select = select.limit(query.limit);
		return (await select.orderBy('at', 'desc').orderBy('id', 'desc').execute()).map(activityOf);
	}

	private isLinkedToOneOf(records: readonly RecordRef[]) {
		const { isOneOf } = this.dialect.sql;
		const types = [...Map.groupBy(records, ({ type }) => type)];
		const linked = types.map(([type, refs]) => {
			const ids = refs.map(({ id }) => idNumber(id) ?? 0);
			return sql<boolean>`(record_type = ${type} and ${isOneOf(sql.ref('record_id'), ids)})`;
		});
		return linked.length === 0 ? sql<boolean>`1 = 0` : sql<boolean>`(${sql.join(linked, sql` or `)})`;
	}

	private async current(ids: readonly string[]): Promise<Map<string, Activity>> {
		let query = this.database
			.db()
			.selectFrom('activity')
			.selectAll()
			.where(
				this.dialect.sql.isOneOf(
					sql.ref('id'),
					ids.map((id) => idNumber(id) ?? 0),
				),
			);
		if (this.dialect.sql.locksRows) query = query.orderBy('id').forUpdate();
		return new Map((await query.execute()).map((row) => [String(row.id), activityOf(row)]));
	}
}

function checkActivity(draft: ActivityDraft, { reference, at }: Writing, context: WriteContext): Omit<Activity, 'id'> {
	const value = (name: string, given: unknown) => stored(reference, name, given);
	const user = (id: string, label: string) => reference.requireUser(id, `for field "${label}"`).id;
	const description = String(value('description', draft.description));
	const activity = newActivity({ ...draft, description }, context, at);
	return {
		...activity,
		kind: value('kind', activity.kind) as Activity['kind'],
		subject: String(value('title', activity.subject)),
		at: String(value('at', activity.at)),
		durationMinutes: value('durationMinutes', activity.durationMinutes) as number | null,
		responsibleId: user(String(value('responsible', activity.responsibleId)), 'Responsible'),
		creatorId: activity.creatorId === null ? null : user(activity.creatorId, 'Creator'),
		version: FIRST_VERSION,
	};
}

/** Throws missingValue, invalidValue. */
function stored(reference: Reference, name: string, given: unknown): unknown {
	const field = findField(reference.type('activity'), name);
	const value = checkValue(field, given);
	if (value === null && field.required) {
		throw new CrmError(
			'missingValue',
			`Activity: field "${field.label}" is required and has no value.`,
			`Give a value for "${field.label}".`,
		);
	}
	return value;
}

const COLUMNS: readonly SqlColumn[] = [
	{ name: 'id', type: 'integer' },
	{ name: 'kind', type: 'text' },
	{ name: 'subject', type: 'text' },
	{ name: 'description', type: 'text' },
	{ name: 'at', type: 'text' },
	{ name: 'duration_minutes', type: 'number' },
	{ name: 'record_type', type: 'text' },
	{ name: 'record_id', type: 'integer' },
	{ name: 'responsible_id', type: 'integer' },
	{ name: 'creator_id', type: 'integer' },
	{ name: 'complete_on_stage_change', type: 'integer' },
	{ name: 'origin', type: 'json' },
	{ name: 'created_at', type: 'text' },
	{ name: 'updated_at', type: 'text' },
];

/** Of a new one. */
function rowOf(activity: Activity): SqlValue[] {
	return [
		Number(activity.id),
		activity.kind,
		activity.subject,
		activity.description,
		activity.at,
		activity.durationMinutes,
		activity.record.type,
		Number(activity.record.id),
		Number(activity.responsibleId),
		idNumberOrNull(activity.creatorId),
		activity.completeOnStageChange ? 1 : 0,
		activity.origin === null ? null : JSON.stringify(activity.origin),
		activity.createdAt,
		activity.createdAt,
	];
}

function activityOf(row: Selectable<ActivityTable>): Activity {
	return {
		id: String(row.id),
		kind: row.kind,
		subject: row.subject,
		description: row.description,
		at: row.at,
		durationMinutes: row.duration_minutes,
		record: { type: row.record_type, id: String(row.record_id) },
		responsibleId: String(row.responsible_id),
		creatorId: idText(row.creator_id),
		status: row.status,
		completedAt: row.completed_at,
		completeOnStageChange: row.complete_on_stage_change !== 0,
		origin: row.origin === null ? null : fromJson(row.origin),
		createdAt: row.created_at,
		version: String(row.version),
	};
}
