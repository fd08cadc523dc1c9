import type { StoredDelivery } from '../../../ledger/Ledger';
import type { Change } from '../../../model/change';
import { isBlank, readMoment } from '../../../model/coercion';
import { recordNotFound } from '../../../model/CrmError';
import { refKey, type RecordRef } from '../../../model/record';
import { eventOf, type Mismatch } from '../../../model/triggers';
import { firstMismatch } from '../../../model/triggers/matching';
import { guardAgainst, MAX_DEPTH, type Guard } from '../../engine/delivery/guards';
import { Directory } from '../../words/directory/directory';
import type { Output } from '../../../model/output';
import { presentChanges, type ChangeOutput } from '../../words/output/presentChange';
import { presenterOf, type Presenter } from '../../words/output/presentRecords';
import type { Scope } from '../../engine/Scope';
import { whatChanged } from './lineOfChange';
import { readable } from '../../words/output/readable';
import { explainDeliveries, presentRun, type RunOutput } from './runs';
import { triggersOf, type Trigger } from '../../words/triggers/triggers';
import { unreadChanges } from './unreadChanges';
import { whyNot } from './whyNot';

export interface ExplainInput {
	record: RecordRef;
	/** Id or name. */
	workflow: string;
	/** ISO 8601; a date alone is its beginning. Default: all that is kept. */
	since?: string;
	/** Of more changes than that the newest are explained. */
	limit: number;
}

/** Why a change did, or did not, start a workflow; without a change why there is none to explain. */
export type ExplanationOutput = Output & {
	workflow: string;
	/** Name of the trigger node; null when it is about none in particular. */
	trigger: string | null;
	record: { type: string; id: string; title: string };
	/** When the change was made; ISO 8601, UTC. */
	at: string | null;
	/** What changed, as a line to read. */
	what: string | null;
	by: string | null;
	/** Whether a run of the workflow began. */
	started: boolean;
	/** Why, as a sentence. */
	reason: string;
	/** The same for conditions in a workflow. */
	reasonCode: ReasonCode;
	/** Its runs, replays too. */
	runs: RunOutput[];
};

export type ReasonCode =
	Mismatch | Guard | 'started' | 'notStarted' | 'beforeActivation' | 'notReadYet' | 'heldBack' | 'setOtherwise' | 'noTrigger' | 'noChange';

interface Verdict {
	started: boolean;
	reasonCode: ReasonCode;
	reason: string;
	runs: RunOutput[];
}

/**
 * For each change of a record, oldest first, whether it started the workflow, and why not. Rules are those of the
 * triggers as they are set now. Throws notFound for a workflow without triggers and for a record nothing is known of.
 */
export async function explainRecord(scope: Scope, { record, workflow, since, limit }: ExplainInput): Promise<ExplanationOutput[]> {
	const triggers = await triggersOf(scope, workflow);
	const from = isBlank(since) ? undefined : readMoment(since, scope.timeZone, 'Since', 'startOfDay').toISOString();
	const changes = (await scope.feed.ofRecord(record, { from, limit })).reverse();
	if (changes.length === 0) return [await nothingChanged(scope, record, triggers[0]!, from)];
	const outputs = await presentChanges(scope, changes);
	const watching = triggers.filter(({ settings }) => settings.filter.recordType === record.type);
	if (watching.length === 0) return [await nobodyWatches(scope, record, triggers, outputs.at(-1)!)];

	const presenter = await wordsFor(scope, changes, watching);
	const verdicts = new Map<Trigger, Verdict[]>();
	for (const trigger of watching) verdicts.set(trigger, await judge(scope, trigger, changes, presenter));
	return outputs.flatMap((output, index) =>
		watching.map((trigger) => ({
			workflow: trigger.workflowName,
			trigger: trigger.nodeName,
			record: linkOf(record, output),
			at: output.at,
			what: whatChanged(output),
			by: whoDidIt(changes[index]!, output),
			...verdicts.get(trigger)![index]!,
		})),
	);
}

