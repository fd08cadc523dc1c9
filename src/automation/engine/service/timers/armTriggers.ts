import type { StoredTimer } from '../../../../ledger/Ledger';
import type { RecordQuery } from '../../../../model/query';
import { refKey, type CrmRecord } from '../../../../model/record';
import type { TimingByClock, TimingOfRecord } from '../../../../model/triggers/timing';
import type { Scope } from '../../Scope';
import { rememberingCalendars } from '../../workingCalendars';
import { planRecord } from './planRecords';
import type { TimedTrigger } from './TimedTrigger';
import { contentOf, WHOLE, type MarkContent } from './timerContent';

/** As many records, or timers, are written in one transaction. */
const TOGETHER = 500;

/**
 * Sets the timers of a trigger that begins, or that was set otherwise since: those of the records that are there. Can be begun again
 * where it was cut off. What is due already is noted as over, unless the trigger asks for it.
 */
export async function armTrigger(scope: Scope, trigger: TimedTrigger, stop: AbortSignal): Promise<void> {
	const { ledger, clock } = scope;
	const { owner, mark, activatedAt, timing } = trigger;
	const known = (await ledger.timers.find(owner, [WHOLE])).get(WHOLE);
	const content = known === undefined ? undefined : contentOf<MarkContent>(known);
	if (known?.occasion === mark && content?.complete === true) return;
	if (known !== undefined && known.occasion !== mark) await removeAll(scope, owner, true, stop);
	const since = known === undefined ? activatedAt : known.occasion === mark ? content!.since : clock.now().toISOString();
	const whole = (complete: boolean, dueAt: string | null = null): StoredTimer => ({
		owner,
		subject: WHOLE,
		dueAt,
		occasion: mark,
		recordKey: null,
		content: JSON.stringify({ since, complete } satisfies MarkContent),
		at: clock.now().toISOString(),
	});
	if (timing.kind === 'byClock') return await ledger.timers.save([whole(true, await nextTime(scope, trigger, new Date(since)))]);
	await ledger.timers.save([whole(false)]);
	if (timing.kind === 'ofRecord' && !(await armRecords(scope, { ...trigger, timing }, since, stop))) return;
	await ledger.timers.save([whole(true)]);
}

/** Its workflow was switched off: nothing waits any more; what it was told of is remembered. */
export async function disarmTrigger(scope: Scope, { owner }: TimedTrigger, stop: AbortSignal): Promise<void> {
	await removeAll(scope, owner, false, stop);
	await scope.ledger.timers.remove(owner, [WHOLE]);
}

/** ISO 8601. */
export async function nextTime(scope: Scope, { timing, filter }: TimedTrigger, after: Date): Promise<string> {
	return (timing as TimingByClock<object>).next(after, filter, await scope.calendarOf(null)).toISOString();
}

/** False: it was stopped. */
async function armRecords(
	scope: Scope,
	trigger: TimedTrigger & { timing: TimingOfRecord<object> },
	since: string,
	stop: AbortSignal,
): Promise<boolean> {
	const { filter, timing } = trigger;
	const field = timing.field?.(filter);
	const query: RecordQuery = field === undefined ? {} : { conditions: [{ field, operator: 'isNotEmpty' }] };
	let batch: CrmRecord[] = [];
	for await (const record of scope.crm.find(filter.recordType, query)) {
		if (stop.aborted) return false;
		batch.push(record);
		if (batch.length < TOGETHER) continue;
		await armBatch(scope, trigger, batch, since);
		batch = [];
	}
	await armBatch(scope, trigger, batch, since);
	return true;
}

async function armBatch(
	given: Scope,
	trigger: TimedTrigger & { timing: TimingOfRecord<object> },
	records: readonly CrmRecord[],
	since: string,
): Promise<void> {
	const scope = rememberingCalendars(given);
	const { timers } = scope.ledger;
	const present = await timers.find(trigger.owner, records.map(refKey));
	const saved: StoredTimer[] = [];
	const evenIfToCome = trigger.timing.includesDue?.(trigger.filter) !== true;
	for (const record of records) {
		const { id, values, createdAt, updatedAt } = record;
		const seen = { subject: refKey(record), id, values, createdAt, unchangedSince: updatedAt };
		const overBy = { moment: evenIfToCome ? since : '1970-01-01T00:00:00.000Z', evenIfToCome };
		const plan = await planRecord(scope, trigger, seen, present.get(seen.subject), overBy);
		if (plan !== 'kept' && plan !== 'none') saved.push(plan);
	}
	await timers.save(saved);
}

async function removeAll({ ledger }: Scope, owner: string, fired: boolean, stop: AbortSignal): Promise<void> {
	while (!stop.aborted && (await ledger.timers.removeOf(owner, { fired }, TOGETHER)) === TOGETHER);
}
