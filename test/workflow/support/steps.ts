import type { IBinaryKeyData, IDataObject, INode, INodeParameterResourceLocator } from 'n8n-workflow';
import type { Example } from '../../../nodes/Crm/actions/example';
import { nodeOf } from '../../host/actionNodes';
import type { WorkflowJson } from './engine';

/** The node that has the resource of these parameters, with them. */
export function crmNode(parameters: object, more: Partial<INode> = {}): INode {
	return {
		id: 'crm-node',
		name: 'CRM',
		type: nodeOf(String((parameters as { resource?: string }).resource)).type,
		typeVersion: 1,
		position: [200, 0],
		parameters: parameters as INode['parameters'],
		...more,
	};
}

/** Start → CRM; the start passes on the items it is given. */
export function oneStep(parameters: object, more: Partial<INode> = {}): WorkflowJson {
	return startingWith(
		{ id: 'start', name: 'Start', type: 'n8n-nodes-base.noOp', typeVersion: 1, position: [0, 0], parameters: {} },
		crmNode(parameters, more),
	);
}

/** CRM Trigger → CRM: what a change in the CRM starts. */
export function onChange(parameters: object, more: Partial<INode> = {}): WorkflowJson {
	return startingWith(
		{
			id: 'trigger',
			name: 'CRM Trigger',
			type: 'n8n-nodes-crmflow.crmTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: { event: 'stageChanged', recordType: chosen('deal') },
		},
		crmNode(parameters, more),
	);
}

function startingWith(start: INode, step: INode): WorkflowJson {
	return { name: 'Test', nodes: [start, step], connections: { [start.name]: { main: [[{ node: step.name, type: 'main', index: 0 }]] } } };
}

/** What a list on the canvas stores. */
export function chosen(value: string): INodeParameterResourceLocator {
	return { __rl: true, mode: 'list', value };
}

/** A file of an item, in the field `data`. */
export function fileOf(content: string | Uint8Array, fileName: string, mimeType = 'application/pdf'): IBinaryKeyData {
	return { data: { data: Buffer.from(content as string).toString('base64'), mimeType, fileName } };
}

/** The file that comes with the item of an example. */
export function exampleFile({ file }: Example): IBinaryKeyData {
	return file === undefined ? fileOf('signed', 'Contract.pdf') : fileOf(file.content, file.name, 'text/csv');
}

/** Form fields filled in by hand. */
export function filledIn(value: IDataObject, more: IDataObject = {}): IDataObject {
	return { mappingMode: 'defineBelow', value, matchingColumns: [], schema: [], ...more };
}

/** The item CRM Trigger puts out for a change of a record. */
export function changeItem(record: { type: string; id: string }, change: { id: string; replay?: number; depth?: number }): IDataObject {
	return {
		event: 'updated',
		record: { ...record },
		before: {},
		changed: ['stage'],
		actor: null,
		at: '2026-01-05T10:00:00.000Z',
		change: { feed: 'feed-1', replay: 0, depth: 0, ...change },
	};
}
