import type { StoredDelivery } from '../../ledger/Ledger';
import type { Change } from '../../model/change';
import type { Output } from '../output';
import { presentChange, type ChangeOutput } from '../presentChange';
import { presentRecords } from '../presentRecords';
import type { Scope } from '../Scope';

/** What tells a run which change it is for; action nodes read it (see runIdentity). */
export type ChangeIdentity = {
	id: string;
	feed: string;
	replay: number;
	/** How many automated writes led to this change. */
	depth: number;
	/** Row in the ledger; null in a test from the editor. */
	delivery: string | null;
	/** How often the delivery was handed to n8n, with this one; null in a test from the editor. */
	attempt: number | null;
};

/** For a task, `record` is the record it belongs to (null without one) and `task` is the task itself. */
export type TriggerItem = Omit<ChangeOutput, 'change' | 'record'> & { record: Output | null; task?: Output; change: ChangeIdentity };

/** What CRM Trigger puts out for a change. `delivery` is absent in a test from the editor. */
export async function triggerItem(scope: Scope, change: Change, delivery?: Pick<StoredDelivery, 'id' | 'replay' | 'attempts'>): Promise<TriggerItem> {
	const output = await presentChange(scope, change);
	const identity: ChangeIdentity = {
		id: change.id,
		feed: scope.ledger.feedId,
		replay: delivery?.replay ?? 0,
		depth: change.origin?.depth ?? 0,
		delivery: delivery?.id ?? null,
		attempt: delivery?.attempts ?? null,
	};
	if (change.ref.type !== 'task') return { ...output, change: identity };
	const { event, record: task, ...rest } = output;
	return { event, record: await recordOfTask(scope, change), task, ...rest, change: identity };
}

/** As it is now: the task's change says nothing about it. */
async function recordOfTask(scope: Scope, change: Change): Promise<Output | null> {
	const link = (change.after ?? change.before ?? {}).record;
	if (typeof link !== 'string') return null;
	const [type, id] = link.split('/') as [string, string];
	const record = await scope.crm.get({ type, id });
	return record === undefined ? null : (await presentRecords(scope, [record]))[0]!;
}
