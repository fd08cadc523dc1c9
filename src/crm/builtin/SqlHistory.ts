import { sql, type SelectQueryBuilder } from 'kysely';
import { insertRows, takeIds, type SqlColumn } from '../../sql/bulk';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import { fromJson } from '../../sql/SqlDialect';
import { forDraft } from '../../model/CrmError';
import { newHistoryEntry, type HistoryCount, type HistoryDraft, type HistoryEntry } from '../../model/history';
import type { WriteContext } from '../../model/write';
import type { HistoryQuery, HistoryStore } from '../Crm';
import { idNumber, idNumberOrNull, idText } from './ids';
import { isLinkedTo, requireRecords } from './RecordLinks';
import { requireText } from '../../model/requireText';
import type { CrmTables } from './tables';
import type { Writer } from './Writer';

const COLUMNS: readonly SqlColumn[] = [
	{ name: 'id', type: 'integer' },
	{ name: 'type', type: 'text' },
	{ name: 'text', type: 'text' },
	{ name: 'record_type', type: 'text' },
	{ name: 'record_id', type: 'integer' },
	{ name: 'user_id', type: 'integer' },
	{ name: 'at', type: 'text' },
	{ name: 'origin', type: 'json' },
];

export class SqlHistory implements HistoryStore {
	private readonly database: SqlDatabase<CrmTables>;
	private readonly writer: Writer;

	constructor(database: SqlDatabase<CrmTables>, writer: Writer) {
		this.database = database;
		this.writer = writer;
	}

	async create(drafts: ReadonlyArray<HistoryDraft>, context: WriteContext): Promise<HistoryEntry[]> {
		return await this.writer.write(context, async ({ reference, at, origin }) => {
			const ids = await takeIds(this.database, 'history_entry', drafts.length);
			const entries = drafts.map((draft, index): HistoryEntry => {
				const entry = newHistoryEntry(draft, context, at);
				const { userId } = entry;
				if (userId !== null) forDraft(index, () => reference.requireUser(userId, 'on whose behalf the entry is written'));
				return { ...entry, id: String(ids[index]), text: requireText(draft.text, 'History entry', index) };
			});
			await requireRecords(
				this.database,
				reference,
				entries.map(({ record }, index) => ({ ...record, index, where: 'history entry' })),
			);
			const originText = origin === null ? null : JSON.stringify(origin);
			const rows = entries.map((entry) => [
				Number(entry.id),
				entry.type,
				entry.text,
				entry.record.type,
				Number(entry.record.id),
				idNumberOrNull(entry.userId),
				at,
				originText,
			]);
			await insertRows(this.database, 'history_entry', COLUMNS, rows);
			return entries;
		});
	}

	async find(query: HistoryQuery): Promise<HistoryEntry[]> {
		let select = this.matching(query).selectAll();
		if (query.limit !== undefined) select = select.limit(query.limit);
		const rows = await select.orderBy('id', 'desc').execute();
		return rows.map((row) => ({
			id: String(row.id),
			type: row.type,
			text: row.text,
			record: { type: row.record_type, id: String(row.record_id) },
			userId: idText(row.user_id),
			at: row.at,
			origin: row.origin === null ? null : fromJson(row.origin),
		}));
	}

	async count(query: Omit<HistoryQuery, 'limit'>): Promise<HistoryCount[]> {
		const rows = await this.matching(query)
			.select((entry) => [
				'user_id',
				'type',
				entry.fn.countAll().as('count'),
				entry.fn.min('at').as('firstAt'),
				entry.fn.max('at').as('lastAt'),
			])
			.groupBy(['user_id', 'type'])
			.execute();
		return rows.map(({ user_id: userId, type, count, firstAt, lastAt }) => ({
			userId: idText(userId),
			type,
			count: Number(count),
			firstAt,
			lastAt,
		}));
	}

	private matching(query: Omit<HistoryQuery, 'limit'>): SelectQueryBuilder<CrmTables, 'history_entry', object> {
		let select = this.database.db().selectFrom('history_entry');
		if (query.record) select = select.where(isLinkedTo(query.record));
		if (query.userId !== undefined) select = select.where('user_id', '=', idNumber(query.userId) ?? 0);
		if (query.types) select = select.where(this.database.dialect.isOneOf(sql.ref('type'), query.types));
		if (query.from !== undefined) select = select.where('at', '>=', query.from);
		if (query.until !== undefined) select = select.where('at', '<=', query.until);
		return select;
	}
}
