import type { SourceRecord } from '../../../crm/Source';
import type { ChangeDraft } from '../../../feed/ChangeFeed';
import type { StoredSnapshot } from '../../../ledger/Ledger';
import { changedFields } from '../../../model/change';

/** What a page of records tells. */
export interface Differences {
	drafts: ChangeDraft[];
	/** To be kept instead of the older ones; each record once. */
	snapshots: StoredSnapshot[];
}

/** Changes stand in the feed about in the order of time (see ChangeFeed.cursorAt): an older one is dated this long ago, in milliseconds. */
const OLDEST_MS = 30 * 60_000;

/**
 * Compares records, the older state of one before the newer, with what is known of them. `newAreCreated`: false while it is
 * first noted what there is. A record from before its snapshot is left alone: a search that lags behind gave it.
 */
export function differencesOf(
	records: readonly SourceRecord[],
	known: ReadonlyMap<string, StoredSnapshot>,
	{ now, newAreCreated }: { now: Date; newAreCreated: boolean },
): Differences {
	const drafts: ChangeDraft[] = [];
	const seen = new Map<string, StoredSnapshot>();
	for (const record of records) {
		const before = seen.get(record.id) ?? known.get(record.id);
		if (before !== undefined && (isOlder(record, before) || isSame(record, before))) continue;
		const { type, id, version, updatedAt, values } = record;
		seen.set(id, { id, version, updatedAt, values, seenAt: now.toISOString() });
		const made = { ref: { type, id }, at: momentOf(record, now), after: values };
		if (before === undefined) {
			if (newAreCreated) drafts.push({ ...made, kind: 'created' });
		} else if (changedFields(before.values, values).length > 0) drafts.push({ ...made, kind: 'updated', before: before.values });
	}
	return { drafts, snapshots: [...seen.values()] };
}

function isOlder(record: SourceRecord, snapshot: StoredSnapshot): boolean {
	return Date.parse(record.updatedAt) < Date.parse(snapshot.updatedAt);
}

/** A version may be no more exact than the time of the change, so the values are looked at as well. */
function isSame(record: SourceRecord, { version, updatedAt, values }: StoredSnapshot): boolean {
	return record.version === version && record.updatedAt === updatedAt && changedFields(values, record.values).length === 0;
}

/** The clock of the CRM may be another than ours, and we may have been off for days. */
export function momentOf({ updatedAt }: Pick<SourceRecord, 'updatedAt'>, now: Date): string {
	const moment = Date.parse(updatedAt);
	return new Date(Math.min(now.getTime(), Math.max(moment, now.getTime() - OLDEST_MS))).toISOString();
}
