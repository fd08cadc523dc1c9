import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { hostPaths } from './hostFolder.cjs';
import { HostProcess, startOnFreePorts } from './HostProcess.ts';
import { n8nEnvironment } from './n8nEnvironment.ts';
import { PATIENCE_MS } from './patience.ts';

export interface N8nOptions {
	/** Private user folder: database, settings and installed packages are below `<folder>/.n8n`. */
	folder: string;
	/** Port of the editor and of webhooks; without it a free one is chosen. */
	port?: number;
	/** What n8n is told to do; default `start`. */
	command?: readonly string[];
	/** Environment variables on top of those in `n8nEnvironment.ts`. */
	env?: Record<string, string>;
	/** File that takes n8n's output, appended; default `<folder>/n8n.log`. */
	log?: string;
	/** Called with the process as soon as it runs, before it is ready: for those who end it while it starts. */
	onSpawned?: (n8n: N8n) => void;
}

/** What n8n prints when REST answers; `/healthz` answers earlier. */
const READY = 'Editor is now accessible';

/** One real n8n: in regular mode the whole of it, in queue mode the main process. See `HostProcess` for how it ends. */
export class N8n {
	readonly folder: string;
	readonly port: number;
	private readonly process: HostProcess;

	private constructor({ folder, command = ['start'], env, log = join(folder, 'n8n.log') }: N8nOptions, port: number, brokerPort: number) {
		this.folder = folder;
		this.port = port;
		// n8n reads a file `.env` from its working folder: it must not be the developer's.
		this.process = new HostProcess({
			name: 'n8n',
			program: [hostPaths().n8n, ...command],
			folder,
			env: n8nEnvironment({ folder, port, brokerPort }, env),
			log,
		});
	}

	/**
	 * Starts n8n and returns when its editor answers.
	 * @throws Error with the end of the log if n8n ends first or is not ready in time.
	 */
	static async start(options: N8nOptions): Promise<N8n> {
		requireHost();
		mkdirSync(options.folder, { recursive: true });
		return await startOnFreePorts(
			2,
			([port, brokerPort]) => {
				const n8n = new N8n(options, options.port ?? port!, brokerPort!);
				options.onSpawned?.(n8n);
				return n8n;
			},
			async ({ process }) => await process.ready(READY, PATIENCE_MS),
		);
	}

	get running(): boolean {
		return this.process.running;
	}

	/** Address of the editor, without a slash at the end. */
	get url(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	get pid(): number {
		return this.process.pid;
	}

	get log(): string {
		return this.process.log;
	}

	/** Fulfilled when n8n has ended, for whatever reason, with a half-sentence that says how. */
	get ended(): Promise<string> {
		return this.process.ended;
	}

	/** What this n8n has printed. */
	output(): string {
		return this.process.output();
	}

	/** Ends n8n as a service manager does: SIGTERM, and SIGKILL after `limit` milliseconds. */
	async stop(limit?: number): Promise<void> {
		await this.process.stop(limit);
	}

	/** Ends n8n and everything it started at once, as a power cut does. */
	async kill(): Promise<void> {
		await this.process.kill();
	}
}

/** @throws Error that says how to install n8n */
export function requireHost(): void {
	if (existsSync(hostPaths().n8n)) return;
	throw new Error(`The pinned n8n is not installed in ${hostPaths().folder}. Run "npm start" or "npm test" once: both install it.`);
}
