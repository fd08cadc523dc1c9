import type { Counting } from '../../../model/deadline';
import type { WorkingCalendar } from '../../../model/workingCalendar';
import type { Scope } from '../../engine/Scope';

/** How a deadline is counted now, in working time of a person; what is written without an offset is meant where the workflow is. */
export function countingOf({ clock, timeZone }: Scope, calendar: WorkingCalendar): Counting {
	return { now: clock.now(), calendar, timeZone };
}
