import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { RedisServer } from '../redis/RedisServer.ts';
import { ComposeFile } from './ComposeFile.ts';
import { N8n } from './N8n.ts';
import { N8nWorker } from './N8nWorker.ts';
import { runCommand } from './runCommand.ts';

export interface N8nQueueOptions {
	/** Each process has a folder of its own in it, as it has in a container of its own. */
	folder: string;
	/** The packed package; main and workers get it. */
	tarball: string;
	/** n8n's own database, empty at the first start. */
	database: { host: string; port: number; database: string; user: string; password: string };
	/** Of the user "crm", whose database of that name on the same server is the connection "Built-In CRM". */
	crmPassword?: string;
	workers: number;
	/** Runs at the same time in each worker; default as n8n has it, 10. */
	concurrency?: number;
	/** For main and workers, on top of what the compose file says. */
	env?: Record<string, string>;
}

export interface StartOptions<Process> {
	/** For this process only. */
	env?: Record<string, string>;
	/** Called as soon as it runs, before it is ready: for those who end it while it starts. */
	onSpawned?: (process: Process) => void;
}

const REDIS_PASSWORD = 'of Redis';

/**
 * n8n in queue mode: one main process that listens for changes and puts runs into Redis, and workers that take them from
 * there. Each process can be killed and started again by itself.
 *
 * What is run is what `docker/compose.queue.yml` says: its commands, its environment, and how it installs the package.
 * Only folders, hosts and ports differ.
 */
export class N8nQueue {
	readonly compose: ComposeFile;
	private readonly options: N8nQueueOptions;
	private readonly redis: RedisServer;
	private startedMain: N8n | undefined;
	private readonly startedWorkers: N8nWorker[] = [];

	private constructor(options: N8nQueueOptions, redis: RedisServer) {
		this.options = options;
		this.redis = redis;
		const { database, crmPassword = 'unused' } = options;
		this.compose = new ComposeFile('compose.queue.yml', {
			N8N_ENCRYPTION_KEY: 'crmflow-private-n8n',
			N8N_DB_PASSWORD: database.password,
			POSTGRES_PASSWORD: 'unused',
			CRM_DB_PASSWORD: crmPassword,
			REDIS_PASSWORD,
		});
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
		const redis = await RedisServer.start(join(options.folder, 'redis'), REDIS_PASSWORD);
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
			command: this.compose.command('main'),
			env: { ...this.environment('main'), ...env },
			onSpawned: (main) => {
				this.startedMain = main;
				onSpawned?.(main);
			},
		});
	}

	/** As `startMain`; workers are counted from 0 on. */
	async startWorker(index: number, { env, onSpawned }: StartOptions<N8nWorker> = {}): Promise<N8nWorker> {
		const { concurrency } = this.options;
		return await N8nWorker.start({
			folder: this.folderOf(workerName(index)),
			command: [...this.compose.command('worker'), ...(concurrency === undefined ? [] : [`--concurrency=${concurrency}`])],
			env: { ...this.environment('worker'), ...env },
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

	/** As the service "package" does; main and workers have the result in common there, here each has a copy. */
	private async install(): Promise<void> {
		const nodes = join(this.mainFolder, '.n8n', 'nodes');
		mkdirSync(nodes, { recursive: true });
		// The user of n8n is the one of the tests here.
		const owner = `${process.getuid!()}:${process.getgid!()}`;
		const [program, ...words] = this.compose.command('package');
		const here = words.map((word) =>
			word.replaceAll('/nodes', `'${nodes}'`).replace('/package.tgz', `'${this.options.tarball}'`).replace('node:node', owner),
		);
		await runCommand(program!, here, nodes);
		for (let index = 0; index < this.options.workers; index++) {
			cpSync(nodes, join(this.folderOf(workerName(index)), '.n8n', 'nodes'), { recursive: true });
		}
	}

	private environment(service: 'main' | 'worker'): Record<string, string> {
		const { database, env } = this.options;
		const compose = this.compose.environment(service);
		return {
			...compose,
			QUEUE_BULL_REDIS_HOST: '127.0.0.1',
			QUEUE_BULL_REDIS_PORT: String(this.redis.port),
			DB_POSTGRESDB_HOST: database.host,
			DB_POSTGRESDB_PORT: String(database.port),
			DB_POSTGRESDB_DATABASE: database.database,
			DB_POSTGRESDB_USER: database.user,
			CRMFLOW_POSTGRES_URL: compose.CRMFLOW_POSTGRES_URL!.replace('@postgres:5432/', `@${database.host}:${database.port}/`),
			...env,
		};
	}
}

function workerName(index: number): string {
	return `worker-${index + 1}`;
}
