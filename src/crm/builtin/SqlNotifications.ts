import { insertRows, takeIds, type SqlColumn } from '../../ledger/sql/bulk';
import type { SqlDatabase } from '../../ledger/sql/SqlDatabase';
import { fromJson } from '../../ledger/sql/SqlDialect';
import { forDraft } from '../../model/CrmError';
import type { Notification, NotificationDraft } from '../../model/notification';
import type { WriteContext } from '../../model/write';
import type { NotificationQuery, Notifications } from '../Crm';
import { idNumber, idNumberOrNull, idText } from './ids';
import { requireRecords, type NamedRecord } from './RecordLinks';
import { requireText } from './requireText';
import type { CrmTables } from './tables';
import type { Writer } from './Writer';

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

export class SqlNotifications implements Notifications {
	private readonly database: SqlDatabase<CrmTables>;
	private readonly writer: Writer;

	constructor(database: SqlDatabase<CrmTables>, writer: Writer) {
		this.database = database;
		this.writer = writer;
	}

	async add(drafts: ReadonlyArray<NotificationDraft & { key?: string }>, context: WriteContext): Promise<Notification[]> {
		return await this.writer.write(context, async ({ reference, at, origin }) => {
			const ids = await takeIds(this.database, 'notification', drafts.length);
			const notices = drafts.map((draft, index): Notification => {
				const senderId = draft.senderId === undefined ? (context.actor ?? null) : draft.senderId;
				forDraft(index, () => reference.requireUser(draft.recipientId, 'as recipient of a notification'));
				if (senderId !== null) forDraft(index, () => reference.requireUser(senderId, 'as sender of a notification'));
				const text = requireText(draft.text, 'Notification', index);
				return { id: String(ids[index]), recipientId: draft.recipientId, senderId, text, record: draft.record ? { ...draft.record } : null, at, readAt: null, origin };
			});
			const named = notices.flatMap(({ record }, index): NamedRecord[] => (record === null ? [] : [{ ...record, index, where: 'notification' }]));
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

	async list(query: NotificationQuery): Promise<Notification[]> {
		let select = this.database.db().selectFrom('notification').selectAll();
		if (query.recipientId !== undefined) select = select.where('recipient_id', '=', idNumber(query.recipientId) ?? 0);
		if (query.record) select = select.where('record_type', '=', query.record.type).where('record_id', '=', idNumber(query.record.id) ?? 0);
		if (query.unreadOnly) select = select.where('read_at', 'is', null);
		if (query.limit !== undefined) select = select.limit(query.limit);
		const rows = await select.orderBy('id', 'desc').execute();
		return rows.map((row) => ({
			id: String(row.id),
			recipientId: String(row.recipient_id),
			senderId: idText(row.sender_id),
			text: row.text,
			record: row.record_type === null || row.record_id === null ? null : { type: row.record_type, id: String(row.record_id) },
			at: row.at,
			readAt: row.read_at,
			origin: row.origin === null ? null : fromJson(row.origin),
		}));
	}
}
