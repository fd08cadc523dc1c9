import type { StoredSubscription } from '../../../ledger/Ledger';
import { CrmError, notFound } from '../../../model/CrmError';
import { DEFAULT_DELIVERY } from '../../engine/delivery/options';
import type { TriggerSettings } from '../../engine/delivery/Subscription';
import type { Scope } from '../../engine/Scope';
import { LOOK_MS } from '../../engine/service/upkeep';

/** A trigger that nobody speaks of for that long is served by nobody, in milliseconds: each process speaks twice in it. */
const SERVED_MS = 2 * LOOK_MS;

/** A CRM Trigger that a workflow was switched on with. */
export interface Trigger extends Omit<StoredSubscription, 'settings'> {
	settings: TriggerSettings;
}

/** By the names of workflow and node. */
export async function listTriggers(scope: Scope): Promise<Trigger[]> {
	return (await scope.ledger.subscriptions.list()).flatMap(withSettings);
}

/** The triggers of the workflow of that id or name. Throws notFound; invalidValue for a name that several workflows have. */
export async function triggersOf(scope: Scope, workflow: string): Promise<Trigger[]> {
	const all = await listTriggers(scope);
	const wanted = workflow.trim().toLowerCase();
	const byId = all.filter(({ workflowId }) => workflowId === workflow.trim());
	const found = byId.length > 0 ? byId : all.filter(({ workflowName }) => workflowName.toLowerCase() === wanted);
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
	const chosen = (await listTriggers(scope)).find((trigger) => triggerKey(trigger) === value.trim());
	if (chosen !== undefined) return chosen;
	const found = await triggersOf(scope, value);
	if (found.length === 1) return found[0]!;
	throw new CrmError(
		'invalidValue',
		`The workflow "${found[0]!.workflowName}" has ${found.length} CRM Triggers: ${found.map(({ nodeName }) => nodeName).join(', ')}.`,
		'Choose one of them from the list.',
	);
}

/** Whether a process of n8n said lately that it serves the trigger. */
export function isServed({ servedAt }: Pick<StoredSubscription, 'servedAt'>, now: Date): boolean {
	return now.getTime() - Date.parse(servedAt) < SERVED_MS;
}

/** Names a trigger among all. */
export function triggerKey({ workflowId, nodeId }: Pick<Trigger, 'workflowId' | 'nodeId'>): string {
	return `${workflowId}/${nodeId}`;
}

/** One of before the settings were kept is there again as soon as its workflow is opened. */
function withSettings({ settings: text, ...subscription }: StoredSubscription): Trigger[] {
	const settings = readSettings(text);
	if (settings.filter === undefined) return [];
	const { filter, allowOwnChanges = false, reentry = { kind: 'always' }, delivery = DEFAULT_DELIVERY, card } = settings;
	return [{ ...subscription, settings: { filter, allowOwnChanges, reentry, delivery, card } }];
}

function readSettings(text: string): Partial<TriggerSettings> {
	return text === '' ? {} : (JSON.parse(text) as Partial<TriggerSettings>);
}
