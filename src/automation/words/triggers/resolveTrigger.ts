import { checkCondition } from '../../../model/conditions';
import type { Condition } from '../../../model/query';
import type { TriggerFilter } from '../../../model/triggers';
import { requireReported } from './requireReported';
import { resolveFilter } from './resolveFilter';
import type { Scope } from '../../engine/Scope';

/**
 * The filter of a trigger with ids for the names in it, in each group of conditions as in those that must all hold. Throws
 * notFound, missingValue, invalidValue, unsupported, before the trigger listens.
 */
export async function resolveTrigger(scope: Scope, { anyOf = [], ...filter }: TriggerFilter): Promise<TriggerFilter> {
	requireReported(scope.crm.capabilities, filter);
	await checkValues(scope, filter.recordType, [...(filter.conditions ?? []), ...anyOf.flat()]);
	const resolved = await resolveFilter(scope, filter);
	const groups: Array<readonly Condition[]> = [];
	for (const conditions of anyOf) groups.push((await resolveFilter(scope, { ...filter, conditions })).conditions ?? []);
	return groups.length === 0 ? resolved : { ...resolved, anyOf: groups };
}

/** In the words of the form; a field that does not exist is told by `resolveFilter`. */
async function checkValues(scope: Scope, type: string, conditions: readonly Condition[]): Promise<void> {
	if (conditions.length === 0) return;
	const { fields } = await scope.crm.describe(type);
	const labels = new Map(fields.map(({ name, label }) => [name, label]));
	for (const condition of conditions)
		if (labels.has(condition.field)) checkCondition({ ...condition, field: labels.get(condition.field)! });
}
