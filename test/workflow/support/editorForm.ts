import { createRunExecutionData, Workflow } from 'n8n-workflow';
import type { IDataObject, ILoadOptionsFunctions, INodeParameters } from 'n8n-workflow';
import { nodeTypes, type WorkflowJson } from './engine';

/**
 * The form of a node as the editor gives it to our lists: all fields, with the expressions in them filled in. `input`: what the
 * node before put out, when that has run.
 */
export async function editorForm({ nodes, connections }: WorkflowJson, nodeName: string, input?: IDataObject): Promise<INodeParameters> {
	const workflow = new Workflow({ id: 'w', nodes, connections, active: false, nodeTypes: nodeTypes() as never });
	const before = workflow.getParentNodes(nodeName, 'main', 1)[0]!;
	const items = input === undefined ? [] : [{ json: input, pairedItem: { item: 0 } }];
	const run = createRunExecutionData();
	if (input !== undefined)
		run.resultData.runData[before] = [{ startTime: 0, executionTime: 0, executionIndex: 0, source: [], data: { main: [items] } }];
	const source = input === undefined ? null : { main: [{ previousNode: before }] };
	const executeData = { node: workflow.getNode(nodeName)!, data: { main: [items] }, source };
	return (await workflow.expression.getParameterValue(
		workflow.getNode(nodeName)!.parameters,
		run,
		0,
		0,
		nodeName,
		items,
		'manual',
		{},
		executeData,
	)) as INodeParameters;
}

/** What a list is asked with while that form is open. */
export function askedFrom(parameters: INodeParameters): ILoadOptionsFunctions {
	const node = { id: 'form', name: 'Temp-Node', type: 'n8n-nodes-crmflow.crm', typeVersion: 1, position: [0, 0], parameters };
	return {
		getNode: () => node,
		getTimezone: () => 'Europe/Warsaw',
		getCurrentNodeParameter: (name: string) => parameters[name],
		getCurrentNodeParameters: () => parameters,
	} as unknown as ILoadOptionsFunctions;
}
