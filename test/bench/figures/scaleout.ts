import { cpus } from 'node:os';
import { N8nClient } from '../../host/N8nClient.ts';
import { N8nQueue } from '../../host/N8nQueue.ts';
import { TestDatabase } from '../../postgres/TestDatabase.ts';
import type { Bench } from '../support/Bench.ts';
import { BenchCrm } from '../support/BenchCrm.ts';
import { activate, connectToPostgres } from '../support/BenchN8n.ts';
import { onChange, TITLES } from '../support/benchWorkflows.ts';
import { measurePairs, partOf, type Measurements } from '../support/measurement.ts';
import { fillCompany, fillDeals, settle } from '../support/seededData.ts';
import { steadyRates, StoredRows, type Rates } from '../support/StoredRows.ts';

const RUNS = 100;
/** A worker that has just started is slow at first. */
const FIRST_RUNS = 40;
/** No deal is at the first of them at the beginning. */
const STAGES = ['sales:qualified', 'sales:proposal'];
const PAIRS = 3;

/**
 * scaleout.workers2: changes per second in n8n's queue mode with two workers, divided by those with one. A run for each
 * change, each makes one task; one main process, PostgreSQL for n8n and the CRM, Redis, 10 runs at a time per worker as
 * n8n has it, and Runs at the Same Time as the trigger has it: 20.
 *
 * Another program moves 100 deals in one commit; changes per second are counted between the first and the last task. The
 * second worker is stopped for the one side and started again for the other. All processes share the machine, so the
 * figure says how much of it one worker had left.
 */
export async function scaleout(bench: Bench): Promise<Measurements> {
	const crm = await BenchCrm.postgres(bench);
	const ofN8n = await TestDatabase.create(bench.postgres);
	const queue = await N8nQueue.start({
		folder: bench.folder,
		tarball: bench.tarball!,
		database: { ...bench.postgres!, database: ofN8n.name },
		workers: 2,
	});
	try {
		const workers = await Workers.prepare(queue, crm);
		const pairs = await measurePairs({ pairs: PAIRS, own: async () => await workers.both(), peer: async () => await workers.one() });
		await workers.finish();
		const part = partOf(`${RUNS} changes with two workers, or one`, 'per second', steadyRates(pairs));
		const note = `${cpus().length} cores for main, the workers, PostgreSQL and Redis.`;
		return { 'scaleout.workers2': { value: part.value, parts: [part], durability: await crm.durability(), note } };
	} finally {
		await queue.kill();
		await crm.discard();
		await ofN8n.drop();
	}
}

/** Deals that are moved together, from one stage to the other. */
interface Deals {
	ids: readonly string[];
	moves: number;
}

class Workers {
	private readonly queue: N8nQueue;
	private readonly crm: BenchCrm;
	private readonly measured: Deals;
	private readonly warming: Deals;
	private readonly rows: StoredRows;
	private changes = 0;

	private constructor(queue: N8nQueue, crm: BenchCrm, deals: readonly string[]) {
		this.queue = queue;
		this.crm = crm;
		this.measured = { ids: deals.slice(0, RUNS), moves: 0 };
		this.warming = { ids: deals.slice(RUNS), moves: 0 };
		this.rows = new StoredRows(crm, TITLES.change);
	}

	static async prepare(queue: N8nQueue, crm: BenchCrm): Promise<Workers> {
		const deals = await fillDeals(crm, await fillCompany(crm), RUNS + FIRST_RUNS);
		await settle(crm);
		const client = new N8nClient(queue.main.url);
		await client.signIn();
		await activate(client, onChange(await connectToPostgres(client, crm.database!)));
		const workers = new Workers(queue, crm, deals);
		await workers.rates(workers.warming);
		return workers;
	}

	async both(): Promise<Rates> {
		if (!this.second.running) {
			await this.queue.startWorker(1);
			await this.rates(this.warming);
		}
		const before = this.second.begun.length;
		const rates = await this.rates(this.measured);
		if (this.second.begun.length === before) throw new Error('The second worker took no run.');
		return rates;
	}

	async one(): Promise<Rates> {
		if (this.second.running) await this.second.stop();
		return await this.rates(this.measured);
	}

	async finish(): Promise<void> {
		await this.rows.expectInAll(this.changes);
	}

	private get second() {
		return this.queue.workers[1]!;
	}

	private async rates(deals: Deals): Promise<Rates> {
		const stage = STAGES[deals.moves++ % STAGES.length]!;
		this.changes += deals.ids.length;
		return await this.rows.rates(
			deals.ids.length,
			async () =>
				await this.crm.scope.crm.update(
					'deal',
					deals.ids.map((id) => ({ id, values: { stage } })),
					{},
				),
		);
	}
}
