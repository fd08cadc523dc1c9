import { traverseNodeParameters, type FromAIArgument, type IDataObject, type INode, type INodeExecutionData } from 'n8n-workflow';

/** Whether an AI agent calls the node: n8n gives it a type of its own then. */
export function isTool({ type }: Pick<INode, 'type'>): boolean {
	return type.endsWith('Tool');
}

/**
 * What the model filled in: the values of the `$fromAI()` in the node's fields. n8n puts them into one item with the
 * agent's own input and a number of the call; neither of them says what was called.
 */
export function toolArguments({ parameters }: Pick<INode, 'parameters'>, item: IDataObject | undefined): IDataObject {
	const asked: FromAIArgument[] = [];
	traverseNodeParameters(parameters, asked);
	const query = item?.query as IDataObject | undefined;
	return Object.fromEntries(asked.map(({ key }) => [key, query?.[key] ?? item?.[key]]));
}

/** What a model is told that looked for something and found nothing: n8n would give it an empty text, which may mean anything. */
export function nothingFound(): INodeExecutionData {
	return {
		json: { results: 0, note: 'Nothing was found. If there should be something, search for a part of the name, or with fewer conditions.' },
		pairedItem: { item: 0 },
	};
}
