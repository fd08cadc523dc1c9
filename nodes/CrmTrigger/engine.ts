import type { ITriggerFunctions } from 'n8n-workflow';
import { CrmError } from '../../src/model/CrmError';

/**
 * n8n has an experimental engine, chosen in the settings of a workflow, which runs no workflow whose trigger waits for the end of
 * its runs: each change would be handed over in vain. Throws unsupported.
 */
export function requireUsualEngine(context: ITriggerFunctions): void {
	// Older versions of n8n do not have the method.
	const { engineType } = (context as Partial<ITriggerFunctions>).getWorkflowSettings?.() ?? {};
	if (engineType !== 'v2') return;
	throw new CrmError(
		'unsupported',
		"This workflow is set to run in n8n's experimental Engine 2.0, which cannot tell a trigger when its runs have ended.",
		'Choose the usual engine in the settings of the workflow, then publish it again.',
	);
}
