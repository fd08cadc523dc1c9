import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import type { INode, INodeParameters } from 'n8n-workflow';
import { crmFile, openCrmOf, type CrmConnection } from '../demo/library.ts';
import { chain, CRM, CRM_SETUP, CRM_TRIGGER, crm, node, note, trigger } from '../e2e/support/workflows.ts';
import { waitFor } from '../e2e/support/waitFor.ts';
import { DELIVERIES } from '../host/deliveries.ts';
import { installPackage } from '../host/installPackage.ts';
import { N8n } from '../host/N8n.ts';
import { errorOf, N8nClient, outputOf } from '../host/N8nClient.ts';
import { packProject } from '../host/pack.ts';
import { FailingService } from './FailingService.ts';

interface Delivery {
	state: string;
	attempts: number;
	failures: number;
	error: string | null;
}

/** One n8n with the packed package and a CRM in its SQLite file, and what is tried in it. */
export class TriedN8n {
	private readonly n8n: N8n;
	private readonly client: N8nClient;
	private readonly library: CrmConnection;
	private readonly database: DatabaseSync;
	private person = '';

	private constructor(n8n: N8n, client: N8nClient, library: CrmConnection, database: DatabaseSync) {
		this.n8n = n8n;
		this.client = client;
		this.library = library;
		this.database = database;
	}

	/** `folder`: below the project's root. */
	static async start(folder: string): Promise<TriedN8n> {
		await installPackage(folder, await packProject());
		const n8n = await N8n.start({ folder });
		const client = new N8nClient(n8n.url);
		await client.signIn();
		const library = await openCrmOf(folder);
		const tried = new TriedN8n(n8n, client, library, new DatabaseSync(crmFile(folder), { timeout: 10_000 }));
		const [person] = await library.scope.crm.users.create!([{ name: 'Anna Kowalska' }], {});
		tried.person = person!.id;
		return tried;
	}

	async close(): Promise<void> {
		this.database.close();
		this.library.release();
		await this.n8n.kill();
	}

	async showsNodesAndLists(): Promise<void> {
		const nodeInfos = [CRM, CRM_SETUP, CRM_TRIGGER].map((name) => ({ name, version: 1 }));
		const shown = await this.client.rest.call<Array<{ name: string }>>('POST', '/node-types', { nodeInfos });
		assert.deepEqual(
			shown.map(({ name }) => name.replace(/^.*\./, '')),
			['crm', 'crmSetup', 'crmTrigger'],
		);
		const types = await this.client.listSearch({ type: CRM, method: 'searchRecordTypes', parameters: { resource: 'record' } });
		assert.ok(types.results.some(({ name }) => name === 'Deal'));
		const stages = await this.client.options({ type: CRM_TRIGGER, method: 'getStages', parameters: trigger().parameters });
		assert.ok(stages.some(({ name }) => name.includes('Won')));
	}

	/** What n8n says when it cannot publish a workflow is the sentence of the node. */
	async publishes(): Promise<void> {
		const { id } = await this.client.createWorkflow(chain('Wrong stage', trigger({ toStages: ['sales:wonn'] }), note()));
		await assert.rejects(this.client.activate(id), /Stage "sales:wonn" does not exist/);
	}

	async showsSample(): Promise<void> {
		const deal = await this.deal('Shown');
		await this.win(deal);
		const { id } = await this.client.createWorkflow(chain('Sample', trigger(), note()));
		const execution = await this.client.finished(await this.client.run(id, { destination: 'CRM Trigger' }));
		const [item] = outputOf(execution, 'CRM Trigger');
		assert.equal(errorOf(execution), undefined);
		assert.equal((item?.record as { title?: string } | undefined)?.title, 'Shown');
	}

	async runsOnce(): Promise<void> {
		const workflow = await this.publish('Once', [note()]);
		const deal = await this.deal('Once');
		await this.win(deal);
		assert.deepEqual(await this.ended(workflow), { state: 'done', attempts: 1, failures: 0, error: null });
		assert.equal(this.entries(deal), 1);
		await this.client.deactivate(workflow);
	}

