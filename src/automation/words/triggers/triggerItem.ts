import type { StoredDelivery } from '../../../ledger/Ledger';
import type { Change } from '../../../model/change';
import { refKey, type RecordRef } from '../../../model/record';
import type { Output } from '../../../model/output';
import { presentChanges, type ChangeOutput } from '../output/presentChange';
import { presentRecords } from '../output/presentRecords';
import { idsByType, recordsById } from '../../engine/recordsById';
import type { Scope } from '../../engine/Scope';

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
	/** The run in the ledger in which it was handed to n8n; null in a test from the editor. */
	run: string | null;
};

/** For a task, `record` is the record it belongs to (null without one) and `task` is the task itself. */
export type TriggerItem = Omit<ChangeOutput, 'change' | 'record'> & { record: Output | null; task?: Output; change: ChangeIdentity };

/** What CRM Trigger puts out for changes, in their order. `delivery` is absent in a test from the editor. */
export async function triggerItems(
	scope: Scope,
	batch: ReadonlyArray<{ change: Change; delivery?: Pick<StoredDelivery, 'id' | 'replay' | 'attempts' | 'runId'> }>,
): Promise<TriggerItem[]> {
	const outputs = await presentChanges(
		scope,
		batch.map(({ change }) => change),
	);
	const owners = await recordsOfTasks(
		scope,
		batch.map(({ change }) => change),
	);
	return batch.map(({ change, delivery }, index) => {
		const output = outputs[index]!;
		const identity: ChangeIdentity = {
			id: change.id,
			feed: scope.feed.feedOf(change.id),
			replay: delivery?.replay ?? 0,
			depth: change.origin?.depth ?? 0,
			delivery: delivery?.id ?? null,
			attempt: delivery?.attempts ?? null,
			run: delivery?.runId ?? null,
		};
		if (change.ref.type !== 'task') return { ...output, change: identity };
		const { event, record: task, ...rest } = output;
		return { event, record: owners.get(linkOf(change) ?? '') ?? null, task, ...rest, change: identity };
	});
}

/** As they are now, by `type/id`: a task's change says nothing about the record it belongs to. */
async function recordsOfTasks(scope: Scope, changes: readonly Change[]): Promise<Map<string, Output>> {
	const links = changes.flatMap((change) => linkOf(change) ?? []);
	const shown = new Map<string, Output>();
	for (const [type, ids] of idsByType(links.map(refOfKey))) {
		const records = [...(await recordsById(scope.crm, type, ids)).values()];
		const outputs = await presentRecords(scope, records);
		records.forEach((record, index) => shown.set(refKey(record), outputs[index]!));
	}
	return shown;
}

/** The record of a task's change: `type/id`. */
function linkOf({ ref, before, after }: Change): string | undefined {
	const link = ref.type === 'task' ? (after ?? before ?? {}).record : undefined;
	return typeof link === 'string' ? link : undefined;
}

function refOfKey(key: string): RecordRef {
	const [type, id] = key.split('/') as [string, string];
	return { type, id };
}
