import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { hostPaths } from './hostFolder.cjs';
import { HostProcess, startOnFreePorts } from './HostProcess.ts';
import { requireHost } from './N8n.ts';
import { n8nEnvironment } from './n8nEnvironment.ts';
import { PATIENCE_MS } from './patience.ts';

export interface N8nWorkerOptions {
	/** Private user folder, with the packages; its output is `<folder>/worker.log`. */
	folder: string;
	/** On top of `n8nEnvironment.ts`: where the queue and the database are. */
	env: Record<string, string>;
	/** `worker`, and its options. */
	command: readonly string[];
	/** Called with the process as soon as it runs, before it is ready: for those who end it while it starts. */
	onSpawned?: (worker: N8nWorker) => void;
}

const READY = 'n8n worker is now ready';

/** A worker of queue mode: takes runs from the queue and runs them. See `HostProcess` for how it ends. */
export class N8nWorker {
	/** Where it says whether it is well, when QUEUE_HEALTH_CHECK_ACTIVE is set. */
	readonly healthPort: number;
	private readonly process: HostProcess;

	private constructor({ folder, env, command }: N8nWorkerOptions, [port, brokerPort, healthPort]: number[]) {
		this.healthPort = healthPort!;
		const own = { QUEUE_HEALTH_CHECK_PORT: String(healthPort), N8N_WORKER_SERVER_ADDRESS: '127.0.0.1' };
		this.process = new HostProcess({
			name: 'The n8n worker',
			program: [hostPaths().n8n, ...command],
			folder,
			env: n8nEnvironment({ folder, port: port!, brokerPort: brokerPort! }, { ...env, ...own }),
			log: join(folder, 'worker.log'),
		});
	}

	/**
	 * Starts a worker and returns when it takes runs.
	 * @throws Error with the end of the log if it ends first or is not ready in time.
	 */
	static async start(options: N8nWorkerOptions): Promise<N8nWorker> {
		requireHost();
		mkdirSync(options.folder, { recursive: true });
		return await startOnFreePorts(
			3,
			(ports) => {
				const worker = new N8nWorker(options, ports);
				options.onSpawned?.(worker);
				return worker;
			},
			async ({ process }) => await process.ready(READY, PATIENCE_MS),
		);
	}

	get running(): boolean {
		return this.process.running;
	}

	get pid(): number {
		return this.process.pid;
	}

	/** Fulfilled when it has ended, for whatever reason, with a half-sentence that says how. */
	get ended(): Promise<string> {
		return this.process.ended;
	}

	/** The executions that it has begun, as n8n numbers them. */
	get begun(): string[] {
		return [...this.output().matchAll(/Worker started execution (\d+)/g)].map(([, id]) => id!);
	}

	output(): string {
		return this.process.output();
	}

	async stop(limit?: number): Promise<void> {
		await this.process.stop(limit);
	}

	/** As a power cut does. */
	async kill(): Promise<void> {
		await this.process.kill();
	}
}
