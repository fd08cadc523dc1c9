import type { N8nClient } from '../../host/N8nClient';
import type { WorkflowContent } from '../../host/n8nTypes';

/** Workflows of one test: whatever was put into n8n through it is taken out again by `clear`. */
export class WorkflowBench {
	private readonly client: N8nClient;
	private readonly ids: string[] = [];

	constructor(client: N8nClient) {
		this.client = client;
	}

	/** Returns the id. */
	async add(content: WorkflowContent): Promise<string> {
		const { id } = await this.client.createWorkflow(content);
		this.ids.push(id);
		return id;
	}

	/** Returns the id when the workflow listens. */
	async activate(content: WorkflowContent): Promise<string> {
		const id = await this.add(content);
		await this.client.activate(id);
		return id;
	}

	async clear(): Promise<void> {
		for (const id of this.ids.splice(0)) await this.client.deleteWorkflow(id);
	}
}
