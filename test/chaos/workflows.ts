import { randomUUID } from 'node:crypto';
import { chain, chosen, crm, node, trigger } from '../e2e/support/workflows.ts';
import type { WorkflowContent } from '../host/n8nTypes.ts';
import { PROJECT_EVERY, SEQUENCE, TEXTS } from './texts.ts';

const number = `$('CRM Trigger').item.json.record.${SEQUENCE}`;

/**
 * On each stage change: a call to the counter (an effect outside of the CRM, which nobody can undo), a task, a history
 * entry, and every so often a project.
 */
export function effects(counterUrl: string): WorkflowContent {
	return chain(
		'Chaos',
		trigger({ toStages: [] }),
		{
			...node('Count Run', 'n8n-nodes-base.httpRequest', {
				method: 'POST',
				url: counterUrl,
				sendBody: true,
				specifyBody: 'json',
				jsonBody: `={{ JSON.stringify({ sequence: ${number}, run: $execution.id }) }}`,
				options: {},
			}),
			typeVersion: 4.2,
		},
		crm('Create Task', 'task', 'create', { title: `=${TEXTS.task}{{ ${number} }}` }),
		crm('Add to History', 'history', 'add', { text: `=${TEXTS.history}{{ ${number} }}` }),
		{
			...node('Every So Often', 'n8n-nodes-base.filter', {
				conditions: {
					options: { caseSensitive: true, typeValidation: 'strict', version: 2 },
					combinator: 'and',
					conditions: [
						{
							id: randomUUID(),
							leftValue: `={{ ${number} % ${PROJECT_EVERY} }}`,
							rightValue: 0,
							operator: { type: 'number', operation: 'equals' },
						},
					],
				},
				options: {},
			}),
			typeVersion: 2.2,
		},
		crm('Start Project', 'project', 'start', {
			template: { __rl: true, mode: 'id', value: TEXTS.template },
			parameters: { mappingMode: 'defineBelow', value: {}, schema: [] },
			additionalFields: { projectName: `=${TEXTS.project}{{ ${number} }}` },
		}),
	);
}

/** Changes the posted deal, as a rule of another department would. */
export function changer(path: string): WorkflowContent {
	return chain(
		'Change deals',
		{
			...node('Webhook', 'n8n-nodes-base.webhook', { httpMethod: 'POST', path, responseMode: 'lastNode', options: {} }),
			typeVersion: 2,
			webhookId: randomUUID(),
		},
		crm('Change Deal', 'record', 'update', {
			recordSource: 'choose',
			recordType: chosen('deal', 'Deal'),
			recordId: { __rl: true, mode: 'id', value: '={{ $json.body.deal }}' },
			fields: {
				mappingMode: 'defineBelow',
				value: { stage: '={{ $json.body.stage }}', [SEQUENCE]: '={{ $json.body.sequence }}' },
				schema: [],
			},
		}),
	);
}
