import { setTimeout as sleep } from 'node:timers/promises';
import axios from 'axios';
import type { SeededRandom } from '../contract/support/SeededRandom.ts';
import type { CrmConnection } from '../demo/library.ts';
import type { PlainDatabase } from '../host/PlainDatabase.ts';
import { SEQUENCE, STAGES } from './texts.ts';

interface Step {
	sequence: number;
	deal: string;
	stage: string;
}

export interface StreamOptions {
	random: SeededRandom;
	deals: readonly string[];
	/** For those who write plain SQL. */
	database: PlainDatabase;
	/** The package as another process beside n8n. */
	library: CrmConnection;
	/** Where the workflow listens that changes a posted deal; undefined while n8n is down. */
	webhook: () => string | undefined;
}

/** Changes that come together, at most. */
const BURST = 8;
/** Changes asked of n8n and not yet confirmed, at most: their deals are not free for others. */
const ASKED = 15;
/** How long a killed database is waited for, in milliseconds. */
const AWAY_MS = 60_000;

/**
 * Moves deals from stage to stage, steadily and in small bursts, whether n8n is up or not: by plain SQL, by the package
 * in this process, and by a workflow in n8n. Each change has a number of its own. A change that was not
 * confirmed is asked for again until it is; asking twice changes nothing more, since the deal is there already.
 */
export class ChangeStream {
	/** Changes that are in the database for certain. */
	confirmed = 0;
	private readonly options: StreamOptions;
	private readonly stages: Map<string, number>;
	/** Deals that a workflow changes just now. */
	private readonly busy = new Set<string>();
	private readonly asked: Array<Promise<void>> = [];
	private sequence = 0;
	private stopped = false;

	constructor(options: StreamOptions) {
		this.options = options;
		this.stages = new Map(options.deals.map((deal) => [deal, 0]));
	}

	/** Resolves when all of them are in the database. */
	async run(total: number, perSecond: number): Promise<void> {
		const { random } = this.options;
		const started = performance.now();
		while (this.sequence < total && !this.stopped) {
			const size = Math.min(1 + random.below(BURST), total - this.sequence);
			const due = started + ((this.sequence + size) / perSecond) * 1000;
			await sleep(Math.max(0, due - performance.now()));
			await this.burst(size);
		}
		await Promise.all(this.asked);
	}

	/** It makes no more, whether or not it has made all. */
	get hasStopped(): boolean {
		return this.stopped;
	}

	stop(): void {
		this.stopped = true;
	}

	private async burst(size: number): Promise<void> {
		const steps = this.steps(size);
		const way = this.options.random.below(3);
		if (way === 0 && this.busy.size < ASKED) for (const step of steps) this.asked.push(this.byWorkflow(step));
		else if (way === 1) await this.byLibrary(steps);
		else await this.bySql(steps);
	}

	/** Of different deals that nobody changes just now. */
	private steps(size: number): Step[] {
		const { random } = this.options;
		const free = this.options.deals.filter((deal) => !this.busy.has(deal));
		return Array.from({ length: size }, () => {
			const [deal] = free.splice(random.below(free.length), 1) as [string];
			const stage = (this.stages.get(deal)! + 1 + random.below(STAGES.length - 1)) % STAGES.length;
			this.stages.set(deal, stage);
			return { sequence: ++this.sequence, deal, stage: STAGES[stage]! };
		});
	}

	private async bySql(steps: readonly Step[]): Promise<void> {
		const { database } = this.options;
		const update = `UPDATE record SET stage_id = ?, custom = ${database.withNumber('custom', SEQUENCE)} WHERE type = 'deal' AND id = ?`;
		for (const { stage, sequence, deal } of steps) {
			await database.rows(update, stage, sequence, Number(deal));
			this.confirmed++;
		}
	}

	/** Asks again while the database is away. */
	private async byLibrary(steps: readonly Step[]): Promise<void> {
		const { crm } = this.options.library.scope;
		const changes = steps.map(({ deal, stage, sequence }) => ({ id: deal, values: { stage, [SEQUENCE]: sequence } }));
		for (const limit = Date.now() + AWAY_MS; ; await sleep(250)) {
			try {
				await crm.update('deal', changes, {});
				break;
			} catch (error) {
				if ((error as { code?: string }).code !== 'unavailable' || this.stopped || Date.now() > limit) throw error;
			}
		}
		this.confirmed += steps.length;
	}

	private async byWorkflow(step: Step): Promise<void> {
		this.busy.add(step.deal);
		while (!this.stopped && !(await this.ask(step))) await sleep(250);
		this.busy.delete(step.deal);
		if (!this.stopped) this.confirmed++;
	}

	/** Whether n8n says that it is done. */
	private async ask(step: Step): Promise<boolean> {
		const url = this.options.webhook();
		if (url === undefined) return false;
		try {
			const { status } = await axios.post(url, step, { proxy: false, timeout: 20_000, validateStatus: () => true });
			return status === 200;
		} catch {
			return false;
		}
	}
}
