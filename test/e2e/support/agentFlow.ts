import type { INode, INodeParameters } from 'n8n-workflow';
import type { WorkflowContent } from '../../host/n8nTypes';
import { chain, chosen, CRM, node } from './workflows';

export const AGENT = 'AI Agent';

/** A value that the model gives. */
function fromModel(key: string, description: string, type = 'string', fallback?: string): string {
	const texts = [key, description, type].map((text) => `'${text}'`);
	return `={{ $fromAI(${[...texts, ...(fallback === undefined ? [] : [`'${fallback}'`])].join(', ')}) }}`;
}

/** The CRM node as a tool of an agent. */
function tool(name: string, resource: string, operation: string, parameters: INodeParameters): INode {
	return node(name, `${CRM}Tool`, { resource, operation, ...parameters });
}

export function findDeals(): INode {
	return tool('Find Deals', 'record', 'getMany', {
		recordType: chosen('deal', 'Deal'),
		limit: 5,
		additionalFields: { search: fromModel('name', 'A part of the name of the deal') },
	});
}

export function createTask(): INode {
	return tool('Create Task', 'task', 'create', {
		title: fromModel('title', 'What is to be done, in a few words'),
		recordSource: 'choose',
		recordType: chosen('deal', 'Deal'),
		recordId: { __rl: true, mode: 'id', value: fromModel('deal_id', 'The id of the deal, as Find Deals gives it') },
		additionalFields: { priority: fromModel('priority', 'One of: low, normal, high', 'string', 'normal') },
	});
}

export function changeStage(): INode {
	return tool('Change Stage', 'record', 'changeStage', {
		recordSource: 'choose',
		recordType: chosen('deal', 'Deal'),
		recordId: { __rl: true, mode: 'id', value: fromModel('deal_id', 'The id of the deal, as Find Deals gives it') },
		stage: { __rl: true, mode: 'name', value: fromModel('stage', 'The name of the stage to move the deal to') },
	});
}

/** A trigger, the agent with its model and tools, and what comes after it. */
export function agentFlow(
	name: string,
	start: INode,
	text: string,
	credential: { id: string; name: string },
	tools: INode[],
	...after: INode[]
): WorkflowContent {
	const agent: INode = { ...node(AGENT, '@n8n/n8n-nodes-langchain.agent', { promptType: 'define', text, options: {} }), typeVersion: 3.1 };
	const model: INode = {
		...node('OpenAI Chat Model', '@n8n/n8n-nodes-langchain.lmChatOpenAi', {
			model: { __rl: true, mode: 'id', value: 'scripted' },
			options: { maxRetries: 0 },
		}),
		typeVersion: 1.3,
		credentials: { openAiApi: credential },
	};
	const content = chain(name, start, agent, ...after);
	content.nodes.push(model, ...tools);
	content.connections[model.name] = { ai_languageModel: [[{ node: AGENT, type: 'ai_languageModel', index: 0 }]] };
	for (const each of tools) content.connections[each.name] = { ai_tool: [[{ node: AGENT, type: 'ai_tool', index: 0 }]] };
	return content;
}
