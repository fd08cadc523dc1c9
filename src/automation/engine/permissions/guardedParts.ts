import type { CommentStore, DocumentStore, NotificationStore, HistoryStore } from '../../../crm/Crm';
import type { HistoryCount, HistoryEntry } from '../../../model/history';
import type { RecordRef } from '../../../model/record';
import type { Access } from './Access';
import { upTo } from './upTo';

/*
 * History, comments and documents belong to a record: whoever may see it may read and write its history and its comments;
 * documents have permissions of their own, too. Notices belong to whoever gets them.
 */

export function guardHistory(history: HistoryStore, access: Access): HistoryStore {
	const list: HistoryStore['find'] = async (query) =>
		await seenParts(access, query, async (limit) => await history.find({ ...query, limit }));
	return {
		async create(entries, write) {
			await access.requireRecords(
				'see',
				entries.map(({ record }) => record),
			);
			return await history.create(entries, write);
		},
		find: list,
		count: async (query) => countsOf(await list(query)),
	};
}

export function guardComments(comments: CommentStore, access: Access): CommentStore {
	return {
		async create(drafts, write) {
			await access.requireRecords(
				'see',
				drafts.map(({ record }) => record),
			);
			return await comments.create(drafts, write);
		},
		find: async (query) => await seenParts(access, query, async (limit) => await comments.find({ ...query, limit })),
	};
}

export function guardDocuments(documents: DocumentStore, access: Access): DocumentStore {
	const get: DocumentStore['get'] = async (id) => {
		await access.requireRecords('see', [{ type: 'document', id }]);
		const document = await documents.get(id);
		if (document !== undefined) await access.requireRecords('see', [document.record]);
		return document;
	};
	return {
		async create(drafts, write) {
			await access.requireType('create', 'document');
			await access.requireRecords(
				'see',
				drafts.map(({ record }) => record),
			);
			return await documents.create(drafts, write);
		},
		get,
		content: async (id) => ((await get(id)) === undefined ? undefined : await documents.content(id)),
		async find({ offset = 0, ...query }) {
			const own = (await access.requireType('see', 'document')) === 'own';
			const limit = query.limit === undefined ? undefined : query.limit + offset;
			const found = await seenParts(
				access,
				{ ...query, limit },
				async (most) => await documents.find({ ...query, limit: most }),
				({ authorId }) => !own || authorId === access.user.id,
			);
			return found.slice(offset);
		},
		async remove(ids, write) {
			await access.requireRecords(
				'delete',
				ids.map((id) => ({ type: 'document', id })),
			);
			const removed = await documents.remove(ids, write);
			// Undone as a whole when it was in a record out of reach.
			await access.requireRecords(
				'see',
				removed.map(({ record }) => record),
			);
			return removed;
		},
		labels: async () => await documents.labels(),
		filingRules: async () => await documents.filingRules(),
		saveFilingRules: async () => access.refuseSetUp('the filing rules of documents'),
	};
}

export function guardNotifications(notifications: NotificationStore, access: Access): NotificationStore {
	const { id: own } = access.user;
	const requireOwn = async (recipientId: string) => {
		if (recipientId !== own) access.refuseInbox((await access.crm.users.get(recipientId))?.name ?? `user ${recipientId}`);
	};
	return {
		async create(drafts, write) {
			await access.requireRecords(
				'see',
				drafts.flatMap(({ record }) => record ?? []),
			);
			return await notifications.create(drafts, write);
		},
		async find(query) {
			if (query.recipientId !== undefined) await requireOwn(query.recipientId);
			return await notifications.find({ ...query, recipientId: own });
		},
		async markRead(ids, write) {
			const marked = await notifications.markRead(ids, write);
			// Undone as a whole when one was somebody else's.
			for (const { recipientId } of marked.notifications) await requireOwn(recipientId);
			return marked;
		},
		async markAllRead(recipientId, write) {
			await requireOwn(recipientId);
			return await notifications.markAllRead(recipientId, write);
		},
	};
}

/** Parts of a record that is named are refused with it; of all others those are left out whose record may not be seen. */
async function seenParts<Part extends { record: RecordRef }>(
	access: Access,
	{ record, limit }: { record?: RecordRef; limit?: number },
	read: (limit: number | undefined) => Promise<Part[]>,
	isOwn: (part: Part) => boolean = () => true,
): Promise<Part[]> {
	if (record !== undefined) await access.requireRecords('see', [record]);
	return await upTo(limit, read, async (parts) => {
		const seen = await access.seen(parts.map((part) => part.record));
		return parts.filter((part) => isOwn(part) && seen(part.record));
	});
}

function countsOf(entries: readonly HistoryEntry[]): HistoryCount[] {
	return [...Map.groupBy(entries, ({ userId, type }) => JSON.stringify([userId, type])).values()].map((group) => {
		const moments = group.map(({ at }) => at).sort();
		return { userId: group[0]!.userId, type: group[0]!.type, count: group.length, firstAt: moments[0]!, lastAt: moments.at(-1)! };
	});
}
