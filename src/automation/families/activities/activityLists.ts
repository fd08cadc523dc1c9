import type { Scope } from '../../engine/Scope';
import { cut, offsetOf, PAGE_SIZE, type ListPage, type ListRequest } from '../../words/forms/listPage';
import { activitiesOf } from '../../words/directory/optionalParts';

/** Open ones, the latest first. */
export async function listOpenActivities(scope: Scope, { search, page }: ListRequest): Promise<ListPage> {
	const offset = offsetOf(page);
	const activities = await activitiesOf(scope).find({
		statuses: ['planned'],
		search: search?.trim() || undefined,
		limit: offset + PAGE_SIZE + 1,
	});
	return cut(
		activities.slice(offset).map(({ id, subject, at }) => ({ name: subject, value: id, description: at })),
		offset,
	);
}
