import type { IDataObject, IExecuteFunctions, IRunExecutionData } from 'n8n-workflow';
import { contentHash } from '../../src/automation/engine/effects/effectKey';
import { changeIn } from './triggerItems';

/** Where a sub-workflow was called from. */
export interface CallingRun {
	/** Items of the trigger of the workflow that was started first. */
	triggerItems: IDataObject[];
	/** Names this call among all calls that run made, the same when the run is repeated. */
	call: string;
}

/** A call chain longer than this is taken for a circle. */
const DEEPEST_CALL = 50;

/**
 * Climbs from a sub-workflow to the run that was started first. n8n has no name for a single call: its "each" mode
 * repeats run index 0 and item 0. So a call is named by the item it was given and, as the same item may be given
 * twice, by how many calls with that item this parent made before. Calls with equal items do the same, so it does not
 * matter which of them is counted first when the run is repeated.
 *
 * Undefined when the parent's data cannot be read any more: then the call counts as a run of its own.
 */
export async function climbToCaller(context: IExecuteFunctions, calledItem: IDataObject | undefined): Promise<CallingRun | undefined> {
	const triggerName = context.getExecutionContext()?.triggerNode?.name;
	let executionId: string | undefined = context.getExecutionId();
	let parentId = context.getExecutionContext()?.parentExecutionId;
	let item = calledItem;
	const calls: string[] = [];
	for (let depth = 0; parentId !== undefined && depth < DEEPEST_CALL; depth++) {
		const parent = await context.getExecutionDataById(parentId).catch(() => undefined);
		if (parent === undefined) return undefined;
		calls.push(nameCall(parentId, executionId, item));
		if (parent.parentExecution === undefined) return { triggerItems: startItems(parent, triggerName), call: calls.reverse().join('/') };
		executionId = parentId;
		parentId = parent.parentExecution.executionId;
		item = startItems(parent, undefined)[0];
	}
	return undefined;
}

/** The items a run started with: from its data while it runs, or as n8n stored them when it began. */
function startItems(run: IRunExecutionData, triggerName: string | undefined): IDataObject[] {
	const done = triggerName === undefined ? undefined : run.resultData.runData[triggerName]?.[0]?.data?.main;
	const started = run.executionData?.nodeExecutionStack.find(({ node }) => triggerName === undefined || node.name === triggerName)?.data
		.main;
	const items = (done ?? started)?.find((output) => output !== null && output.length > 0);
	return (items ?? []).map(({ json }) => json);
}

/** Calls of a parent execution with equal items, in the order in which they were first seen, by execution id. */
const seenCalls = new Map<string, string[]>();
/** A parent and its calls run in one process, one after the other: the newest few thousand are enough. */
const REMEMBERED_CALLS = 5000;

function nameCall(parentId: string, executionId: string, item: IDataObject | undefined): string {
	const hash = contentHash(withoutDelivery(item ?? null));
	const key = `${parentId}:${hash}`;
	const executions = seenCalls.get(key) ?? [];
	if (!executions.includes(executionId)) executions.push(executionId);
	if (!seenCalls.has(key) && seenCalls.size >= REMEMBERED_CALLS) seenCalls.delete(seenCalls.keys().next().value!);
	seenCalls.set(key, executions);
	return `${hash}.${executions.indexOf(executionId)}`;
}

/**
 * Each delivery of a change has a row of its own, and may find another version of the workflow; the same change delivered
 * again must name the same call.
 */
function withoutDelivery(item: IDataObject | null): IDataObject | null {
	const change = changeIn(item ?? undefined);
	return change === undefined ? item : { ...item, workflow: null, change: { feed: change.feed, id: change.id, replay: change.replay } };
}
