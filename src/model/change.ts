import type { ChangeReason } from './changeReason';
import type { RecordRef, Values } from './record';
import type { Origin } from './write';

/** `due`: nothing was changed, but a moment has come: see the reason `due`. */
export type ChangeKind = 'created' | 'updated' | 'deleted' | 'due';

/** One change of one record, as the CRM captured it. */
export interface Change {
	/** Unique in the feed; a later change of one record comes later in the feed. */
	id: string;
	ref: RecordRef;
	kind: ChangeKind;
	/** ISO 8601, UTC. */
	at: string;
	/** Names of the fields whose value differs; empty for created and deleted. */
	changed: string[];
	/** Values before; absent for created, and for `due` unless it gathers edits. */
	before?: Values;
	/** Values after; absent for deleted. */
	after?: Values;
	/** Id of the user who did it; absent: the system, or another program. */
	actor?: string;
	/** Present when automation did it. */
	origin?: Origin;
	/** Present where the kind alone does not say it: a merge deletes, and yet is no deletion. */
	reason?: ChangeReason;
}

/** Up to where a feed was read. Opaque: only the CRM that gave it understands it. */
export type Cursor = string;

/** Names of the fields that differ between two sets of values, in the order of the later one. */
export function changedFields(before: Values, after: Values): string[] {
	const changed = Object.keys(after).filter((name) => !sameValue(own(before, name), own(after, name)));
	for (const name of Object.keys(before)) if (!Object.hasOwn(after, name) && !sameValue(own(before, name), null)) changed.push(name);
	return changed;
}

/** Not what every object inherits: a field may be called `constructor`. */
function own(values: Values, name: string): unknown {
	return Object.hasOwn(values, name) ? (values[name] ?? null) : null;
}

function sameValue(a: unknown, b: unknown): boolean {
	if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((value, index) => value === b[index]);
	return a === b;
}
