import { randomUUID } from 'node:crypto';
import type { INode, INodeParameters } from 'n8n-workflow';
import { SETUP } from '../../../nodes/Crm/actions/resourceChoices.ts';
import type { WorkflowContent } from '../../host/n8nTypes.ts';

export const CRM = 'n8n-nodes-crmflow.crm';
export const CRM_SETUP = 'n8n-nodes-crmflow.crmSetup';
export const CRM_TRIGGER = 'n8n-nodes-crmflow.crmTrigger';

/** What a list on the canvas stores. */
export function chosen(value: string, name?: string): INodeParameters {
	return { __rl: true, mode: 'list', value, ...(name && { cachedResultName: name }) } as INodeParameters;
}

export function node(name: string, type: string, parameters: INodeParameters): INode {
	return { id: randomUUID(), name, type, typeVersion: 1, position: [0, 0], parameters };
}

/** Starts when a deal enters Won, or as the parameters say. */
export function trigger(parameters: INodeParameters = {}): INode {
	return node('CRM Trigger', CRM_TRIGGER, {
		event: 'stageChanged',
		recordType: chosen('deal', 'Deal'),
		toStages: ['sales:won'],
		...parameters,
	});
}

export function crm(name: string, resource: string, operation: string, parameters: INodeParameters): INode {
	const isSetup = SETUP.some(({ value }) => value === resource);
	return node(name, isSetup ? CRM_SETUP : CRM, { resource, operation, ...parameters });
}

/** Leaves one line in the record's history per run: what a test counts. */
export function note(text = 'It ran.'): INode {
	return crm('Note', 'history', 'add', { text });
}

/** The nodes one after the other, from left to right. */
export function chain(name: string, ...nodes: INode[]): WorkflowContent {
	const connections: WorkflowContent['connections'] = {};
	for (const [index, step] of nodes.entries()) {
		step.position = [index * 240, 0];
		const next = nodes[index + 1];
		if (next) connections[step.name] = { main: [[{ node: next.name, type: 'main', index: 0 }]] };
	}
	return { name, nodes, connections, settings: { executionOrder: 'v1' } };
}

/** The same workflow with all its CRM nodes on PostgreSQL, through that credential. */
export function onPostgres(content: WorkflowContent, credential: { id: string; name: string }): WorkflowContent {
	for (const step of content.nodes) {
		if (!step.type.startsWith('n8n-nodes-crmflow.')) continue;
		step.parameters = { ...step.parameters, connection: 'builtInPostgres' };
		step.credentials = { crmBuiltInPostgresApi: credential };
	}
	return content;
}
