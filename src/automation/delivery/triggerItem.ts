import { presentChange, type ChangeOutput } from '../presentChange';
import type { Scope } from '../Scope';
import type { StoredDelivery } from '../../ledger/Ledger';
import type { Change } from '../../model/change';

/** What tells a run which change it is for; action nodes read it (see runIdentity). */
export type ChangeIdentity = {
	id: string;
	feed: string;
	replay: number;
	/** How many automated writes led to this change. */
	depth: number;
	/** Row in the ledger; absent in a test from the editor. */
	delivery: string | null;
};

export type TriggerItem = Omit<ChangeOutput, 'change'> & { change: ChangeIdentity };

/** What CRM Trigger puts out for a change. `delivery` is absent in a test from the editor. */
export async function triggerItem(scope: Scope, change: Change, delivery?: Pick<StoredDelivery, 'id' | 'replay'>): Promise<TriggerItem> {
	const output = await presentChange(scope, change);
	const identity: ChangeIdentity = {
		id: change.id,
		feed: scope.ledger.feedId,
		replay: delivery?.replay ?? 0,
		depth: change.origin?.depth ?? 0,
		delivery: delivery?.id ?? null,
	};
	return { ...output, change: identity };
}
