import { timersOf, type Ledger, type StoredSubscription, type TriggerIdentity } from '../../../../ledger/Ledger';
import { eventOf, isEvent, type TriggerFilter } from '../../../../model/triggers';
import type { Timing } from '../../../../model/triggers/timing';
import type { TriggerSettings } from '../../delivery/Subscription';

/** A trigger that waits for moments. */
export interface TimedTrigger extends TriggerIdentity {
	/** Of its timers. */
	owner: string;
	filter: TriggerFilter;
	timing: Timing<object>;
	/** ISO 8601. */
	activatedAt: string;
	/** Its workflow is switched on. */
	isOn: boolean;
	/** Names what it waits for, and since when it does: with another one its timers are set anew. */
	mark: string;
}

/** Of all that are in the ledger, whether they are on or not. */
export async function timedTriggers({ subscriptions }: Pick<Ledger, 'subscriptions'>): Promise<TimedTrigger[]> {
	return (await subscriptions.list()).flatMap((subscription) => timedTrigger(subscription) ?? []);
}

function timedTrigger({ workflowId, nodeId, settings, activatedAt, state }: StoredSubscription): TimedTrigger | undefined {
	const { filter } = JSON.parse(settings || '{}') as Partial<TriggerSettings>;
	if (filter === undefined || !isEvent(filter.event)) return undefined;
	const { timing } = eventOf(filter.event);
	if (timing === undefined) return undefined;
	return {
		workflowId,
		nodeId,
		owner: timersOf({ workflowId, nodeId }),
		filter,
		timing,
		activatedAt,
		isOn: state !== 'off',
		mark: JSON.stringify([activatedAt, filter]),
	};
}
