import { DEFAULT_DELIVERY } from '../../../src/automation/engine/delivery/options';
import type { TriggerSettings } from '../../../src/automation/engine/delivery/Subscription';
import type { Scope } from '../../../src/automation/engine/Scope';

/** A workflow with a CRM Trigger that starts when a deal is won, as the process that serves it has written it down. */
export async function switchOnWorkflow({ feed, ledger, clock }: Scope, workflowName = 'Won deals'): Promise<void> {
	const settings: TriggerSettings = {
		filter: { event: 'stageChanged', recordType: 'deal', toStages: ['sales:won'] },
		allowOwnChanges: false,
		reentry: { kind: 'always' },
		delivery: DEFAULT_DELIVERY,
	};
	const now = clock.now().toISOString();
	await ledger.subscriptions.save({
		workflowId: `id of ${workflowName}`,
		nodeId: 'node-1',
		workflowName,
		nodeName: 'On win',
		cursor: await feed.head(),
		servedAt: now,
		activatedAt: now,
		settings: JSON.stringify(settings),
	});
}
