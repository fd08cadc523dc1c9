import type { Change, ChangeKind } from '../../../model/change';
import type { RecordRef, Values } from '../../../model/record';
import { eventOf, type TriggerFilter } from '../../../model/triggers';
import { matches } from '../../../model/triggers/matching';
import { recordsStillThere } from '../../engine/recordsById';
import type { Scope } from '../../engine/Scope';

/** How far back samples are looked for. */
const LOOK_BACK = 2000;

/** Among how many matching changes one is looked for whose record is still there. */
const CANDIDATES = 100;

/**
 * For "Execute step" in the editor: the newest real change that this trigger would have started on, of a record that is still
 * there if there is one, because the steps that are built behind it are tried on that record. Where nothing has matched
 * yet, one made up from the newest record (`real` is false). Moves no cursor and leaves no trace.
 */
export async function sampleChange(scope: Scope, filter: TriggerFilter): Promise<{ change: Change; real: boolean } | undefined> {
	const kinds = eventOf(filter.event).kinds(filter);
	const recent = await scope.feed.newest({ types: [filter.recordType], kinds }, LOOK_BACK);
	const matching = recent.filter((candidate) => matches(candidate, filter)).slice(0, CANDIDATES);
	const there = await recordsStillThere(
		scope.crm,
		filter.recordType,
		matching.map(({ ref }) => ref.id),
	);
	const change = matching.find(({ ref }) => there.has(ref.id)) ?? matching[0];
	if (change) return { change, real: true };
	for await (const record of scope.crm.find(filter.recordType, { limit: 1 })) {
		return { change: madeUp(record, record.values, kinds, scope.clock.now()), real: false };
	}
	return undefined;
}

/** Of a kind that the event can be; where it can be an edit, that. */
function madeUp({ type, id }: RecordRef, values: Values, kinds: readonly ChangeKind[], now: Date): Change {
	const kind = kinds.includes('updated') ? 'updated' : kinds[0]!;
	const base = { id: 'sample', ref: { type, id }, kind, at: now.toISOString(), changed: [] };
	return { ...base, ...(kind === 'created' ? {} : { before: values }), ...(kind === 'deleted' ? {} : { after: values }) };
}
