import { setTimeout as sleep } from 'node:timers/promises';
import type { INodeListSearchResult, INodePropertyOptions, ResourceMapperFields } from 'n8n-workflow';
import { requireFromHost } from './hostRequire.ts';
import type { Answer } from './N8nRest.ts';
import { N8nError, N8nRest } from './N8nRest.ts';
import { demoOwner } from './owner.ts';
import type { Owner } from './owner.ts';
import { PATIENCE_MS } from './patience.ts';
import type {
	ListedExecution,
	ListedWorkflow,
	ManualRun,
	ListParameter,
	StoredExecution,
	StoredWorkflow,
	WorkflowContent,
} from './n8nTypes.ts';

interface PublicationStatus {
	status: 'in_progress' | 'not_published' | 'published' | 'partial' | 'failed';
	triggers: Array<{ nodeId: string; status: string; errorMessage: string | null }>;
}

/** What a person does in n8n's editor, over the same interface that the editor uses. */
export class N8nClient {
	readonly rest: N8nRest;

	constructor(url: string) {
		this.rest = new N8nRest(url);
	}

	/** Makes the owner on a new n8n, signs in on one that has an owner. May be called again. */
	async signIn(owner: Owner = demoOwner): Promise<void> {
		const setup = await this.rest.send('POST', '/rest/owner/setup', owner);
		if (setup.status < 400) return;
		await this.rest.call('POST', '/login', { emailOrLdapLoginId: owner.email, password: owner.password });
	}

	/** Stores a workflow, not yet active. */
	async createWorkflow(workflow: WorkflowContent): Promise<StoredWorkflow> {
		const { name, nodes, connections, settings = {}, pinData } = workflow;
		// Older versions want to be told that it is not active.
		return await this.rest.call('POST', '/workflows', { name, nodes, connections, settings, pinData, active: false });
	}

	/** Saves a new version; an active workflow goes on with its old one until `activate` is called again. */
	async updateWorkflow(id: string, changes: Partial<WorkflowContent>): Promise<StoredWorkflow> {
		return await this.rest.call('PATCH', `/workflows/${id}`, changes, { forceSave: true });
	}

	async getWorkflow(id: string): Promise<StoredWorkflow> {
		return await this.rest.call('GET', `/workflows/${id}`);
	}

	async listWorkflows(): Promise<ListedWorkflow[]> {
		return await this.rest.call('GET', '/workflows');
	}

	async deleteWorkflow(id: string, timeout = PATIENCE_MS): Promise<void> {
		await this.rest.call('POST', `/workflows/${id}/archive`, {});
		await this.settledPublication(id, timeout);
		await this.rest.call('DELETE', `/workflows/${id}`);
	}

	/**
	 * Publishes the newest version and waits until its triggers run: n8n answers the call before it
	 * calls `trigger()`, and before webhooks answer.
	 * @throws Error with n8n's message of each trigger that could not be started
	 */
	async activate(id: string, timeout = PATIENCE_MS): Promise<void> {
		const { versionId } = await this.getWorkflow(id);
		await this.rest.call('POST', `/workflows/${id}/activate`, { versionId, name: '', description: '' });
		const { status, triggers } = await this.settledPublication(id, timeout, isBegun);
		if (status === 'published') return;
		const reasons = triggers.map((trigger) => trigger.errorMessage).filter((message) => message !== null);
		throw new Error(`The workflow ${id} was not activated (${status}): ${reasons.join('; ') || 'n8n gives no reason'}`);
	}

	/** Returns when the triggers are closed and webhooks no longer answer. */
	async deactivate(id: string, timeout = PATIENCE_MS): Promise<void> {
		await this.rest.call('POST', `/workflows/${id}/deactivate`, {});
		await this.settledPublication(id, timeout);
	}

	/**
	 * "Execute workflow", or "Execute step" where a destination is given. Returns the execution's id at
	 * once; wait with `finished`.
	 * @throws Error where n8n waits for a call to the trigger's test webhook instead
	 */
	async run(id: string, { trigger, destination }: ManualRun = {}): Promise<string> {
		const start = trigger ?? (destination ? undefined : await this.onlyTrigger(id));
		const started = await this.rest.call<{ executionId?: string }>('POST', `/workflows/${id}/run`, {
			// For older versions, which run what the editor shows; newer ones run what is saved.
			workflowData: await this.getWorkflow(id),
			...(start && { triggerToStartFrom: { name: start } }),
			...(destination && { destinationNode: { nodeName: destination, mode: 'inclusive' } }),
		});
		if (started.executionId === undefined)
			throw new Error(`The workflow ${id} does not run yet: n8n waits for a call to its test webhook.`);
		return started.executionId;
	}

	/** Newest first. n8n gives at most 100 at once. */
	async listExecutions(
		filter: { workflowId?: string; status?: Array<ListedExecution['status']> } = {},
		limit = 100,
	): Promise<ListedExecution[]> {
		const { results } = await this.rest.call<{ results: ListedExecution[] }>('GET', '/executions', undefined, {
			filter: JSON.stringify(filter),
			limit,
		});
		return results;
	}

	async getExecution(id: string): Promise<StoredExecution> {
		const { data, ...execution } = await this.rest.call<ListedExecution & { data: string }>('GET', `/executions/${id}`);
		return { ...execution, data: requireFromHost('flatted').parse(data) };
	}

