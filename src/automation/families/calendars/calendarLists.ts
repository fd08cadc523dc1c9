import { shownDays } from '../../../model/calendars';
import type { Scope } from '../../engine/Scope';
import { Directory } from '../../words/directory/directory';
import { named, pageOf, type ListPage, type ListRequest } from '../../words/forms/listPage';

/** All that there are, by name. */
export function listTimeZones(request: ListRequest): ListPage {
	return pageOf(['UTC', ...Intl.supportedValuesOf('timeZone').filter((name) => name !== 'UTC')].map(named), request);
}

/** Of one user (id, e-mail or name), the last first: by the first day, which tells them apart. */
export async function listAbsences(scope: Scope, user: string, request: ListRequest): Promise<ListPage> {
	const people = await new Directory(scope).people();
	if (!people.knows(user)) return { options: [] };
	const { id } = people.resolve(user, 'User');
	const absences = (await scope.ledger.calendars.find()).people.find(({ userId }) => userId === id)?.absences ?? [];
	return pageOf(
		absences.toReversed().map((absence) => ({ name: shownDays(absence), value: absence.from, description: absence.reason ?? undefined })),
		request,
	);
}
