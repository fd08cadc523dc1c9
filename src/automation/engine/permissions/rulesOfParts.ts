import type { NotificationStore } from '../../../companions/Companions';
import type { CommentStore, DocumentStore, HistoryStore } from '../../../crm/Crm';
import type { CrmDocument } from '../../../model/document';
import type { RecordRef } from '../../../model/record';
import type { Access } from './Access';
import type { Rules } from './guard';
import { countHistory } from '../counts';
import { upTo } from './upTo';

/*
 * History, comments and documents belong to a record: those who may see it may read and write its history and its comments;
 * documents have permissions of their own, too. A notice belongs to the user who gets it.
 */

export const HISTORY: Rules<HistoryStore> = {
	findByKey: 'open',
	create: { before: async (access, _, entries) => await access.requireRecords('see', recordsOf(entries)) },
	find: {
		narrowed: async (access, history, query) => await seenParts(access, query, async (limit) => await history.find({ ...query, limit })),
	},
	count: {
		narrowed: async (access, history, query) =>
			await countHistory(
				{ find: async (asked) => await seenParts(access, asked, async (limit) => await history.find({ ...asked, limit })) },
				query,
			),
	},
};

export const COMMENTS: Rules<CommentStore> = {
	findByKey: 'open',
	create: { before: async (access, _, drafts) => await access.requireRecords('see', recordsOf(drafts)) },
	find: {
		narrowed: async (access, comments, query) => await seenParts(access, query, async (limit) => await comments.find({ ...query, limit })),
	},
};

export const DOCUMENTS: Rules<DocumentStore> = {
	findByKey: 'open',
	create: {
		async before(access, _, drafts) {
			await access.requireType('create', 'document');
			await access.requireRecords('see', recordsOf(drafts));
		},
	},
	get: { narrowed: seenDocument },
	content: {
		async narrowed(access, documents, id) {
			return (await seenDocument(access, documents, id)) === undefined ? undefined : await documents.content(id);
		},
	},
	find: {
		async narrowed(access, documents, { offset = 0, ...query }) {
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
	},
	remove: {
		async before(access, documents, ids) {
			await access.requireRecords(
				'delete',
				ids.map((id) => ({ type: 'document', id })),
			);
			await access.requireRecords('see', recordsOf(await documents.find({ ids })));
		},
	},
	labels: 'open',
};

export const NOTIFICATIONS: Rules<NotificationStore> = {
	findByKey: 'open',
	create: {
		async before(access, _, drafts) {
			const records = drafts.flatMap(({ record }) => record ?? []);
			await access.requireRecords('see', records);
		},
	},
	find: {
		async narrowed(access, notifications, query) {
			if (query.recipientId !== undefined) await requireOwnInbox(access, query.recipientId);
			return await notifications.find({ ...query, recipientId: access.user.id });
		},
	},
	markRead: {
		async before(access, notifications, ids) {
			for (const { recipientId } of await notifications.find({ ids })) await requireOwnInbox(access, recipientId);
		},
	},
	markAllRead: { before: async (access, _, recipientId) => await requireOwnInbox(access, recipientId) },
};

function recordsOf(parts: ReadonlyArray<{ record: RecordRef }>): RecordRef[] {
	return parts.map(({ record }) => record);
}

async function seenDocument(access: Access, documents: DocumentStore, id: string): Promise<CrmDocument | undefined> {
	await access.requireRecords('see', [{ type: 'document', id }]);
	const document = await documents.get(id);
	if (document !== undefined) await access.requireRecords('see', [document.record]);
	return document;
}

async function requireOwnInbox(access: Access, recipientId: string): Promise<void> {
	if (recipientId !== access.user.id) access.refuseInbox((await access.crm.users.get(recipientId))?.name ?? `user ${recipientId}`);
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
		const seen = await access.seen(recordsOf(parts));
		return parts.filter((part) => isOwn(part) && seen(part.record));
	});
}
