import type { Change, ChangeKind } from '../../../model/change';
import { isEmpty } from '../../../model/conditions';
import type { CrmRecord, RecordRef, Values } from '../../../model/record';
import type { RecordTypeDescription } from '../../../model/recordType';
import { eventOf, type TriggerFilter } from '../../../model/triggers';
import { matches } from '../../../model/triggers/matching';
import { sameValue } from '../../../model/sameValue';
import { recordsStillThere } from '../../engine/recordsById';
import type { Scope } from '../../engine/Scope';

/** How far back samples are looked for. */
const LOOK_BACK = 2000;

/** Among how many matching changes one is looked for whose record is still there. */
const CANDIDATES = 100;

/** What "Execute step" shows. `made`: of a change that was made up, whether the record is as it should be, or shown as if it were. */
type Sample = { change: Change; real: true } | { change: Change; real: false; made: 'fits' | 'moved' };

/**
 * For "Execute step" in the editor: the newest real change that this trigger would have started on, of a record that is still
 * there if there is one, because the steps that are built behind it are tried on that record. Where nothing has matched yet, one
 * made up from the newest record that fits the filter; where none is as the event wants it, from one that is shown as if it were.
 * Moves no cursor and leaves no trace. Undefined: no record fits.
 */
export async function sampleChange(scope: Scope, filter: TriggerFilter): Promise<Sample | undefined> {
	const kinds = eventOf(filter.event).kinds(filter);
	const recent = await scope.feed.newest({ types: [filter.recordType], kinds }, LOOK_BACK);
	const matching = recent.filter((candidate) => matches(candidate, filter)).slice(0, CANDIDATES);
	const there = await recordsStillThere(
		scope.crm,
		filter.recordType,
		matching.map(({ ref }) => ref.id),
	);
	const change = matching.find(({ ref }) => there.has(ref.id)) ?? matching[0];
	return change === undefined ? await madeUp(scope, filter, kinds) : { change, real: true };
}

async function madeUp(scope: Scope, filter: TriggerFilter, kinds: readonly ChangeKind[]): Promise<Sample | undefined> {
	const { recordType, conditions = [], anyOf } = filter;
	const rules = eventOf(filter.event).sample;
	const description = await scope.crm.describe(recordType);
	const changeOf = ({ type, id, values }: CrmRecord, after: Values) => {
		const kind = kinds.includes('updated') ? 'updated' : kinds[0]!;
		const before = rules === undefined ? anyBefore(values, description) : rules.before(after, filter, description);
		const example = exampleOf({ type, id }, kind, { before, after }, scope.clock.now());
		return kind === 'due' ? asDue(example, filter) : example;
	};
	const where = rules?.where?.(filter) ?? [];
	const query = { conditions: [...conditions, ...where], anyOf: anyOf?.map((group) => [...group]), limit: LOOK_BACK };
	for await (const record of scope.crm.find(recordType, query)) {
		const change = changeOf(record, record.values);
		if (matches(change, filter)) return { change, real: false, made: 'fits' };
	}
	if (rules?.moved === undefined) return undefined;
	for await (const record of scope.crm.find(recordType, { limit: LOOK_BACK })) {
		const change = changeOf(record, rules.moved(record.values, filter, description));
		if (matches(change, filter)) return { change, real: false, made: 'moved' };
	}
	return undefined;
}

/** For an event without rules of its own, which asks for no edit in particular. */
function anyBefore(values: Values, { fields }: RecordTypeDescription): Values {
	const filled = fields.findLast(({ name, readOnly }) => !readOnly && !isEmpty(values[name] ?? null));
	return filled === undefined ? values : { ...values, [filled.name]: null };
}

/** Only edits that were gathered have values before them. */
function asDue({ changed, before, ...example }: Change, { event }: TriggerFilter): Change {
	const edits = eventOf(event).timing?.kind === 'ofEdits' ? { changed, before } : { changed: [] };
	return { ...example, ...edits, reason: { kind: 'due', event, workflowId: '', nodeId: '', at: example.at } };
}

function exampleOf(ref: RecordRef, kind: ChangeKind, { before, after }: { before: Values; after: Values }, now: Date): Change {
	const base = { id: 'sample', ref, kind, at: now.toISOString() };
	if (kind === 'created') return { ...base, changed: [], after };
	if (kind === 'deleted') return { ...base, changed: [], before: after };
	const changed = Object.keys({ ...before, ...after }).filter((name) => !sameValue(before[name], after[name]));
	return { ...base, changed, before, after };
}
