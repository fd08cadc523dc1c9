import type { Clock } from '../model/clock';
import { newNotification, type Notification, type NotificationDraft } from '../model/notification';
import { requireFound } from '../model/requireFound';
import { requireText } from '../model/requireText';
import type { WriteContext } from '../model/write';
import type { NotificationQuery, NotificationStore } from './Companions';
import type { CompanionStore, Kind } from './CompanionStore';
import { requireActor } from './requireActor';
import type { Subjects } from './Subjects';
import { isBlank } from '../model/coercion';
import { containsText } from '../model/normalForm';

export const NOTIFICATION: Kind<Notification> = {
	kind: 'notification',
	owner: ({ recipientId }) => recipientId,
	state: ({ readAt }) => (readAt === null ? 'unread' : 'read'),
};

interface Parts {
	store: CompanionStore<Notification>;
	subjects: Subjects;
	clock: Clock;
}

/** Our inbox beside a CRM that keeps its data elsewhere. */
export class StoredNotifications implements NotificationStore {
	private readonly parts: Parts;

	constructor(parts: Parts) {
		this.parts = parts;
	}

	async create(drafts: readonly NotificationDraft[], write: WriteContext): Promise<Notification[]> {
		const { store, subjects, clock } = this.parts;
		const at = clock.now().toISOString();
		const notices = drafts.map((draft, index) => ({
			...newNotification(draft, write, at),
			text: requireText(draft.text, 'Notification', index),
		}));
		await requireActor(subjects, write);
		await subjects.requireUsers(
			notices.map(({ recipientId: id }, index) => ({ id, index })),
			'as recipient of a notification',
		);
		await subjects.requireUsers(
			notices.flatMap(({ senderId }, index) => (senderId === null ? [] : [{ id: senderId, index }])),
			'as sender of a notification',
		);
		await subjects.requireRecords(
			notices.flatMap(({ record }, index) => (record === null ? [] : [{ ...record, index, where: 'notification' }])),
		);
		return await store.transaction(async () => await store.insert(notices, write.key));
	}

	async find({ recipientId, unreadOnly = false, search, ...query }: NotificationQuery): Promise<Notification[]> {
		return await this.parts.store.find({
			...query,
			owner: recipientId,
			...(unreadOnly ? { states: ['unread'] } : {}),
			...(isBlank(search) ? {} : { matches: ({ text }) => containsText(text, search) }),
		});
	}

	async markRead(ids: readonly string[], write: WriteContext): Promise<{ notifications: Notification[]; count: number }> {
		const { store, subjects } = this.parts;
		await requireActor(subjects, write);
		return await store.transaction(async () => {
			const present = new Map((await store.find({ ids }, { locked: true })).map((notice) => [notice.id, notice]));
			const unread = requireFound('notification', ids, present).filter(({ readAt }) => readAt === null);
			for (const notice of await this.read(unread)) present.set(notice.id, notice);
			return { notifications: ids.map((id) => present.get(id)!), count: new Set(unread).size };
		});
	}

	async markAllRead(recipientId: string, write: WriteContext): Promise<number> {
		const { store, subjects } = this.parts;
		await requireActor(subjects, write);
		await subjects.requireUsers([{ id: recipientId, index: 0 }], 'whose notifications are to be marked as read');
		return await store.transaction(async () => {
			const unread = await store.find({ owner: recipientId, states: ['unread'] }, { locked: true });
			return (await this.read(unread)).length;
		});
	}

	async findByKey(keys: readonly string[]): Promise<Map<string, Notification>> {
		return await this.parts.store.findByKey(keys);
	}

	private async read(unread: readonly Notification[]): Promise<Notification[]> {
		const readAt = this.parts.clock.now().toISOString();
		const read = unread.map((notice) => ({ ...notice, readAt }));
		for (const notice of read) await this.parts.store.replace(notice);
		return read;
	}
}
