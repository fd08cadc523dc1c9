import type { CrmRecord } from '../../../model/record';
import { sameValue } from '../../../model/sameValue';

/** Why a record is as it was after it was given values for these fields; null when something changed. */
export function whyUnchanged(names: readonly string[], before: CrmRecord, after: CrmRecord): string | null {
	if (names.length === 0) return 'No field was given to change.';
	return names.every((name) => sameValue(before.values[name], after.values[name])) ? 'The record had these values already.' : null;
}