async function judge(scope: Scope, trigger: Trigger, changes: readonly Change[], presenter: Presenter): Promise<Verdict[]> {
	const { filter } = trigger.settings;
	const deliveries = Map.groupBy(
		await scope.ledger.reports.ofChanges(
			trigger,
			changes.map(({ id }) => id),
		),
		({ changeId }) => changeId,
	);
	const missing = (change: Change) => !deliveries.has(change.id) && firstMismatch(change, filter) === undefined;
	const unread = changes.some(missing)
		? await unreadChanges(scope, trigger.cursor, new Set(changes.map(({ id }) => id)))
		: new Set<string>();
	let lastStart: Change | undefined;
	const verdicts: Verdict[] = [];
	for (const change of changes) {
		const rows = deliveries.get(change.id);
		const mismatch = firstMismatch(change, filter);
		const sentence = mismatch === undefined ? undefined : whyNot(mismatch, change, filter, presenter);
		if (rows !== undefined) {
			verdicts.push(delivered(scope, rows, sentence));
			lastStart = change;
		} else if (mismatch !== undefined) {
			verdicts.push(notStarted(mismatch, sentence!));
		} else {
			verdicts.push(await missed(scope, trigger, change, { unread: unread.has(change.id), lastStart }));
		}
	}
	return verdicts;
}

/** `mismatch`: why the trigger, as it is set now, would not start. */
function delivered(scope: Scope, rows: readonly StoredDelivery[], mismatch: string | undefined): Verdict {
	const { started, reason } = explainDeliveries(scope, rows);
	const since = mismatch === undefined ? '' : ` The trigger was changed since, and would not start on it now. ${mismatch}`;
	return { started, reasonCode: started ? 'started' : 'notStarted', reason: reason + since, runs: rows.map(presentRun) };
}

/** A change that matches, and has no delivery. */
async function missed(
	scope: Scope,
	trigger: Trigger,
	change: Change,
	{ unread, lastStart }: { unread: boolean; lastStart: Change | undefined },
): Promise<Verdict> {
	const { allowOwnChanges } = trigger.settings;
	const when = (at: string) => readable(scope, at);
	const guard = guardAgainst(change, { workflowId: trigger.workflowId, nodeId: trigger.nodeId, allowOwnChanges });
	if (guard === 'ownChange')
		return notStarted(guard, 'The change was made by this workflow itself (option "Also Start on Own Changes" is off).');
	if (guard === 'otherTrigger') return notStarted(guard, 'It is a moment that another trigger has waited for.');
	if (guard === 'loop')
		return notStarted(
			guard,
			`The chain of automated changes was ${(change.origin?.depth ?? 0) + 1} long; it is cut after ${MAX_DEPTH}, so that workflows cannot start each other for ever.`,
		);
	if (change.at < trigger.activatedAt) {
		return notStarted(
			'beforeActivation',
			`It happened before the workflow was switched on (${when(trigger.activatedAt)}); with the option "Catch Up When Switched On" such changes are delivered too.`,
		);
	}
	const held = await heldBack(scope, trigger, change, lastStart);
	if (held !== undefined) return notStarted('heldBack', held);
	if (unread)
		return notStarted(
			'notReadYet',
			`The trigger has not come to this change yet; it last read changes at ${when(trigger.servedAt)}. If that stays so, look whether n8n runs and the workflow is switched on.`,
		);
	return notStarted(
		'setOtherwise',
		'As it is set now, the trigger would have started on it; when the change was made, it was set otherwise.',
	);
}

