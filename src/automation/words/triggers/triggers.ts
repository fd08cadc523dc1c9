import type { StoredSubscription } from '../../../ledger/Ledger';
import { CrmError, notFound } from '../../../model/CrmError';
import { isEvent, type TriggerFilter } from '../../../model/triggers';
import { DEFAULT_DELIVERY } from '../../engine/delivery/options';
import type { TriggerSettings } from '../../engine/delivery/Subscription';
import type { Scope } from '../../engine/Scope';
import { sameName } from '../../../model/normalForm';
import { plainText } from '../../../model/plainText';

/** A CRM Trigger that a workflow was switched on with. */
export interface Trigger extends Omit<StoredSubscription, 'settings'> {
	settings: TriggerSettings;
}

/** A trigger that was switched on with another version, whose settings this one cannot read. */
export type UnreadableTrigger = Omit<StoredSubscription, 'settings'>;

/** What helps then: the trigger writes its settings down anew when its workflow is switched on. */
export const OPEN_ONCE = 'Open the workflow once in n8n and publish it again.';

/** By the names of workflow and node; those that cannot be read are not among them. */
export async function listTriggers(scope: Scope): Promise<Trigger[]> {
	return (await scope.ledger.subscriptions.list()).flatMap((stored) => withSettings(stored) ?? []);
}

/** By the names of workflow and node. */
export async function listUnreadable(scope: Scope): Promise<UnreadableTrigger[]> {
	return (await scope.ledger.subscriptions.list()).filter((stored) => withSettings(stored) === undefined);
}

/**
 * The triggers of the workflow of that id or name. Throws notFound; invalidValue for a name that several workflows have;
 * conflict where none of them can be read.
 */
export async function triggersOf(scope: Scope, workflow: string): Promise<Trigger[]> {
	const found = await subscriptionsOf(scope, workflow);
	const readable = found.flatMap((stored) => withSettings(stored) ?? []);
	if (readable.length > 0) return readable;
	throw new CrmError(
		'conflict',
		`What starts the workflow "${found[0]!.workflowName}" cannot be read: it was switched on with another version of CRMflow.`,
		OPEN_ONCE,
	);
}

async function subscriptionsOf(scope: Scope, workflow: string): Promise<StoredSubscription[]> {
	const all = await scope.ledger.subscriptions.list();
	const byId = all.filter(({ workflowId }) => workflowId === plainText(workflow));
	const found = byId.length > 0 ? byId : all.filter(({ workflowName }) => sameName(workflowName, workflow));
	if (found.length === 0)
		throw notFound('workflow with a CRM Trigger', workflow, [...new Set(all.map(({ workflowName }) => workflowName))]);
	const ids = new Set(found.map(({ workflowId }) => workflowId));
	if (ids.size > 1)
		throw new CrmError(
			'invalidValue',
			`${ids.size} workflows are called "${workflow}".`,
			'Choose the one you mean from the list, or rename one of them.',
		);
	return found;
}

/** The trigger that `value` names, as the list of triggers gives it, or the only one of the workflow named. */
export async function findTrigger(scope: Scope, value: string): Promise<Trigger> {
	const chosen = (await listTriggers(scope)).find((trigger) => triggerKey(trigger) === plainText(value));
	if (chosen !== undefined) return chosen;
	const found = await triggersOf(scope, value);
	if (found.length === 1) return found[0]!;
	throw new CrmError(
		'invalidValue',
		`The workflow "${found[0]!.workflowName}" has ${found.length} CRM Triggers: ${found.map(({ nodeName }) => nodeName).join(', ')}.`,
		'Choose one of them from the list.',
	);
}

/** Names a trigger among all. */
export function triggerKey({ workflowId, nodeId }: Pick<Trigger, 'workflowId' | 'nodeId'>): string {
	return `${workflowId}/${nodeId}`;
}

/** Undefined for settings of another shape, and for an event that this version does not have. */
function withSettings({ settings: text, ...subscription }: StoredSubscription): Trigger | undefined {
	const settings = text === '' ? {} : (JSON.parse(text) as Partial<TriggerSettings>);
	if (!isFilter(settings.filter)) return undefined;
	const { filter, allowOwnChanges = false, reentry = { kind: 'always' }, delivery = DEFAULT_DELIVERY, card } = settings;
	return { ...subscription, settings: { filter, allowOwnChanges, reentry, delivery, card } };
}

function isFilter(stored: unknown): stored is TriggerFilter {
	const { event, recordType } = (stored ?? {}) as Partial<Record<string, unknown>>;
	return isEvent(event) && typeof recordType === 'string';
}
