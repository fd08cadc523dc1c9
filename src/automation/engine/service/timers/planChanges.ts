import type { StoredTimer } from '../../../../ledger/Ledger';
import type { Change } from '../../../../model/change';
import { refKey } from '../../../../model/record';
import { addSpan, isPlannable, type TimingOfEdits, type TimingOfRecord } from '../../../../model/triggers/timing';
import type { Scope } from '../../Scope';
import { rememberingCalendars } from '../../workingCalendars';
import { planRecord } from './planRecords';
import type { TimedTrigger } from './TimedTrigger';
import { contentOf, type EditsContent } from './timerContent';

/** The timers of a trigger that changes set, and the subjects of those that they end. */
export interface PlannedTimers {
	saved: StoredTimer[];
	removed: string[];
}

/** Whether a change may set, move or end a timer of the trigger. */
export function concernsTimer({ filter, timing, isOn }: TimedTrigger, change: Change): boolean {
	if (!isOn || change.ref.type !== filter.recordType || change.kind === 'due' || timing.kind === 'byClock') return false;
	return change.kind === 'deleted' || timing.concerns(change, filter);
}

/** `changes`: that concern the trigger, oldest first. Reads the timers that are there, and writes nothing. */
export async function planChanges(given: Scope, trigger: TimedTrigger, changes: readonly Change[]): Promise<PlannedTimers> {
	const scope = rememberingCalendars(given);
	const present = await scope.ledger.timers.find(trigger.owner, [...new Set(changes.map(({ ref }) => refKey(ref)))]);
	const planned = new Map<string, StoredTimer | 'none'>();
	for (const change of changes) {
		const subject = refKey(change.ref);
		const before = planned.get(subject) ?? present.get(subject);
		const known = before === 'none' ? undefined : before;
		if (change.kind === 'deleted') planned.set(subject, 'none');
		else {
			const plan = await planChange(scope, trigger, change, known);
			if (plan !== 'kept') planned.set(subject, plan);
		}
	}
	const saved = [...planned.values()].filter((plan) => plan !== 'none');
	return { saved, removed: [...planned].flatMap(([subject, plan]) => (plan === 'none' && present.has(subject) ? [subject] : [])) };
}

async function planChange(scope: Scope, trigger: TimedTrigger, change: Change, known: StoredTimer | undefined) {
	const { timing } = trigger;
	if (timing.kind === 'ofEdits') return await gather(scope, { ...trigger, timing }, change, known);
	return await planOfRecord(scope, { ...trigger, timing: timing as TimingOfRecord<object> }, change, known);
}

/** A moment that was still to come when the change was made is told, also where this is read late. */
async function planOfRecord(
	scope: Scope,
	trigger: TimedTrigger & { timing: TimingOfRecord<object> },
	{ ref, kind, at, after = {}, changed }: Change,
	known: StoredTimer | undefined,
) {
	const moved = kind === 'created' || changed.includes('stage');
	const seen = {
		subject: refKey(ref),
		id: ref.id,
		values: after,
		...(moved ? { movedAt: at } : {}),
		...(kind === 'created' ? { createdAt: at } : {}),
		unchangedSince: at,
	};
	return await planRecord(scope, trigger, seen, known, { moment: at, evenIfToCome: false });
}

async function gather(
	scope: Scope,
	{ owner, filter, timing }: TimedTrigger & { timing: TimingOfEdits<object> },
	{ id, ref, at, before = {} }: Change,
	known: StoredTimer | undefined,
): Promise<StoredTimer | 'kept'> {
	const { quiet, longest } = timing.spans(filter);
	const calendar = await scope.calendarOf(null);
	const gathering = known?.dueAt === null ? undefined : known;
	const content: EditsContent =
		gathering === undefined ? { firstAt: at, lastAt: at, before } : { ...contentOf<EditsContent>(gathering), lastAt: at };
	const ends = [addSpan(new Date(at), quiet, calendar), addSpan(new Date(content.firstAt), longest, calendar)];
	const due = new Date(Math.min(...ends.map((end) => end.getTime())));
	if (!isPlannable(due)) return 'kept';
	return {
		owner,
		subject: refKey(ref),
		dueAt: due.toISOString(),
		occasion: gathering?.occasion ?? id,
		recordKey: null,
		content: JSON.stringify(content),
		at: scope.clock.now().toISOString(),
	};
}
