import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { RedisServer } from '../redis/RedisServer.ts';
import { installPackage } from './installPackage.ts';
import { N8n } from './N8n.ts';
import { N8nWorker } from './N8nWorker.ts';

export interface N8nQueueOptions {
	/** Each process has a folder of its own in it, as it has in a container of its own. */
	folder: string;
	/** The packed package; main and workers get it. */
	tarball: string;
	/** n8n's own database, empty at the first start. */
	database: { host: string; port: number; database: string; user: string; password: string };
	workers: number;
	/** Runs at the same time in each worker; default as n8n has it, 10. */
	concurrency?: number;
	/** For main and workers, on top of what queue mode needs. */
	env?: Record<string, string>;
}

export interface StartOptions<Process> {
	/** For this process only. */
	env?: Record<string, string>;
	/** Called as soon as it runs, before it is ready: for those who end it while it starts. */
	onSpawned?: (process: Process) => void;
}

/**
 * n8n in queue mode: one main process that listens for changes and puts runs into Redis, and workers that take them from
 * there. Each process can be killed and started again by itself.
 */
export class N8nQueue {
	private readonly options: N8nQueueOptions;
	private readonly redis: RedisServer;
	private startedMain: N8n | undefined;
	private readonly startedWorkers: N8nWorker[] = [];

	private constructor(options: N8nQueueOptions, redis: RedisServer) {
		this.options = options;
		this.redis = redis;
	}

	/** Returns when main answers and all workers take runs. */
	static async start(options: N8nQueueOptions): Promise<N8nQueue> {
		const queue = await N8nQueue.prepare(options);
		try {
			// Main makes the tables of n8n; the workers find them.
			await queue.startMain();
			await Promise.all(Array.from({ length: options.workers }, async (_, index) => await queue.startWorker(index)));
			return queue;
		} catch (error) {
			await queue.kill();
			throw error;
		}
	}

	/** Redis, and everything installed: for those who start the processes one by one, main first. */
	static async prepare(options: N8nQueueOptions): Promise<N8nQueue> {
		const redis = await RedisServer.start(join(options.folder, 'redis'));
		const queue = new N8nQueue(options, redis);
		await queue.install();
		return queue;
	}

	get main(): N8n {
		return this.startedMain!;
	}

	/** Where main has its package. */
	get mainFolder(): string {
		return this.folderOf('main');
	}

	get workers(): readonly N8nWorker[] {
		return this.startedWorkers;
	}

	/** The first time, or in place of the one that has ended. */
	async startMain({ env, onSpawned }: StartOptions<N8n> = {}): Promise<N8n> {
		return await N8n.start({
			folder: this.mainFolder,
			env: { ...this.environment(), ...env },
			onSpawned: (main) => {
				this.startedMain = main;
				onSpawned?.(main);
			},
		});
	}

	/** As `startMain`; workers are counted from 0 on. */
	async startWorker(index: number, { env, onSpawned }: StartOptions<N8nWorker> = {}): Promise<N8nWorker> {
		return await N8nWorker.start({
			folder: this.folderOf(workerName(index)),
			env: { ...this.environment(), ...env },
			concurrency: this.options.concurrency,
			onSpawned: (worker) => {
				this.startedWorkers[index] = worker;
				onSpawned?.(worker);
			},
		});
	}

	/** Ends everything at once, Redis last. */
	async kill(): Promise<void> {
		await Promise.all([this.startedMain, ...this.startedWorkers].map(async (process) => await process?.kill()));
		await this.redis.kill();
	}

	private folderOf(process: string): string {
		return join(this.options.folder, process);
	}

	private async install(): Promise<void> {
		const main = this.mainFolder;
		await installPackage(main, this.options.tarball);
		for (let index = 0; index < this.options.workers; index++) {
			cpSync(join(main, '.n8n', 'nodes'), join(this.folderOf(workerName(index)), '.n8n', 'nodes'), { recursive: true });
		}
	}

	private environment(): Record<string, string> {
		const { database, env } = this.options;
		return {
			EXECUTIONS_MODE: 'queue',
			QUEUE_BULL_REDIS_HOST: '127.0.0.1',
			QUEUE_BULL_REDIS_PORT: String(this.redis.port),
			QUEUE_HEALTH_CHECK_ACTIVE: 'true',
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: database.host,
			DB_POSTGRESDB_PORT: String(database.port),
			DB_POSTGRESDB_DATABASE: database.database,
			DB_POSTGRESDB_USER: database.user,
			DB_POSTGRESDB_PASSWORD: database.password,
			...env,
		};
	}
}

function workerName(index: number): string {
	return `worker-${index + 1}`;
}
