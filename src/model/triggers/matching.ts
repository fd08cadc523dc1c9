import type { Change } from '../change';
import { meets, meetsAny } from '../conditions';
import type { Condition } from '../query';
import type { Watch } from './TriggerEvent';
import { eventOf, type Mismatch, type TriggerFilter } from './index';

/** Whether this change starts the workflow. Pure: the same change always gives the same answer. */
export function matches(change: Change, filter: TriggerFilter): boolean {
	return firstMismatch(change, filter) === undefined;
}

/** Why a change does not start the workflow; undefined when it does. Every change of the feed comes through here. */
export function firstMismatch(change: Change, filter: TriggerFilter): Mismatch | undefined {
	if (change.ref.type !== filter.recordType) return 'recordType';
	return eventOf(filter.event).mismatch(change, filter) ?? conditionMismatch(change, filter);
}

/** The first condition that the values of a change do not meet. "Today" is the day of the change. */
export function unmetCondition(change: Change, { conditions }: Watch): Condition | undefined {
	if (conditions === undefined || conditions.length === 0) return undefined;
	const values = change.after ?? change.before ?? {};
	const now = new Date(change.at);
	return conditions.find((condition) => !meets(values, condition, now));
}

function conditionMismatch(change: Change, filter: Watch): Mismatch | undefined {
	if (unmetCondition(change, filter) !== undefined) return 'condition';
	return meetsAny(change.after ?? change.before ?? {}, filter.anyOf, new Date(change.at)) ? undefined : 'noAlternative';
}
