import { eventOf, type TriggerFilter } from '../../../model/triggers';
import { refKey } from '../../../model/record';
import { meets, meetsAny } from '../../../model/conditions';
import { planRecord } from '../../engine/service/timers/planRecords';
import { rememberingCalendars } from '../../engine/workingCalendars';
import type { Scope } from '../../engine/Scope';

/** No more records than that are looked at: a form does not wait for more. */
const MOST_LOOKED_AT = 20_000;

/**
 * How many records that meet the conditions are due already, for an event that waits for moments of records; undefined for others.
 * `complete`: all records were looked at. `filter`: with ids, as `resolveTrigger` gives it.
 */
export async function countAlreadyDue(given: Scope, filter: TriggerFilter): Promise<{ count: number; complete: boolean } | undefined> {
	const scope = rememberingCalendars(given);
	const { timing } = eventOf(filter.event);
	if (timing?.kind !== 'ofRecord') return undefined;
	const trigger = { workflowId: '', nodeId: '', owner: '', filter, timing, activatedAt: '', isOn: true, mark: '' };
	const now = scope.clock.now();
	const overBy = { moment: now.toISOString(), evenIfToCome: true };
	const field = timing.field?.(filter);
	const query = { ...(field === undefined ? {} : { conditions: [{ field, operator: 'isNotEmpty' as const }] }), limit: MOST_LOOKED_AT };
	let [count, seen] = [0, 0];
	for await (const record of scope.crm.find(filter.recordType, query)) {
		seen++;
		const { id, values, createdAt, updatedAt } = record;
		if (!(filter.conditions ?? []).every((condition) => meets(values, condition, now)) || !meetsAny(values, filter.anyOf, now)) continue;
		const plan = await planRecord(
			scope,
			trigger,
			{ subject: refKey(record), id, values, createdAt, unchangedSince: updatedAt },
			undefined,
			overBy,
		);
		if (typeof plan === 'object' && plan.dueAt === null) count++;
	}
	return { count, complete: seen < MOST_LOOKED_AT };
}
