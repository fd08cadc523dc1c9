import type { ChangeDraft } from '../../../feed/ChangeFeed';
import type { StoredOwnWrite, StoredSnapshot } from '../../../ledger/Ledger';
import { changedFields } from '../../../model/change';
import { momentOf, type Differences } from './differences';

/** Where the CRM does not say when it was changed, nothing that it gives later counts as older. */
const LONG_AGO = new Date(0).toISOString();

/** What our own writes tell. */
export interface OwnDifferences extends Differences {
	/** Ids of records that are gone. */
	removed: string[];
}

/**
 * The changes that steps of ours have made, each with who made it, as differences to what is known of the records. A write to a
 * record that nobody knows yet is left to the poll, which finds the record with it; so is one from before the snapshot.
 */
export function ownChangesOf(
	writes: readonly StoredOwnWrite[],
	known: ReadonlyMap<string, StoredSnapshot>,
	{ now, newAreCreated }: { now: Date; newAreCreated: boolean },
): OwnDifferences {
	const drafts: ChangeDraft[] = [];
	const states = new Map<string, StoredSnapshot | undefined>();
	for (const write of [...writes].sort(inTime)) {
		const { ref, kind, actor, origin, reason } = write;
		let before = states.has(ref.id) ? states.get(ref.id) : known.get(ref.id);
		if (before === undefined && kind !== 'created') continue;
		if (before !== undefined && isOlder(write, before)) continue;
		const others = ofOthers(write, before, now);
		if (others !== undefined) {
			drafts.push(others.draft);
			before = others.snapshot;
		}
		const after = stateAfter(write, before, now);
		states.set(ref.id, after);
		const made = { ref, actor, origin, reason, at: momentOf({ updatedAt: write.updatedAt ?? write.at }, now) };
		if (after === undefined) drafts.push({ ...made, kind: 'deleted', before: before!.values });
		else if (before === undefined) {
			if (newAreCreated) drafts.push({ ...made, kind: 'created', after: after.values });
		} else if (changedFields(before.values, after.values).length > 0)
			drafts.push({ ...made, kind: 'updated', before: before.values, after: after.values });
	}
	const snapshots = [...states.values()].filter((state) => state !== undefined);
	return { drafts, snapshots, removed: [...states].flatMap(([id, state]) => (state === undefined ? [id] : [])) };
}

/**
 * What others had changed when the step read the record, before it wrote. A state of the very moment of the one that is known is
 * left alone: which of them came first cannot be told.
 */
function ofOthers(
	{ ref, seen }: StoredOwnWrite,
	before: StoredSnapshot | undefined,
	now: Date,
): { draft: ChangeDraft; snapshot: StoredSnapshot } | undefined {
	if (seen === undefined || before === undefined || Date.parse(seen.updatedAt) <= Date.parse(before.updatedAt)) return undefined;
	if (changedFields(before.values, seen.values).length === 0) return undefined;
	const draft: ChangeDraft = { ref, kind: 'updated', at: momentOf(seen, now), before: before.values, after: seen.values };
	return { draft, snapshot: { id: ref.id, ...seen, seenAt: now.toISOString() } };
}

/** Two processes may have told of their writes in another order than they made them. */
function inTime(a: StoredOwnWrite, b: StoredOwnWrite): number {
	return Date.parse(a.updatedAt ?? a.at) - Date.parse(b.updatedAt ?? b.at) || Number(a.id) - Number(b.id);
}

function isOlder({ updatedAt }: StoredOwnWrite, before: StoredSnapshot): boolean {
	return updatedAt !== undefined && Date.parse(updatedAt) < Date.parse(before.updatedAt);
}

/** An answer may leave fields out: those stay as they were. Undefined: the record is gone. */
function stateAfter(
	{ ref, version, updatedAt, values }: StoredOwnWrite,
	before: StoredSnapshot | undefined,
	now: Date,
): StoredSnapshot | undefined {
	if (values === undefined) return undefined;
	return {
		id: ref.id,
		version: version ?? '',
		updatedAt: updatedAt ?? before?.updatedAt ?? LONG_AGO,
		values: { ...before?.values, ...values },
		seenAt: now.toISOString(),
	};
}
