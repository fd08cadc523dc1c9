import type { Change } from '../../../model/change';
import { isBlank, readMoment } from '../../../model/coercion';
import { CrmError, recordNotFound } from '../../../model/CrmError';
import { refKey, type RecordRef } from '../../../model/record';
import { matches } from '../../../model/triggers/matching';
import { guardAgainst } from '../../engine/delivery/guards';
import { presentChanges } from '../../words/output/presentChange';
import type { Scope } from '../../engine/Scope';
import { whatChanged } from './lineOfChange';
import { readable } from '../../words/output/readable';
import type { ReplayedChange, ReplayInput } from './inputs';
import { findTrigger, type Trigger } from '../../words/triggers/triggers';

export interface ReplaySelection {
	/** As the list of triggers names it, or a workflow with one trigger by name or id. */
	trigger: string;
	/** Only the changes of this record. */
	record?: RecordRef;
	/** ISO 8601, a date alone is its beginning; without a record it must be there. */
	from?: string;
	/** ISO 8601, a date alone is its end; default: now. */
	until?: string;
	/** Nothing is replayed when more changes than that match. */
	most: number;
	/** Present the changes one by one, too. */
	listed: boolean;
}

/** More than that in one go would fill the queue of a trigger for hours. */
const MOST_REPLAYED = 10_000;

const PAGE = 500;
/** The times of neighbours in the feed may be that far out of order, in milliseconds; see Crm.cursorAt. */
const TIME_SLACK_MS = 3_600_000;
/** A record has rarely that many changes; only the newest are looked at. */
const MOST_OF_RECORD = 20_000;

/**
 * Finds the changes that a trigger, as it is set now, would start on: its own filter and its guards decide; how often a
 * record may start it does not count. Reads outside of any transaction, since it may be much. Throws notFound,
 * invalidValue (also when more match than asked for), missingValue.
 */
export async function changesToReplay(scope: Scope, selection: ReplaySelection): Promise<ReplayInput> {
	const { record, most } = selection;
	if (!Number.isInteger(most) || most < 1 || most > MOST_REPLAYED) {
		throw new CrmError(
			'invalidValue',
			`"Most Changes" is ${Number.isNaN(most) ? 'no number' : most}.`,
			`Give a whole number from 1 to ${MOST_REPLAYED}; replay more than that in several goes.`,
		);
	}
	const trigger = await findTrigger(scope, selection.trigger);
	const period = periodOf(scope, selection);
	const starts = (change: Change) =>
		matches(change, trigger.settings.filter) &&
		guardAgainst(change, { workflowId: trigger.workflowId, nodeId: trigger.nodeId, allowOwnChanges: trigger.settings.allowOwnChanges }) ===
			undefined;
	const { found, count } = await take(record === undefined ? since(scope, period) : ofRecord(scope, record, period), starts, most);
	if (count > most) throw tooMany(scope, trigger, count, most, found);
	const listed = selection.listed ? await present(scope, found) : [];
	const { workflowId, nodeId, workflowName, nodeName, settings } = trigger;
	return {
		trigger: { workflowId, nodeId, workflowName, nodeName, recordType: settings.filter.recordType },
		record: record ?? null,
		changes: found.map(({ id, ref, at }) => ({ changeId: id, recordKey: refKey(ref), at })),
		listed,
	};
}

interface Period {
	/** ISO 8601, UTC; null: all that is kept. */
	from: string | null;
	until: string;
}

function periodOf(scope: Scope, { record, from, until }: ReplaySelection): Period {
	if (isBlank(from) && record === undefined)
		throw new CrmError('missingValue', '"From" is empty.', 'Choose the moment from which on changes are replayed.');
	const start = isBlank(from) ? null : readMoment(from, scope.timeZone, 'From', 'startOfDay').toISOString();
	const end = (isBlank(until) ? scope.clock.now() : readMoment(until, scope.timeZone, 'Until', 'endOfDay')).toISOString();
	if (start !== null && start > end)
		throw new CrmError(
			'invalidValue',
			`"From" (${readable(scope, start)}) is after "Until" (${readable(scope, end)}).`,
			'Choose an earlier "From" or a later "Until".',
		);
	return { from: start, until: end };
}

async function* ofRecord(scope: Scope, record: RecordRef, { from, until }: Period): AsyncIterable<Change> {
	const changes = await scope.feed.ofRecord(record, { from: from ?? undefined, until, limit: MOST_OF_RECORD });
	if (changes.length === 0 && (await scope.crm.get(record)) === undefined) throw recordNotFound(record.type, record.id);
	yield* changes.reverse();
}

async function* since(scope: Scope, { from, until }: Period): AsyncIterable<Change> {
	const end = new Date(new Date(until).getTime() + TIME_SLACK_MS).toISOString();
	let cursor = await scope.feed.cursorAt(from!);
	for (;;) {
		const { changes, cursor: next } = await scope.feed.read(cursor, PAGE);
		for (const change of changes) if (change.at >= from! && change.at <= until) yield change;
		if (changes.length === 0 || changes.some(({ at }) => at > end)) return;
		cursor = next;
	}
}

/** Counts all, keeps the first ones. */
async function take(
	changes: AsyncIterable<Change>,
	starts: (change: Change) => boolean,
	most: number,
): Promise<{ found: Change[]; count: number }> {
	const found: Change[] = [];
	let count = 0;
	for await (const change of changes) {
		if (!starts(change)) continue;
		count++;
		if (found.length < most) found.push(change);
	}
	return { found, count };
}

function tooMany(scope: Scope, { workflowName }: Trigger, count: number, most: number, found: readonly Change[]): CrmError {
	const last = readable(scope, found.at(-1)!.at);
	return new CrmError(
		'invalidValue',
		`${count} changes would start "${workflowName}", more than the ${most} that are allowed in one go. Nothing was replayed.`,
		`Raise "Most Changes" (up to ${MOST_REPLAYED}), or set "Until" to ${last}, up to where it would be ${most}.`,
	);
}

async function present(scope: Scope, changes: readonly Change[]): Promise<ReplayedChange[]> {
	const outputs = await presentChanges(scope, changes);
	return outputs.map((output, index) => {
		const { type, id } = changes[index]!.ref;
		return { at: output.at, record: { type, id, title: String(output.record.title ?? '') }, what: whatChanged(output) };
	});
}
