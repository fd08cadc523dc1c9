import type { ActivityKind } from '../../../../model/activity';
import { ACTIVITY_KINDS } from '../../../../model/activity';
import { refKey, type RecordRef } from '../../../../model/record';
import type { Scope } from '../../Scope';

/**
 * When somebody last contacted the customer, ISO 8601 by `refKey`: an activity that has taken place or is completed, an entry in
 * the history, a comment, whichever of `kinds` (see CONTACT_KINDS) came last. Records without any are not in it.
 * `kinds` undefined: nobody asks.
 */
export async function lastContacts(
	{ crm, clock }: Scope,
	records: readonly RecordRef[],
	kinds: readonly string[] | undefined,
): Promise<Map<string, string>> {
	const last = new Map<string, string>();
	if (kinds === undefined || records.length === 0) return last;
	const now = clock.now().toISOString();
	const note = (ref: RecordRef, at: string | null | undefined): void => {
		const key = refKey(ref);
		if (at && at <= now && (last.get(key) ?? '') < at) last.set(key, at);
	};
	const activityKinds = kinds.filter((kind): kind is ActivityKind => (ACTIVITY_KINDS as readonly string[]).includes(kind));
	if (activityKinds.length > 0 && crm.activities !== undefined) {
		for (const activity of await crm.activities.find({ records, kinds: activityKinds }))
			note(activity.record, activity.completedAt ?? activity.at);
	}
	for (const { type, id } of records) {
		const record = { type, id };
		if (kinds.includes('history')) note(record, (await crm.history.find({ record, limit: 1 }))[0]?.at);
		if (kinds.includes('comment') && crm.comments !== undefined) note(record, (await crm.comments.find({ record, limit: 1 }))[0]?.at);
	}
	return last;
}
