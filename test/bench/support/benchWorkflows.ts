import { randomUUID } from 'node:crypto';
import type { INode } from 'n8n-workflow';
import { chain, chosen, crm, node, trigger } from '../../e2e/support/workflows.ts';
import type { WorkflowContent } from '../../host/n8nTypes.ts';
import type { Connect } from './BenchN8n.ts';

/** Titles of the tasks tell which side made them. */
export const TITLES = { change: 'After a change', webhook: 'After a call', batch: 'In a batch', merged: 'With a merge field' };

/** A deal enters a stage, one of these or any → a task for it. */
export function onChange(connect: Connect, toStages: readonly string[] = []): WorkflowContent {
	return chain('Task after a change', connect(trigger({ toStages: [...toStages] })), connect(taskFor(TITLES.change)));
}

/** The same for many changes in one run: the title is one expression per item. */
export function onChanges(connect: Connect, toStages: readonly string[], batchSize: number): WorkflowContent {
	const together = { runMode: 'batch', batchSize, batchWait: 0.1 };
	return chain('Tasks after changes', connect(trigger({ toStages: [...toStages], ...together })), connect(taskFor(TITLES.batch)));
}

/** The same, and the title is a text with a merge field. */
export function onChangesMerged(connect: Connect, toStages: readonly string[], batchSize: number): WorkflowContent {
	const together = { runMode: 'batch', batchSize, batchWait: 0.1 };
	const step = crm('Create Task', 'task', 'create', { title: `${TITLES.merged}: {{record.title}}` });
	return chain('Tasks with merge fields', connect(trigger({ toStages: [...toStages], ...together })), connect(step));
}

function taskFor(title: string): INode {
	return crm('Create Task', 'task', 'create', { title: `=${title}: {{ $json.record.title }}` });
}

/** n8n's own Webhook node is called with a deal → the same task for it. */
export function onCall(connect: Connect, path: string, responseMode: 'onReceived' | 'lastNode' = 'onReceived'): WorkflowContent {
	return chain(
		'Task after a call',
		webhook(path, responseMode),
		connect(
			crm('Create Task', 'task', 'create', {
				title: `=${TITLES.webhook}: {{ $json.body.title }}`,
				recordSource: 'choose',
				recordType: chosen('deal', 'Deal'),
				recordId: { __rl: true, mode: 'id', value: '={{ $json.body.deal }}' },
			}),
		),
	);
}

/** A person's workflow in the same n8n moves the posted deal. */
export function mover(connect: Connect, path: string): WorkflowContent {
	return chain(
		'Move a deal',
		webhook(path, 'lastNode'),
		connect(
			crm('Change Stage', 'record', 'changeStage', {
				recordSource: 'choose',
				recordType: chosen('deal', 'Deal'),
				recordId: { __rl: true, mode: 'id', value: '={{ $json.body.deal }}' },
				stage: { __rl: true, mode: 'name', value: '={{ $json.body.stage }}' },
			}),
		),
	);
}

/** A workflow in the same n8n calls the other one's webhook, with the moment of the call as the title. */
export function caller(path: string, url: string): WorkflowContent {
	const request = node('Call', 'n8n-nodes-base.httpRequest', {
		method: 'POST',
		url,
		sendBody: true,
		specifyBody: 'json',
		jsonBody: '={{ JSON.stringify({ deal: $json.body.deal, title: String(Date.now()) }) }}',
		options: {},
	});
	return chain('Call the webhook', webhook(path, 'lastNode'), { ...request, typeVersion: 4.2 });
}

function webhook(path: string, responseMode: 'onReceived' | 'lastNode'): INode {
	return {
		...node('Webhook', 'n8n-nodes-base.webhook', { httpMethod: 'POST', path, responseMode, options: {} }),
		typeVersion: 2,
		webhookId: randomUUID(),
	};
}
