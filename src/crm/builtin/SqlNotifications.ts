import { sql, type Selectable } from 'kysely';
import { insertRows, takeIds, type SqlColumn } from '../../sql/bulk';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import { fromJson } from '../../sql/SqlDialect';
import { forDraft } from '../../model/CrmError';
import { newNotification, type Notification, type NotificationDraft } from '../../model/notification';
import type { WriteContext } from '../../model/write';
import type { NotificationQuery, NotificationStore } from '../../companions/Companions';
import type { CrmDialect } from './CrmDialect';
import { idNumber, idNumbers, idNumberOrNull, idText } from './ids';
import type { NamedRecord } from '../../model/record';
import { isLinkedTo, requireRecords } from './RecordLinks';
import { requireText } from '../../model/requireText';
import type { CrmTables, NotificationTable } from './tables';
import type { Writer } from './Writer';
import { requireFound } from '../../model/requireFound';

const COLUMNS: readonly SqlColumn[] = [
	{ name: 'id', type: 'integer' },
	{ name: 'recipient_id', type: 'integer' },
	{ name: 'sender_id', type: 'integer' },
	{ name: 'text', type: 'text' },
	{ name: 'record_type', type: 'text' },
	{ name: 'record_id', type: 'integer' },
	{ name: 'at', type: 'text' },
	{ name: 'origin', type: 'json' },
];

export class SqlNotifications implements NotificationStore {
	private readonly database: SqlDatabase<CrmTables>;
	private readonly dialect: CrmDialect;
	private readonly writer: Writer;

	constructor(database: SqlDatabase<CrmTables>, dialect: CrmDialect, writer: Writer) {
		this.database = database;
		this.dialect = dialect;
		this.writer = writer;
	}

	async create(drafts: ReadonlyArray<NotificationDraft>, context: WriteContext): Promise<Notification[]> {
		return await this.writer.write(context, async ({ reference, at, origin }) => {
			const ids = await takeIds(this.database, 'notification', drafts.length);
			const notices = drafts.map((draft, index): Notification => {
				const notice = newNotification(draft, context, at);
				const { senderId } = notice;
				forDraft(index, () => reference.requireUser(draft.recipientId, 'as recipient of a notification'));
				if (senderId !== null) forDraft(index, () => reference.requireUser(senderId, 'as sender of a notification'));
				return { ...notice, id: String(ids[index]), text: requireText(draft.text, 'Notification', index) };
			});
			const named = notices.flatMap(({ record }, index): NamedRecord[] =>
				record === null ? [] : [{ ...record, index, where: 'notification' }],
			);
			await requireRecords(this.database, reference, named);
			const originText = origin === null ? null : JSON.stringify(origin);
			const rows = notices.map((notice) => [
				Number(notice.id),
				Number(notice.recipientId),
				idNumberOrNull(notice.senderId),
				notice.text,
				notice.record?.type ?? null,
				idNumberOrNull(notice.record?.id),
				at,
				originText,
			]);
			await insertRows(this.database, 'notification', COLUMNS, rows);
			return notices;
		});
	}

	async find(query: NotificationQuery): Promise<Notification[]> {
		let select = this.database.db().selectFrom('notification').selectAll();
		if (query.ids !== undefined) select = select.where(this.dialect.sql.isOneOf(sql.ref('id'), idNumbers(query.ids)));
		if (query.recipientId !== undefined) select = select.where('recipient_id', '=', idNumber(query.recipientId) ?? 0);
		if (query.record) select = select.where(isLinkedTo(query.record));
		if (query.unreadOnly) select = select.where('read_at', 'is', null);
		if (query.search) select = select.where(this.dialect.textContains(sql.ref('text'), query.search));
		if (query.limit !== undefined) select = select.limit(query.limit);
		return (await select.orderBy('id', 'desc').execute()).map(notificationOf);
	}

	async markRead(ids: readonly string[], context: WriteContext): Promise<{ notifications: Notification[]; count: number }> {
		return await this.writer.write(context, async ({ at }) => {
			const chosen = this.dialect.sql.isOneOf(sql.ref('id'), idNumbers(ids));
			const unread = this.database.db().updateTable('notification').set({ read_at: at }).where(chosen).where('read_at', 'is', null);
			const count = Number((await unread.executeTakeFirst()).numUpdatedRows);
			const rows = await this.database.db().selectFrom('notification').selectAll().where(chosen).execute();
			const byId = new Map(rows.map((row) => [String(row.id), notificationOf(row)]));
			return { notifications: requireFound('notification', ids, byId), count };
		});
	}

	async markAllRead(recipientId: string, context: WriteContext): Promise<number> {
		return await this.writer.write(context, async ({ reference, at }) => {
			const { id } = reference.requireUser(recipientId, 'whose notifications are to be marked as read');
			const unread = this.database
				.db()
				.updateTable('notification')
				.set({ read_at: at })
				.where('recipient_id', '=', Number(id))
				.where('read_at', 'is', null);
			return Number((await unread.executeTakeFirst()).numUpdatedRows);
		});
	}
}

function notificationOf(row: Selectable<NotificationTable>): Notification {
	return {
		id: String(row.id),
		recipientId: String(row.recipient_id),
		senderId: idText(row.sender_id),
		text: row.text,
		record: row.record_type === null || row.record_id === null ? null : { type: row.record_type, id: String(row.record_id) },
		at: row.at,
		readAt: row.read_at,
		origin: row.origin === null ? null : fromJson(row.origin),
	};
}
