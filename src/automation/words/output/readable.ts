import { DateTime } from 'luxon';
import type { Scope } from '../../engine/Scope';

/** A moment (ISO 8601) in a sentence, in the zone of the workflow. */
export function readable(scope: Scope, at: string): string {
	return DateTime.fromISO(at, { zone: scope.timeZone }).toFormat('yyyy-MM-dd HH:mm:ss');
}
