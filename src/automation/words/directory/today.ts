import { DateTime } from 'luxon';
import type { Scope } from '../../engine/Scope';

/** The day it is, `YYYY-MM-DD`, where the workflow is. */
export function today(scope: Scope): string {
	return DateTime.fromJSDate(scope.clock.now(), { zone: scope.timeZone }).toFormat('yyyy-MM-dd');
}