/** Undefined when the record may start the workflow again. */
async function heldBack(scope: Scope, trigger: Trigger, change: Change, lastStart: Change | undefined): Promise<string | undefined> {
	const { reentry } = trigger.settings;
	if (reentry.kind === 'always') return undefined;
	const [stored] = (await scope.ledger.lastStarts.find(trigger, [refKey(change.ref)])).values();
	const before = lastStart?.at ?? stored?.at;
	if (before === undefined || before > change.at) return undefined;
	const ran = `Held back: it ran for this record on ${readable(scope, before)}, and starts`;
	switch (reentry.kind) {
		case 'oncePerRecord':
			return `${ran} once per record.`;
		case 'oncePerStageVisit':
			return `${ran} once per stage, until the record moves on.`;
		case 'coolDown':
			if (new Date(change.at).getTime() - new Date(before).getTime() >= reentry.milliseconds) return undefined;
			return `${ran} again only ${minutes(reentry.milliseconds)} after that.`;
	}
}

function minutes(milliseconds: number): string {
	const count = milliseconds / 60_000;
	return count === 1 ? 'a minute' : `${count} minutes`;
}

function notStarted(reasonCode: ReasonCode, reason: string): Verdict {
	return { started: false, reasonCode, reason, runs: [] };
}

/** The record's own words, and those of what the triggers compare with. */
async function wordsFor(scope: Scope, changes: readonly Change[], triggers: readonly Trigger[]): Promise<Presenter> {
	const known = new Set((await scope.crm.recordTypes()).map(({ name }) => name));
	const states = changes.flatMap(({ ref, before, after }) =>
		[before, after].flatMap((values) => (values === undefined ? [] : [{ type: ref.type, values }])),
	);
	for (const { settings } of triggers) {
		const { event, recordType, conditions = [], anyOf = [] } = settings.filter;
		const { types = [] } = eventOf(event).names?.(settings.filter) ?? {};
		for (const { field, value = null } of [...conditions, ...anyOf.flat()])
			states.push(...[value].flat().map((part) => ({ type: recordType, values: { [field]: part } })));
		for (const type of [recordType, ...types]) if (known.has(type)) states.push({ type, values: {} });
	}
	return await presenterOf(scope, new Directory(scope), states);
}

async function nobodyWatches(
	scope: Scope,
	record: RecordRef,
	triggers: readonly Trigger[],
	output: ChangeOutput,
): Promise<ExplanationOutput> {
	const labels = new Map((await scope.crm.recordTypes()).map(({ name, pluralLabel }) => [name, pluralLabel]));
	const label = (type: string) => labels.get(type) ?? `records of type ${type}`;
	const watched = [...new Set(triggers.map(({ settings }) => label(settings.filter.recordType)))].join(' and ');
	const verdict = notStarted('noTrigger', `No trigger of this workflow watches ${label(record.type)}: it watches ${watched}.`);
	return { workflow: triggers[0]!.workflowName, trigger: null, record: linkOf(record, output), at: null, what: null, by: null, ...verdict };
}

async function nothingChanged(scope: Scope, ref: RecordRef, trigger: Trigger, from: string | undefined): Promise<ExplanationOutput> {
	const record = await scope.crm.get(ref);
	if (record === undefined) throw recordNotFound(ref.type, ref.id);
	const [oldest] = (await scope.feed.read('', 1)).changes;
	const kept = oldest?.at ?? scope.clock.now().toISOString();
	const since = readable(scope, from !== undefined && from > kept ? from : kept);
	const verdict = notStarted('noChange', `No change of this record is kept since ${since}, so nothing could start the workflow.`);
	const title = String(record.values.title ?? record.values.name ?? '');
	return { workflow: trigger.workflowName, trigger: null, record: { ...ref, title }, at: null, what: null, by: null, ...verdict };
}

function linkOf({ type, id }: RecordRef, { record }: ChangeOutput): ExplanationOutput['record'] {
	return { type, id, title: String(record.title ?? '') };
}

function whoDidIt({ origin }: Change, { actor }: ChangeOutput): string | null {
	const person = actor === null ? undefined : (actor.name ?? undefined);
	if (origin?.workflowName === undefined) return person ?? null;
	return person === undefined ? `Workflow "${origin.workflowName}"` : `Workflow "${origin.workflowName}" on behalf of ${person}`;
}
