import type { INode, ITriggerFunctions } from 'n8n-workflow';
import type { Filled } from './shownFields';

/** A step of a workflow that works with the CRM. */
export interface ActionStep {
	name: string;
	resource: string;
	operation: string;
	parameters: Filled;
	/** The node with its credentials, where n8n tells it. */
	node?: INode;
}

/**
 * The steps of CRM behind a trigger that are switched on, and the tools of agents among them. n8n calls nothing on them before they
 * run.
 */
export function stepsBehind(context: ITriggerFunctions): ActionStep[] {
	const { name, type } = context.getNode();
	const isAction = actionTypes(type);
	// n8n tells the last ones first.
	const followers = context.getChildNodes(name, { includeNodeParameters: true }).toReversed();
	const tools = followers.flatMap((follower) =>
		context.getParentNodes(follower.name, { includeNodeParameters: true, connectionType: 'ai_tool' }),
	);
	const byName = new Map([...followers, ...tools].map((step) => [step.name, step]));
	return [...byName.values()].flatMap(({ name: step, type: stepType, disabled, parameters = {} }) => {
		const { resource, operation } = parameters;
		if (disabled || !isAction.has(stepType) || typeof resource !== 'string' || typeof operation !== 'string') return [];
		return [{ name: step, resource, operation, parameters, node: nodeOf(context, step) }];
	});
}

/** `n8n-nodes-crmflow.crmTrigger` stands before `….crm` and `….crmSetup`, each also as a tool of an agent. */
function actionTypes(triggerType: string): ReadonlySet<string> {
	const stem = triggerType.replace(/Trigger$/, '');
	return new Set([stem, `${stem}Setup`, `${stem}Tool`, `${stem}SetupTool`]);
}

/** What every version of n8n so far has, beside what n8n-workflow declares; what is not declared may go. */
function nodeOf(context: ITriggerFunctions, name: string): INode | undefined {
	return (context as { workflow?: { nodes?: Record<string, INode> } }).workflow?.nodes?.[name];
}
