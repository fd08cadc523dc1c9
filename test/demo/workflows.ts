import { randomUUID } from 'node:crypto';
import type { WorkflowContent } from '../host/n8nTypes.ts';

type WorkflowNode = WorkflowContent['nodes'][number];
type Parameters = WorkflowNode['parameters'];

/** What the rules of the demo write; the checker looks for exactly these. */
export const TEXTS = {
	workflow: 'Sales rules',
	task: 'Call the customer about',
	history: 'The deal entered Engaging.',
	notification: 'The deal was lost:',
	template: 'Engagement',
};

const CRM = 'n8n-nodes-crmflow.crm';
const TRIGGER = 'n8n-nodes-crmflow.crmTrigger';
const ENGAGING = 'opportunities:engaging';
const LOST = 'opportunities:lost';

/** On entering Engaging: a task, a history entry and a project; on Lost: a notice to the agent's manager. */
export function rules(): WorkflowContent {
	return workflow(TEXTS.workflow, [
		[
			trigger('Deal Enters Engaging', ENGAGING),
			crm('Create Task', 'task', 'create', { title: `=${TEXTS.task} {{ $json.record.title }}` }),
			crm('Add to History', 'history', 'add', { text: TEXTS.history }),
			crm('Start Project', 'project', 'start', {
				template: { __rl: true, mode: 'name', value: TEXTS.template },
				parameters: { mappingMode: 'defineBelow', value: { priority: 'Normal' }, schema: [] },
			}),
		],
		[
			trigger('Deal Is Lost', LOST),
			crm('Notify Manager', 'notification', 'notifySupervisor', { text: `=${TEXTS.notification} {{ $json.record.title }}` }),
		],
	]);
}

/** Posts rows, creates or updates records of that type, thousands in one operation. */
export function importer(path: string, recordType: string): WorkflowContent {
	return workflow(`Import ${recordType}`, [
		[
			webhook(path, 'lastNode'),
			node('Rows', 'n8n-nodes-base.splitOut', { fieldToSplitOut: 'body.rows' }),
			crm('Create or Update', 'record', 'upsert', {
				recordType: { __rl: true, mode: 'name', value: recordType },
				fields: { mappingMode: 'autoMapInputData', value: null, matchingColumns: ['externalId'], schema: [] },
			}),
			node('Count', 'n8n-nodes-base.aggregate', {
				aggregate: 'aggregateAllItemData',
				destinationFieldName: 'rows',
				include: 'specifiedFields',
				fieldsToInclude: 'id,externalId',
				options: {},
			}),
		],
	]);
}

/** Moves the posted deal to the posted stage. */
export function mover(path: string): WorkflowContent {
	return workflow('Move deals', [
		[
			webhook(path, 'lastNode'),
			crm('Change Stage', 'record', 'changeStage', {
				recordSource: 'choose',
				recordType: { __rl: true, mode: 'name', value: 'deal' },
				recordId: { __rl: true, mode: 'id', value: '={{ $json.body.deal }}' },
				stage: { __rl: true, mode: 'name', value: '={{ $json.body.stage }}' },
			}),
		],
	]);
}

/**
 * Calls the peer from inside n8n, as the mover changes a deal from inside n8n: both runs end while the run they started
 * begins. What it sends is the moment it sends it.
 */
export function webhookCaller(path: string, peerUrl: string): WorkflowContent {
	const call = node('Call Webhook', 'n8n-nodes-base.httpRequest', {
		method: 'POST',
		url: peerUrl,
		sendBody: true,
		specifyBody: 'json',
		jsonBody: '={{ JSON.stringify({ lead: $json.body.lead, title: String(Date.now()) }) }}',
		options: {},
	});
	return workflow('Call the webhook', [[webhook(path, 'lastNode'), { ...call, typeVersion: 4.2 }]]);
}

/** The peer that latency is compared with: n8n's own Webhook node, then the same first effect. */
export function webhookPeer(path: string): WorkflowContent {
	return workflow('Webhook to task', [
		[
			webhook(path, 'onReceived'),
			crm('Create Task', 'task', 'create', {
				title: '=Webhook: {{ $json.body.title }}',
				recordSource: 'choose',
				recordType: { __rl: true, mode: 'name', value: 'lead' },
				recordId: { __rl: true, mode: 'id', value: '={{ $json.body.lead }}' },
			}),
		],
	]);
}

/** Chains of nodes, each from left to right, one below the other. */
function workflow(name: string, chains: WorkflowNode[][]): WorkflowContent {
	const connections: WorkflowContent['connections'] = {};
	chains.forEach((chain, row) => {
		chain.forEach((step, column) => {
			step.position = [column * 240, row * 200];
			const next = chain[column + 1];
			if (next) connections[step.name] = { main: [[{ node: next.name, type: 'main', index: 0 }]] };
		});
	});
	return { name, nodes: chains.flat(), connections, settings: { executionOrder: 'v1' } };
}

function node(name: string, type: string, parameters: Parameters): WorkflowNode {
	return { id: randomUUID(), name, type, typeVersion: 1, position: [0, 0], parameters };
}

function webhook(path: string, responseMode: 'onReceived' | 'lastNode'): WorkflowNode {
	return {
		...node('Webhook', 'n8n-nodes-base.webhook', { httpMethod: 'POST', path, responseMode, options: {} }),
		typeVersion: 2,
		webhookId: randomUUID(),
	};
}

function crm(name: string, resource: string, operation: string, parameters: Parameters): WorkflowNode {
	return node(name, CRM, { resource, operation, ...parameters });
}

function trigger(name: string, toStage: string): WorkflowNode {
	return node(name, TRIGGER, { event: 'stageChanged', recordType: { __rl: true, mode: 'name', value: 'deal' }, toStages: [toStage] });
}
