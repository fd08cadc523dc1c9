import { DateTime } from 'luxon';
import type { Task } from '../../../model/task';
import type { Scope } from '../../engine/Scope';
import { rememberingCalendars } from '../../engine/workingCalendars';

/** The deadlines as the clock shows them where the responsible people work, with the zone: `2026-03-10 18:00 Europe/Warsaw`. */
export async function localDeadlines(
	scope: Scope,
	tasks: ReadonlyArray<Pick<Task, 'deadline' | 'responsibleId'>>,
): Promise<Array<string | null>> {
	const { calendarOf } = rememberingCalendars(scope);
	const shown: Array<string | null> = [];
	for (const { deadline, responsibleId } of tasks) {
		if (deadline === null) shown.push(null);
		else {
			const { timeZone } = await calendarOf(responsibleId);
			shown.push(`${DateTime.fromISO(deadline, { zone: timeZone }).toFormat('yyyy-MM-dd HH:mm')} ${timeZone}`);
		}
	}
	return shown;
}
