import type { ITriggerFunctions } from 'n8n-workflow';
import type { Scope } from '../../../src/automation/engine/Scope';

/** A person has switched the workflow on, or changed it while it was. */
const BY_PERSON: readonly string[] = ['activate', 'create', 'update'];

/**
 * Refuses a workflow that a person switches on when what its steps and its trigger are set to is not there in the CRM, or is
 * something else there: all of it at once, before anything has started. When n8n starts nobody looks, and what ran before goes on.
 * Throws CrmError, which names the steps, and UnfitWorkflow for several things.
 */
export async function requireWorkingSteps(context: ITriggerFunctions, scope: Scope): Promise<void> {
	if (!BY_PERSON.includes(context.getActivationMode())) return;
	// It reads the forms of all operations: only for this.
	const { checkSteps } = await import('./checkSteps');
	await checkSteps(context, scope);
}
