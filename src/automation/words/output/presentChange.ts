import { DateTime } from 'luxon';
import type { Change } from '../../../model/change';
import type { ChangeReason } from '../../../model/changeReason';
import { refKey, titleOf, type FieldValue } from '../../../model/record';
import { eventOf, isEvent } from '../../../model/triggers';
import { Directory } from '../directory/directory';
import type { Output, OutputValue } from '../../../model/output';
import { presenterOf, type Presenter } from './presentRecords';
import { idsByType, recordsStillThere } from '../../engine/recordsById';
import type { Scope } from '../../engine/Scope';

/** One changed field in the words of people: names, titles and labels instead of ids. */
export type ChangedValue = { field: string; label: string; from: OutputValue; to: OutputValue };

/** Why something happened. */
export type ReasonOutput = {
	kind: ChangeReason['kind'];
	/** A line to read: `Merged into "Anna Smith" (id 12)`. */
	text: string;
	/** The record that is there in its place; `title` is null when that one is gone or out of reach too. */
	mergedInto: { id: string; title: string | null } | null;
};

/**
 * What CRM Trigger puts out. `record` and `before` are flat, as a record is everywhere, but as the change left and found
 * it; `before` is null for a created record, and `record` holds the last known values of a deleted one. `createdAt` is
 * null when the record is gone by now.
 */
export type ChangeOutput = Output & {
	event: Change['kind'];
	record: Output;
	before: Output | null;
	/** Names of the fields that differ. */
	changed: string[];
	values: ChangedValue[];
	/** Who did it; null: the system or another program. */
	actor: { id: string; name: string | null } | null;
	/** Where the event alone would mislead: why it happened; null: nothing to add. */
	reason: ReasonOutput | null;
	/** ISO 8601, UTC. */
	at: string;
	change: { id: string };
};

/** Many changes in one go: a few reads whatever their number. */
export async function presentChanges(scope: Scope, changes: readonly Change[]): Promise<ChangeOutput[]> {
	const directory = new Directory(scope);
	const states = changes.flatMap(({ ref, before, after }) =>
		[before, after].flatMap((values) => (values === undefined ? [] : [{ type: ref.type, values }])),
	);
	const presenter = await presenterOf(scope, directory, states);
	const createdAt = await creationTimes(scope, changes);
	const people = await directory.people();
	const kept = await keptTitles(scope, changes);
	return changes.map((change) => {
		const { ref, kind, at, actor } = change;
		const stamps = { createdAt: kind === 'created' ? at : (createdAt.get(`${ref.type}/${ref.id}`) ?? null) };
		return {
			event: kind,
			record: presenter.flat(ref, change.after ?? change.before ?? {}, { ...stamps, updatedAt: at }),
			before: change.before === undefined ? null : presenter.flat(ref, change.before, stamps),
			changed: change.changed,
			values: changedValues(change, presenter),
			actor: actor === undefined ? null : { id: actor, name: people.nameOf(actor) },
			reason: reasonOf(change, kept, scope.timeZone),
			at,
			change: { id: change.id },
		};
	});
}

/** The titles of the records that others were merged into, by `refKey`. */
async function keptTitles(scope: Scope, changes: readonly Change[]): Promise<Map<string, string>> {
	const refs = changes.flatMap(({ ref, reason }) => (reason?.kind === 'merged' ? [{ type: ref.type, id: reason.into }] : []));
	const titles = new Map<string, string>();
	for (const [type, ids] of idsByType(refs))
		for (const record of (await recordsStillThere(scope.crm, type, ids)).values()) titles.set(refKey(record), titleOf(record));
	return titles;
}

/** `Date Reached: due 2026-05-04 09:00 (Europe/Stockholm)`. */
function dueText({ event, at }: Extract<ChangeReason, { kind: 'due' }>, timeZone: string): string {
	const label = isEvent(event) ? eventOf(event).label : event;
	return `${label}: due ${DateTime.fromISO(at, { zone: timeZone }).toFormat('yyyy-MM-dd HH:mm')} (${timeZone})`;
}

function reasonOf({ ref, reason }: Change, kept: ReadonlyMap<string, string>, timeZone: string): ReasonOutput | null {
	switch (reason?.kind) {
		case undefined:
			return null;
		case 'merged': {
			const title = kept.get(refKey({ type: ref.type, id: reason.into })) ?? null;
			const name = title === null ? `the ${ref.type} with id ${reason.into}` : `"${title}" (id ${reason.into})`;
			return { kind: reason.kind, text: `Merged into ${name}`, mergedInto: { id: reason.into, title } };
		}
		case 'restored':
			return { kind: reason.kind, text: 'Restored', mergedInto: null };
		case 'imported':
			return { kind: reason.kind, text: reason.file === undefined ? 'Imported' : `Imported from ${reason.file}`, mergedInto: null };
		case 'due':
			return { kind: reason.kind, text: dueText(reason, timeZone), mergedInto: null };
	}
}

export async function presentChange(scope: Scope, change: Change): Promise<ChangeOutput> {
	return (await presentChanges(scope, [change]))[0]!;
}

function changedValues({ ref, changed, before, after }: Change, presenter: Presenter): ChangedValue[] {
	const description = presenter.describe(ref.type);
	return changed.map((name) => {
		const field = description.fields.find((other) => other.name === name);
		const shown = (value: FieldValue | undefined) =>
			field === undefined ? (value ?? null) : presenter.label(field, value ?? null, description);
		return { field: name, label: field?.label ?? name, from: shown(before?.[name]), to: shown(after?.[name]) };
	});
}

/** A change does not say when its record was created; the record does, while it exists. */
async function creationTimes(scope: Scope, changes: readonly Change[]): Promise<Map<string, string>> {
	const ids = new Map<string, Set<string>>();
	for (const { kind, ref } of changes)
		if (kind === 'updated' || kind === 'due') ids.set(ref.type, (ids.get(ref.type) ?? new Set()).add(ref.id));
	const times = new Map<string, string>();
	for (const [type, wanted] of ids) {
		for (const record of (await recordsStillThere(scope.crm, type, wanted)).values()) times.set(`${type}/${record.id}`, record.createdAt);
	}
	return times;
}
