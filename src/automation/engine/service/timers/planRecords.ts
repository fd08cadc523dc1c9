import type { StoredTimer } from '../../../../ledger/Ledger';
import type { Values } from '../../../../model/record';
import type { Occasion, TimingOfRecord } from '../../../../model/triggers/timing';
import type { WorkingCalendar } from '../../../../model/workingCalendar';
import type { Scope } from '../../Scope';
import type { TimedTrigger } from './TimedTrigger';
import { contentOf, type VisitContent } from './timerContent';

/** A record as a change left it, or as it is. */
export interface SeenRecord {
	/** `type/id`. */
	subject: string;
	id: string;
	values: Values;
	/** ISO 8601: when it came to its stage, where that is known from what was seen; otherwise what was known before counts. */
	movedAt?: string;
	/** ISO 8601: since when it is surely as it is. */
	unchangedSince: string;
	/** ISO 8601; absent: not known. */
	createdAt?: string;
	lastContact?: string;
}

/** What becomes of the timer of a record: another one, none, or what there is. */
export type Plan = StoredTimer | 'none' | 'kept';

/**
 * The timer that a record is to have.
 * `overBy`: ISO 8601: an occasion that was over by then is noted, so that nobody is told of it afterwards.
 */
export async function planRecord(
	scope: Scope,
	trigger: TimedTrigger & { timing: TimingOfRecord<object> },
	seen: SeenRecord,
	present: StoredTimer | undefined,
	overBy: { moment: string; evenIfToCome: boolean },
): Promise<Plan> {
	const { timing, filter, owner } = trigger;
	if (present !== undefined && timing.keepsFirst?.(filter) === true) return 'kept';
	const visit = visitOf(seen, present);
	const occasion = timing.occasion(timedRecord(seen, visit), filter, await around(scope, seen.values));
	if (occasion === undefined) return present === undefined ? 'kept' : 'none';
	const dueAt = occasion.due.toISOString();
	const timer: StoredTimer = {
		owner,
		subject: seen.subject,
		dueAt,
		occasion: occasion.name,
		recordKey: null,
		content: JSON.stringify(visit),
		at: scope.clock.now().toISOString(),
	};
	if (present?.occasion === occasion.name) return present.dueAt === null || present.dueAt === dueAt ? 'kept' : timer;
	return isOver(occasion, overBy) ? { ...timer, dueAt: null } : timer;
}

/** As `planRecord` sees it, for a timer that is due. */
export async function occasionOf(
	scope: Scope,
	{ timing, filter }: TimedTrigger & { timing: TimingOfRecord<object> },
	seen: SeenRecord,
	present: StoredTimer,
): Promise<Occasion | undefined> {
	return timing.occasion(timedRecord(seen, visitOf(seen, present)), filter, await around(scope, seen.values));
}

/** Where the moment is over although its date is still to come, people want to know; where the date is over too, they do not. */
function isOver({ due, base }: Occasion, { moment, evenIfToCome }: { moment: string; evenIfToCome: boolean }): boolean {
	const by = new Date(moment);
	if (due > by) return false;
	return evenIfToCome || (base !== undefined && base < by);
}

function visitOf({ values, movedAt, unchangedSince }: SeenRecord, present: StoredTimer | undefined): VisitContent {
	const stage = typeof values.stage === 'string' ? values.stage : null;
	const before = present === undefined ? undefined : contentOf<VisitContent>(present);
	return { stage, since: movedAt ?? (before?.stage === stage ? before.since : unchangedSince) };
}

function timedRecord({ id, values, createdAt, lastContact }: SeenRecord, { since }: VisitContent) {
	return { id, values, stageSince: since, createdAt: createdAt ?? since, ...(lastContact === undefined ? {} : { lastContact }) };
}

async function around(scope: Scope, { responsible }: Values): Promise<{ now: Date; calendar: WorkingCalendar }> {
	const person = typeof responsible === 'string' ? responsible : null;
	return { now: scope.clock.now(), calendar: await scope.calendarOf(person) };
}
