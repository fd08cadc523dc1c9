import { fromJson } from '../sql/SqlDialect';
import { changedFields, type Change, type ChangeKind } from '../model/change';
import type { Values } from '../model/record';

/** A row of `change_feed`, as a database gives it: JSON as text or parsed, ids as numbers or texts. */
export interface ChangeRow {
	id: number;
	record_type: string;
	record_id: number | string;
	kind: ChangeKind;
	at: string;
	actor: number | string | null;
	origin: unknown;
	reason: unknown;
	before: unknown;
	after: unknown;
}

/** `valuesOf`: what a stored `before` or `after` means. */
export function changeOf(row: ChangeRow, valuesOf: (stored: unknown) => Values): Change {
	const before = row.before === null ? undefined : valuesOf(row.before);
	const after = row.after === null ? undefined : valuesOf(row.after);
	const change: Change = {
		id: String(row.id),
		ref: { type: row.record_type, id: String(row.record_id) },
		kind: row.kind,
		at: row.at,
		changed: before !== undefined && after !== undefined ? changedFields(before, after) : [],
	};
	if (before !== undefined) change.before = before;
	if (after !== undefined) change.after = after;
	if (row.actor !== null) change.actor = String(row.actor);
	if (row.origin !== null) change.origin = fromJson(row.origin);
	if (row.reason !== null) change.reason = fromJson(row.reason);
	return change;
}