	/** What came before the step that failed is not done again. */
	async runsAgainAfterFailure(): Promise<void> {
		const service = await FailingService.start(1);
		try {
			const after = { ...note('After the call.'), name: 'After' };
			const workflow = await this.publish('Again', [note(), service.step(), after], { retries: 3, retryAfterMinutes: 0 });
			const deal = await this.deal('Again');
			await this.win(deal);
			const { state, failures } = await this.ended(workflow);
			assert.deepEqual(
				{ state, failures, calls: service.calls, entries: this.entries(deal) },
				{ state: 'done', failures: 1, calls: 2, entries: 2 },
			);
			await this.client.deactivate(workflow);
		} finally {
			service.close();
		}
	}

	/** It is reported with what went wrong in the run. */
	async setsAside(): Promise<void> {
		const service = await FailingService.start(Infinity);
		try {
			const workflow = await this.publish('Set aside', [service.step()], { retries: 0 });
			await this.win(await this.deal('Set aside'));
			const { state, failures, error } = await this.ended(workflow);
			assert.deepEqual({ state, failures }, { state: 'failed', failures: 1 });
			assert.match(String(error), /500|service/i);
			await this.client.deactivate(workflow);
		} finally {
			service.close();
		}
	}

	/** A run that sleeps is over for its change, and is no failure. */
	async letsWait(): Promise<void> {
		const wait = { ...node('Wait', 'n8n-nodes-base.wait', { resume: 'webhook', options: {} }), typeVersion: 1.1, webhookId: randomUUID() };
		const workflow = await this.publish('Waits', [note(), wait]);
		const deal = await this.deal('Waits');
		await this.win(deal);
		assert.deepEqual(await this.ended(workflow), { state: 'done', attempts: 1, failures: 0, error: null });
		const [execution] = await this.client.listExecutions({ workflowId: workflow });
		assert.equal(execution?.status, 'waiting');
		assert.equal(this.entries(deal), 1);
		await this.client.deactivate(workflow);
	}

	/** As the node says it inside of n8n: nothing is wrong but the change that was set aside on purpose. */
	async isHealthy(): Promise<void> {
		const start = node('Start', 'n8n-nodes-base.manualTrigger', {});
		const { id } = await this.client.createWorkflow(chain('Health', start, crm('Look', 'system', 'getHealth', {})));
		const execution = await this.client.finished(await this.client.run(id));
		assert.equal(errorOf(execution), undefined);
		const [{ problems = [] } = {}] = outputOf(execution, 'Look') as Array<{ problems?: string[] }>;
		assert.deepEqual(
			problems.filter((problem) => !problem.startsWith('"Set aside", ')),
			[],
		);
	}

	private async publish(name: string, steps: INode[], options: INodeParameters = {}): Promise<string> {
		const { id } = await this.client.createWorkflow(chain(name, trigger({ options }), ...steps));
		await this.client.activate(id);
		return id;
	}

	private async deal(title: string): Promise<string> {
		const values = { title, stage: 'sales:new', responsible: this.person };
		const [deal] = await this.library.scope.crm.create('deal', [{ values }], {});
		return deal!.id;
	}

	private async win(deal: string): Promise<void> {
		await this.library.scope.crm.update('deal', [{ id: deal, values: { stage: 'sales:won' } }], {});
	}

	/** The one delivery to the workflow, when it has ended. */
	private async ended(workflow: string): Promise<Delivery> {
		const statement = `SELECT state, attempts, failures, error FROM ${DELIVERIES} AS known WHERE workflow_id = ? AND finished_at IS NOT NULL`;
		const row = await waitFor('the end of the run', () => this.database.prepare(statement).get(workflow));
		return { ...(row as unknown as Delivery) };
	}

	/** How often a run left its line in the deal's history. */
	private entries(deal: string): number {
		const statement = "SELECT count(*) AS n FROM history_entry WHERE record_type = 'deal' AND record_id = ?";
		return Number(this.database.prepare(statement).get(Number(deal))!.n);
	}
}
