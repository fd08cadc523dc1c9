import { shorten } from '../../../model/CrmError';
import type { Scope } from '../../engine/Scope';
import { Directory } from '../../words/directory/directory';
import { cut, offsetOf, PAGE_SIZE, type ListPage, type ListRequest } from '../../words/forms/listPage';

/** Unread ones, the newest first, with whose they are. */
export async function listUnreadNotifications(scope: Scope, { search, page }: ListRequest): Promise<ListPage> {
	const offset = offsetOf(page);
	const query = { unreadOnly: true, search: search?.trim() || undefined, limit: offset + PAGE_SIZE + 1 };
	const notices = await scope.companions.notifications.find(query);
	const people = await new Directory(scope).people();
	return cut(
		notices
			.slice(offset)
			.map(({ id, text, recipientId }) => ({ name: shorten(text), value: id, description: people.nameOf(recipientId) ?? undefined })),
		offset,
	);
}
