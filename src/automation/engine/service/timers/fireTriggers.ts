import type { ChangeDraft } from '../../../../feed/ChangeFeed';
import type { StoredTimer } from '../../../../ledger/Ledger';
import { changedFields } from '../../../../model/change';
import { CrmError } from '../../../../model/CrmError';
import { refKey, type CrmRecord } from '../../../../model/record';
import { addSpan, type TimingOfRecord } from '../../../../model/triggers/timing';
import { recordsStillThere } from '../../recordsById';
import type { Scope } from '../../Scope';
import { rememberingCalendars } from '../../workingCalendars';
import { nextTime } from './armTriggers';
import { lastContacts } from './lastContacts';
import { occasionOf } from './planRecords';
import type { TimedTrigger } from './TimedTrigger';
import { contentOf, WHOLE, type EditsContent } from './timerContent';

/** More records than that are not started by one moment of a schedule. */
const MOST_SCHEDULED = 10_000;

/** What becomes of timers that are due. */
interface Verdict {
	/** Changes for the feed, by the subject whose timer must fire for it. */
	drafts: Array<{ subject: string; draft: ChangeDraft }>;
	/** Timers that go on waiting, for another moment. */
	saved: StoredTimer[];
	/** Subjects that wait for nothing any more. */
	removed: string[];
}

/**
 * The timers of one trigger that are due: looks whether what they wait for is still so, and puts a change of the kind `due` into
 * the feed for each, in the transaction in which the timer fires. So each fires once, whichever processes try it.
 */
export async function fireTrigger(scope: Scope, trigger: TimedTrigger, due: readonly StoredTimer[]): Promise<void> {
	const { ledger, feed, clock } = scope;
	const { drafts, saved, removed } = await judge(rememberingCalendars(scope), trigger, due);
	const now = clock.now().toISOString();
	await ledger.transaction(async () => {
		const subjects = due.map(({ subject }) => subject);
		const fired = new Set((await ledger.timers.fire(trigger.owner, subjects, now)).map(({ subject }) => subject));
		await feed.append(drafts.filter(({ subject }) => fired.has(subject)).map(({ draft }) => draft));
		await ledger.timers.save(saved.filter(({ subject }) => fired.has(subject)));
		await ledger.timers.remove(
			trigger.owner,
			removed.filter((subject) => fired.has(subject)),
		);
	});
}

async function judge(scope: Scope, trigger: TimedTrigger, due: readonly StoredTimer[]): Promise<Verdict> {
	const { timing } = trigger;
	if (timing.kind === 'byClock') return await judgeSchedule(scope, trigger, due);
	const type = trigger.filter.recordType;
	const records = await recordsStillThere(
		scope.crm,
		type,
		due.map(({ subject }) => subject.slice(type.length + 1)),
	);
	const known = new Map([...records.values()].map((record) => [refKey(record), record]));
	if (timing.kind === 'ofEdits') return judgeEdits(scope, trigger, due, known);
	return await judgeRecords(scope, { ...trigger, timing }, due, known);
}

async function judgeRecords(
	scope: Scope,
	trigger: TimedTrigger & { timing: TimingOfRecord<object> },
	due: readonly StoredTimer[],
	records: ReadonlyMap<string, CrmRecord>,
): Promise<Verdict> {
	const verdict: Verdict = { drafts: [], saved: [], removed: [] };
	const { timing, filter } = trigger;
	const now = scope.clock.now();
	const contacts = await lastContacts(scope, [...records.values()], timing.contact?.(filter));
	for (const timer of due) {
		const record = records.get(timer.subject);
		const contact = contacts.get(timer.subject);
		const seen = record && {
			...record,
			subject: timer.subject,
			unchangedSince: record.updatedAt,
			...(contact === undefined ? {} : { lastContact: contact }),
		};
		const fixed = timing.keepsFirst?.(filter) === true ? { name: timer.occasion, due: new Date(timer.dueAt!) } : undefined;
		const occasion = seen && (fixed ?? (await occasionOf(scope, trigger, seen, timer)));
		if (record === undefined || occasion === undefined) verdict.removed.push(timer.subject);
		// What moved it is still to be read: it is set anew then.
		else if (occasion.name !== timer.occasion) verdict.removed.push(timer.subject);
		else if (occasion.due > now) verdict.saved.push({ ...timer, dueAt: occasion.due.toISOString() });
		else {
			verdict.drafts.push({ subject: timer.subject, draft: draftOf(trigger, timer, record, now) });
			const next = await nextRepeat(scope, trigger, timer, record);
			if (next !== undefined) verdict.saved.push({ ...timer, dueAt: next, at: now.toISOString() });
		}
	}
	return verdict;
}

/** The first of its repetitions that is still to come; undefined: it is not repeated. */
async function nextRepeat(
	scope: Scope,
	{ timing, filter }: TimedTrigger & { timing: TimingOfRecord<object> },
	{ dueAt }: StoredTimer,
	{ values }: CrmRecord,
): Promise<string | undefined> {
	const span = timing.repeats?.(filter);
	if (span === undefined) return undefined;
	const calendar = await scope.calendarOf(typeof values.responsible === 'string' ? values.responsible : null);
	const now = scope.clock.now();
	const next = addSpan(new Date(dueAt!), span, calendar);
	// After a long time in which nothing ran, it does not start once for each that was missed.
	return (next > now ? next : addSpan(now, span, calendar)).toISOString();
}

function judgeEdits(scope: Scope, trigger: TimedTrigger, due: readonly StoredTimer[], records: ReadonlyMap<string, CrmRecord>): Verdict {
	const verdict: Verdict = { drafts: [], saved: [], removed: due.map(({ subject }) => subject) };
	for (const timer of due) {
		const record = records.get(timer.subject);
		if (record === undefined) continue;
		const { before } = contentOf<EditsContent>(timer);
		// It was changed back.
		if (changedFields(before, record.values).length === 0) continue;
		verdict.drafts.push({ subject: timer.subject, draft: { ...draftOf(trigger, timer, record, scope.clock.now()), before } });
	}
	return verdict;
}

async function judgeSchedule(scope: Scope, trigger: TimedTrigger, due: readonly StoredTimer[]): Promise<Verdict> {
	const verdict: Verdict = { drafts: [], saved: [], removed: [] };
	const now = scope.clock.now();
	const { recordType, conditions = [], anyOf = [] } = trigger.filter;
	for (const timer of due) {
		const query = { conditions: [...conditions], anyOf: anyOf.map((group) => [...group]), limit: MOST_SCHEDULED + 1 };
		for await (const record of scope.crm.find(recordType, query))
			verdict.drafts.push({ subject: WHOLE, draft: draftOf(trigger, timer, record, now) });
		verdict.saved.push({ ...timer, dueAt: await nextTime(scope, trigger, now), at: now.toISOString() });
	}
	if (verdict.drafts.length > MOST_SCHEDULED) {
		throw new CrmError(
			'invalidValue',
			`More than ${MOST_SCHEDULED} records meet the conditions of a trigger on a schedule, so it starts none of them.`,
			'Add conditions to the CRM Trigger, so that each time concerns fewer records.',
		);
	}
	return verdict;
}

function draftOf({ workflowId, nodeId, filter }: TimedTrigger, { dueAt }: StoredTimer, record: CrmRecord, now: Date): ChangeDraft {
	return {
		ref: { type: record.type, id: record.id },
		kind: 'due',
		at: now.toISOString(),
		after: record.values,
		reason: { kind: 'due', event: filter.event, workflowId, nodeId, at: dueAt! },
	};
}
