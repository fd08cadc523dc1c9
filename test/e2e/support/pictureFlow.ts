import type { INode, INodeParameters, ResourceMapperFields } from 'n8n-workflow';
import type { N8nClient } from '../../host/N8nClient.ts';
import type { WorkflowContent } from '../../host/n8nTypes.ts';
import { chosen, CRM, crm, node, trigger } from './workflows.ts';

/** The flow in the pictures: what a print shop does when a deal is won. */
export async function pictureFlow(client: N8nClient): Promise<WorkflowContent> {
	const won = trigger({ pipeline: chosen('sales', 'Sales') });
	const task = crm('Thank the Customer', 'task', 'create', {
		title: '=Call {{ $json.record.contact }} and say thank you',
		description: '=They chose us for "{{ $json.record.title }}".',
		deadline: 'relative',
		deadlineAmount: 4,
		deadlineUnit: 'hours',
		additionalFields: { priority: 'high', tags: 'customer care' },
	});
	const note = crm('Note It', 'history', 'add', { text: '=Won by {{ $("CRM Trigger").item.json.record.responsible }}.' });
	const project = crm('Start the Project', 'project', 'start', await businessCards(client));
	const isBig: INode = {
		...node('Is It Big?', 'n8n-nodes-base.if', {
			conditions: {
				options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
				conditions: [
					{ id: 'amount', leftValue: '={{ $json.record.amount }}', rightValue: 5000, operator: { type: 'number', operation: 'gte' } },
				],
				combinator: 'and',
			},
			options: {},
		}),
		typeVersion: 2.2,
	};
	const tell = crm('Tell the Supervisor', 'notification', 'notifySupervisor', {
		text: '=Big win: {{ $json.record.title }}, {{ $json.record.amount }}.',
	});
	const sticky = node('About', 'n8n-nodes-base.stickyNote', {
		content:
			'## When a deal is won\nThe responsible person gets a task, the history says so, and the **Business cards** project starts with all its tasks. Of a big win the supervisor hears at once.',
		width: 860,
		height: 110,
	});
	arrange([sticky, -20, -150], [won, 0, 90], [task, 240, 10], [note, 480, 10], [project, 720, 10], [isBig, 240, 190], [tell, 480, 190]);
	return {
		name: 'Won deal',
		nodes: [sticky, won, task, note, project, isBig, tell],
		connections: {
			[won.name]: to(task, isBig),
			[task.name]: to(note),
			[note.name]: to(project),
			[isBig.name]: to(tell),
		},
		settings: { executionOrder: 'v1' },
	};
}

/** The form of "Start From Template" as the editor stores it when a person has filled it in. */
async function businessCards(client: N8nClient): Promise<INodeParameters> {
	const { results } = await client.listSearch({ type: CRM, method: 'searchTemplates', parameters: {} }, 'Business cards');
	const template = chosen(String(results[0]!.value), results[0]!.name);
	const { fields }: ResourceMapperFields = await client.mapperFields({
		type: CRM,
		method: 'getTemplateParameters',
		parameters: { resource: 'project', operation: 'start', template },
	});
	const value = { run: 500, colours: 'Full colour', sides: 'Two-sided', paper: 'Cotton 600 g', designer: null };
	return { template, parameters: { mappingMode: 'defineBelow', value, matchingColumns: [], schema: fields } as unknown as INodeParameters };
}

function arrange(...positions: Array<[INode, number, number]>): void {
	for (const [step, x, y] of positions) step.position = [x, y];
}

function to(...nodes: INode[]): WorkflowContent['connections'][string] {
	return { main: [nodes.map(({ name }) => ({ node: name, type: 'main' as const, index: 0 }))] };
}
