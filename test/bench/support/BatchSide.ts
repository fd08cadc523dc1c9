import type { Client } from 'pg';
import type { BenchCrm } from './BenchCrm.ts';
import type { BenchN8n, Connect } from './BenchN8n.ts';
import { onChanges, TITLES } from './benchWorkflows.ts';
import { fillCompany, fillDeals, settle } from './seededData.ts';
import { StoredRows, type Rates } from './StoredRows.ts';

/** Changes in one commit. */
export const CHANGES = 5_000;
export const TOGETHER = 500;
/** Stages of the workflow in batches; no deal is at the first of them at the beginning. */
const STAGES = ['sales:negotiation', 'sales:won'];

/** The workflow in batches, on PostgreSQL in a real n8n: another program moves 5,000 deals, and each gets a task. */
export class BatchSide {
	readonly what = `${CHANGES} changes in batches of ${TOGETHER}`;
	readonly crm: BenchCrm;
	readonly connect: Connect;
	readonly deals: readonly string[];
	private readonly program: Client;
	private readonly rows: StoredRows;
	private turn = 0;

	private constructor(crm: BenchCrm, connect: Connect, deals: readonly string[], program: Client) {
		this.crm = crm;
		this.connect = connect;
		this.deals = deals;
		this.program = program;
		this.rows = new StoredRows(crm, TITLES.batch);
	}

	static async prepare(host: BenchN8n, crm: BenchCrm): Promise<BatchSide> {
		const deals = await fillDeals(crm, await fillCompany(crm), CHANGES);
		await settle(crm);
		const connect = await host.onPostgres(crm.database!);
		await host.activate(onChanges(connect, STAGES, TOGETHER));
		return new BatchSide(crm, connect, deals, await crm.database!.connect());
	}

	/** From the commit of all changes on. */
	async rates(): Promise<Rates> {
		const stage = STAGES[this.turn++ % STAGES.length]!;
		return await this.rows.rates(CHANGES, await this.move('crmflow.record', this.deals, stage));
	}

	/** All of them in one commit, as another program does it. Returns what commits. */
	async move(table: string, deals: readonly string[], stage: string): Promise<() => Promise<unknown>> {
		await this.program.query('begin');
		await this.program.query(`update ${table} set stage_id = $1 where id = any($2::bigint[])`, [stage, deals]);
		return async () => await this.program.query('commit');
	}

	async finish(): Promise<void> {
		await this.rows.expectInAll(this.turn * CHANGES);
	}
}
