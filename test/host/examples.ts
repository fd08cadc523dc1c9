import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './hostFolder.cjs';
import type { N8nClient } from './N8nClient.ts';
import type { WorkflowContent } from './n8nTypes.ts';

/**
 * Imports the workflows of `docs/examples`, and activates those that need no credential. One that is there already, by
 * its name, stays as its user left it.
 */
export async function importExamples(client: N8nClient, tell: (line: string) => void): Promise<void> {
	const present = new Set((await client.listWorkflows()).map((workflow) => workflow.name));
	const missing = examples().filter((workflow) => !present.has(workflow.name));
	for (const [index, workflow] of missing.entries()) {
		tell(`${index + 1} of ${missing.length}`);
		const { id } = await client.createWorkflow(workflow);
		if (!asksModel(workflow)) await client.activate(id);
	}
	tell(missing.length > 0 ? `${missing.length} imported` : 'nothing new');
}

/** n8n switches an AI agent on only when a credential for its model is chosen. Its chat works in the editor without that. */
function asksModel({ nodes }: WorkflowContent): boolean {
	return nodes.some(({ type }) => type.startsWith('@n8n/n8n-nodes-langchain.'));
}

function examples(): WorkflowContent[] {
	const folder = join(projectRoot, 'docs', 'examples');
	if (!existsSync(folder)) return [];
	const files = readdirSync(folder)
		.filter((name) => name.endsWith('.json'))
		.sort();
	return files.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as WorkflowContent);
}
