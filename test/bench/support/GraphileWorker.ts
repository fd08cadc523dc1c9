import { setTimeout as sleep } from 'node:timers/promises';
import { Logger, run, type Runner, type RunnerOptions } from 'graphile-worker';
import type { Client } from 'pg';
import type { TestDatabase } from '../../postgres/TestDatabase.ts';

const LIMIT_MS = 120_000;

/** graphile-worker (MIT), a job queue on PostgreSQL, with a task that does nothing: the peer of our delivery. */
export class GraphileWorker {
	/** Called when a task starts, with its payload. */
	onTask: (payload: unknown) => void = () => {};
	private readonly runner: Runner;
	private readonly client: Client;
	private ended = 0;

	private constructor(runner: Runner, client: Client, started: { worker?: GraphileWorker }) {
		this.runner = runner;
		this.client = client;
		started.worker = this;
	}

	static async start(database: TestDatabase, options: Pick<RunnerOptions, 'concurrency' | 'preset'>): Promise<GraphileWorker> {
		const { host, port, user, password } = database.server;
		const started: { worker?: GraphileWorker } = {};
		const runner = await run({
			connectionString: `postgres://${user}:${password}@${host}:${port}/${database.name}`,
			noHandleSignals: true,
			logger: new Logger(() => () => {}),
			maxPoolSize: 22,
			taskList: {
				bench: async (payload) => {
					started.worker!.onTask(payload);
					started.worker!.ended++;
				},
			},
			crontab: '',
			...options,
		});
		return new GraphileWorker(runner, await database.connect(), started);
	}

	/** Does the work that adds jobs, and resolves when so many more have been done, in the database too. */
	async worked(count: number, work: () => Promise<unknown>): Promise<void> {
		const target = this.ended + count;
		await work();
		for (const limit = performance.now() + LIMIT_MS; this.ended < target; await sleep(1)) {
			if (performance.now() > limit) throw new Error(`${target - this.ended} of ${count} jobs were not done within ${LIMIT_MS / 1000} s.`);
		}
		while (await this.hasJobs()) await sleep(1);
	}

	async stop(): Promise<void> {
		await this.runner.stop();
	}

	private async hasJobs(): Promise<boolean> {
		const { rows } = await this.client.query<{ some: boolean }>('select exists (select from graphile_worker.jobs) as some');
		return rows[0]!.some;
	}
}
