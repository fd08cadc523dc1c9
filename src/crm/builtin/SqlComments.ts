import { insertRows, takeIds, type SqlColumn } from '../../sql/bulk';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import { fromJson } from '../../sql/SqlDialect';
import { newComment, type Comment, type CommentDraft } from '../../model/comment';
import { forDraft } from '../../model/CrmError';
import type { WriteContext } from '../../model/write';
import type { CommentQuery, CommentStore } from '../Crm';
import { idNumber, idNumberOrNull, idText } from './ids';
import { isLinkedTo, requireRecords } from './RecordLinks';
import { requireText } from '../../model/requireText';
import type { CrmTables } from './tables';
import type { Writer } from './Writer';

const COLUMNS: readonly SqlColumn[] = [
	{ name: 'id', type: 'integer' },
	{ name: 'record_type', type: 'text' },
	{ name: 'record_id', type: 'integer' },
	{ name: 'text', type: 'text' },
	{ name: 'author_id', type: 'integer' },
	{ name: 'mention_ids', type: 'json' },
	{ name: 'at', type: 'text' },
	{ name: 'origin', type: 'json' },
];

export class SqlComments implements CommentStore {
	private readonly database: SqlDatabase<CrmTables>;
	private readonly writer: Writer;

	constructor(database: SqlDatabase<CrmTables>, writer: Writer) {
		this.database = database;
		this.writer = writer;
	}

	async create(drafts: ReadonlyArray<CommentDraft>, context: WriteContext): Promise<Comment[]> {
		return await this.writer.write(context, async ({ reference, at, origin }) => {
			const ids = await takeIds(this.database, 'comment', drafts.length);
			const comments = drafts.map((draft, index): Comment => {
				const comment = newComment(draft, context, at);
				const { authorId, mentionIds } = comment;
				if (authorId !== null) forDraft(index, () => reference.requireUser(authorId, 'as author of a comment'));
				for (const id of mentionIds) forDraft(index, () => reference.requireUser(id, 'as mentioned in a comment'));
				return { ...comment, id: String(ids[index]), text: requireText(draft.text, 'Comment', index) };
			});
			await requireRecords(
				this.database,
				reference,
				comments.map(({ record }, index) => ({ ...record, index, where: 'comment' })),
			);
			const originText = origin === null ? null : JSON.stringify(origin);
			const rows = comments.map(({ id, record, text, authorId, mentionIds }) => [
				Number(id),
				record.type,
				Number(record.id),
				text,
				idNumberOrNull(authorId),
				JSON.stringify(mentionIds),
				at,
				originText,
			]);
			await insertRows(this.database, 'comment', COLUMNS, rows);
			return comments;
		});
	}

	async find(query: CommentQuery): Promise<Comment[]> {
		let select = this.database.db().selectFrom('comment').selectAll();
		if (query.record) select = select.where(isLinkedTo(query.record));
		if (query.authorId !== undefined) select = select.where('author_id', '=', idNumber(query.authorId) ?? 0);
		if (query.from !== undefined) select = select.where('at', '>=', query.from);
		if (query.until !== undefined) select = select.where('at', '<=', query.until);
		if (query.limit !== undefined) select = select.limit(query.limit);
		const rows = await select.orderBy('id', 'desc').execute();
		return rows.map((row) => ({
			id: String(row.id),
			record: { type: row.record_type, id: String(row.record_id) },
			text: row.text,
			authorId: idText(row.author_id),
			mentionIds: fromJson(row.mention_ids),
			at: row.at,
			origin: row.origin === null ? null : fromJson(row.origin),
		}));
	}
}
