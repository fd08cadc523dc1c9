import type { Scope } from '../../engine/Scope';
import { named, pageOf, type ListPage, type ListRequest } from '../../words/forms/listPage';
import { listTriggers, listUnreadable, triggerKey } from '../../words/triggers/triggers';
import { processWords } from './processList';

/** Workflows that were switched on with a CRM Trigger. */
export async function listWorkflows(scope: Scope, request: ListRequest): Promise<ListPage> {
	const all = [...(await listTriggers(scope)), ...(await listUnreadable(scope))];
	const byId = Map.groupBy(all, ({ workflowId }) => workflowId);
	return pageOf(
		[...byId].map(([id, triggers]) => ({
			name: triggers[0]!.workflowName,
			value: id,
			description: triggers.map(({ nodeName }) => nodeName).join(', '),
		})),
		request,
	);
}

/** The CRM Triggers of all workflows. */
export async function listWorkflowTriggers(scope: Scope, request: ListRequest): Promise<ListPage> {
	const options = (await listTriggers(scope)).map((trigger) => ({
		name: `${trigger.workflowName}: ${trigger.nodeName}`,
		value: triggerKey(trigger),
	}));
	return pageOf(options, request);
}

/** The departments, or categories, that processes have. */
export async function listProcessWords(scope: Scope, word: 'department' | 'category', request: ListRequest): Promise<ListPage> {
	return pageOf((await processWords(scope, word)).map(named), request);
}
