import { checkCondition } from '../../../model/conditions';
import { findField } from '../../../model/fieldNames';
import { eventOf, type TriggerFilter } from '../../../model/triggers';
import { Directory } from '../directory/directory';
import { resolveConditions } from '../conditions/resolveConditions';
import type { Scope } from '../../engine/Scope';

/**
 * The filter with ids for the names of pipelines, stages, people and titles in it. Refuses one that could never match,
 * when the workflow is switched on, instead of never starting in silence. Throws notFound, missingValue, invalidValue.
 */
export async function resolveFilter(scope: Scope, filter: TriggerFilter): Promise<TriggerFilter> {
	const directory = new Directory(scope);
	const description = await directory.describe(filter.recordType);
	const event = eventOf(filter.event);
	const { fields = [], types = [] } = event.names?.(filter) ?? {};
	const conditions = filter.conditions ?? [];
	for (const name of [...fields, ...conditions.map(({ field }) => field)]) findField(description, name);
	for (const condition of conditions) checkCondition(condition);
	for (const type of types) await directory.describe(type);
	const settings = await directory.stages(description, () => event.resolve?.(filter, description));
	return {
		...filter,
		...settings,
		conditions: await resolveConditions(scope, directory, description, conditions),
	};
}
