import type { TriggerIdentity } from '../../../ledger/Ledger';
import type { Change } from '../../../model/change';

/** A chain of workflows that start each other by their changes is cut here: it is an endless loop. */
export const MAX_DEPTH = 20;

/** Why a change that matches starts nothing all the same. */
export type Guard = 'ownChange' | 'loop' | 'otherTrigger';

/** What guards a workflow against running in circles; undefined: the change may start it. */
export function guardAgainst(
	{ origin, reason }: Change,
	{ workflowId, nodeId, allowOwnChanges }: TriggerIdentity & { allowOwnChanges: boolean },
): Guard | undefined {
	if (reason?.kind === 'due' && (reason.workflowId !== workflowId || reason.nodeId !== nodeId)) return 'otherTrigger';
	if (origin === undefined) return undefined;
	if (!allowOwnChanges && origin.workflow === workflowId) return 'ownChange';
	return (origin.depth ?? 0) >= MAX_DEPTH ? 'loop' : undefined;
}
