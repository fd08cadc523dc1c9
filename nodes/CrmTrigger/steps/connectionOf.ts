import type { INode, ITriggerFunctions } from 'n8n-workflow';
import type { OpenConnection } from '../../../src/automation/connections';
import type { Scope } from '../../../src/automation/engine/Scope';
import { openNodeConnection } from '../../shared/connection';
import { explain } from '../../shared/errors';
import type { ActionStep } from './plannedSteps';

/**
 * The CRM that a step works with: that of the trigger (`own`), or the one that its own connection and credential name. Undefined
 * where it cannot be had now, which the log says: the step is not checked then.
 */
export async function connectionOf(
	context: ITriggerFunctions,
	own: Scope,
	step: ActionStep,
): Promise<Pick<OpenConnection, 'scope' | 'release'> | undefined> {
	if (sameConnection(context.getNode(), step)) return { scope: own, release: () => undefined };
	if (step.node === undefined) return skip(context, step, 'n8n does not tell its credential.');
	try {
		return await openNodeConnection(inPlaceOf(context, step.node));
	} catch (error) {
		return skip(context, step, explain(error).message);
	}
}

/** The same choice, and the same credentials where n8n tells those of the step. */
function sameConnection({ parameters, credentials }: INode, { parameters: ofStep, node }: ActionStep): boolean {
	if ((parameters.connection ?? '') !== (ofStep['connection'] ?? '')) return false;
	return node === undefined || idsOf(credentials) === idsOf(node.credentials);
}

function idsOf(credentials: INode['credentials'] = {}): string {
	return JSON.stringify(Object.entries(credentials).map(([type, { id }]) => [type, id]));
}

/** The context as the node would have it: n8n reads credentials for the node that the context is of. */
function inPlaceOf(context: ITriggerFunctions, node: INode): ITriggerFunctions {
	return Object.create(context, { node: { value: node } }) as ITriggerFunctions;
}

/** Says in the log that a step was not checked. */
export function skip({ logger }: ITriggerFunctions, { name }: ActionStep, why: string): undefined {
	logger.warn(`The step "${name}" works with another CRM than its trigger, and was not checked when the workflow was switched on: ${why}`);
	return undefined;
}