	/** The execution when it neither waits for its turn nor runs (it may wait for a person). */
	async finished(id: string, timeout = PATIENCE_MS): Promise<StoredExecution> {
		for (const limit = Date.now() + timeout; ; await sleep(50)) {
			const execution = await this.getExecution(id).catch(notStoredYet);
			if (execution instanceof N8nError) {
				if (Date.now() > limit) throw execution;
				continue;
			}
			if (execution.status !== 'new' && execution.status !== 'running') return execution;
			if (Date.now() > limit) throw new Error(`The execution ${id} is still "${execution.status}" after ${timeout / 1000} s.`);
		}
	}

	/** All executions of a workflow as soon as none runs: n8n stores the end of a run a moment after the run itself knew of it. */
	async ended(workflowId: string, timeout = PATIENCE_MS): Promise<ListedExecution[]> {
		for (const limit = Date.now() + timeout; ; await sleep(50)) {
			const executions = await this.listExecutions({ workflowId });
			if (executions.every(({ status }) => status !== 'new' && status !== 'running')) return executions;
			if (Date.now() > limit) throw new Error(`Executions of the workflow ${workflowId} still run after ${timeout / 1000} s.`);
		}
	}

	/** Returns the credential as a node refers to it. */
	async createCredential(type: string, name: string, data: Record<string, unknown>): Promise<{ id: string; name: string }> {
		const credential = await this.rest.call<{ id: string; name: string }>('POST', '/credentials', { type, name, data });
		return { id: credential.id, name: credential.name };
	}

	/** The values of a drop-down (`loadOptionsMethod`). */
	async options(parameter: ListParameter): Promise<INodePropertyOptions[]> {
		return await this.rest.call('POST', '/dynamic-node-parameters/options', payload(parameter));
	}

	/** "From list" of a resource locator (`searchListMethod`). */
	async listSearch(parameter: ListParameter, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> {
		return await this.rest.call('POST', '/dynamic-node-parameters/resource-locator-results', {
			...payload(parameter),
			filter,
			paginationToken,
		});
	}

	/** The form fields of a resource mapper (`resourceMapperMethod`). */
	async mapperFields(parameter: ListParameter): Promise<ResourceMapperFields> {
		return await this.rest.call('POST', '/dynamic-node-parameters/resource-mapper-fields', payload(parameter));
	}

	/** Calls an active workflow's webhook by its path; the status is for the caller to judge. */
	async webhook<T = unknown>(path: string, body?: unknown, method: 'GET' | 'POST' = 'POST'): Promise<Answer<T>> {
		return await this.rest.send<T>(method, `/webhook/${path}`, body);
	}

	private async settledPublication(
		id: string,
		timeout: number,
		settled: (publication: PublicationStatus) => boolean = () => true,
	): Promise<PublicationStatus> {
		for (const limit = Date.now() + timeout; ; await sleep(25)) {
			const publication = await this.publication(id);
			if (publication.status !== 'in_progress' && settled(publication)) return publication;
			if (Date.now() > limit) throw new Error(`n8n is still activating or deactivating the workflow ${id} after ${timeout / 1000} s.`);
		}
	}

	/** Older versions have no such status: there the answer to a call comes when all is done. */
	private async publication(id: string): Promise<PublicationStatus> {
		const { status, body } = await this.rest.send<{ data: PublicationStatus }>('GET', `/rest/workflows/${id}/publication-status`);
		if (status === 404) return { status: 'published', triggers: [] };
		return status < 400 ? body.data : await this.rest.call('GET', `/workflows/${id}/publication-status`);
	}

	private async onlyTrigger(id: string): Promise<string> {
		const { nodes } = await this.getWorkflow(id);
		const triggers = nodes.filter((node) => !node.disabled && /trigger$|\.webhook$|\.cron$|\.start$/i.test(node.type));
		if (triggers.length === 1) return triggers[0]!.name;
		throw new Error(`The workflow ${id} has ${triggers.length} triggers: name the one to start from.`);
	}
}

/** In queue mode n8n says for a moment after the call that nothing is published, without any trigger that failed. */
function isBegun({ status, triggers }: PublicationStatus): boolean {
	return status !== 'not_published' || triggers.some(({ errorMessage }) => errorMessage !== null);
}

/** n8n 2.20 cannot read an execution that has begun and of which it has stored no data yet. Throws every other error. */
function notStoredYet(error: unknown): N8nError {
	if (error instanceof N8nError && error.status === 500) return error;
	throw error;
}

/** Items (`json` only) that a node gave at one of its outputs, of all its runs in the execution. */
export function outputOf(execution: StoredExecution, node: string, output = 0): Array<Record<string, unknown>> {
	const runs = execution.data.resultData.runData[node] ?? [];
	return runs.flatMap((run) => run.data?.main?.[output] ?? []).map((item) => item.json);
}

/** What went wrong in an execution, or undefined. */
export function errorOf(execution: StoredExecution): string | undefined {
	return execution.data.resultData.error?.message;
}

function payload({ type, version = 1, method, path, parameters, credentials }: ListParameter): object {
	return {
		path: path ?? 'parameters',
		nodeTypeAndVersion: { name: type, version },
		methodName: method,
		currentNodeParameters: parameters,
		credentials,
	};
}
