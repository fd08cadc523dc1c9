import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hostPaths, projectRoot } from './hostFolder.cjs';
import { n8nEnvironment } from './n8nEnvironment.ts';
import { freePorts } from './ports.ts';

export interface N8nOptions {
	/** Private user folder: database, settings and installed packages are below `<folder>/.n8n`. */
	folder: string;
	/** Port of the editor and of webhooks; without it a free one is chosen. */
	port?: number;
	/** Environment variables on top of those in `n8nEnvironment.ts`. */
	env?: Record<string, string>;
	/** File that takes n8n's output, appended; default `<folder>/n8n.log`. */
	log?: string;
	/** How long n8n may take to become ready, in milliseconds; default 120,000. */
	startTimeout?: number;
	/** Called with the process as soon as it runs, before it is ready: for those who end it while it starts. */
	onSpawned?: (n8n: N8n) => void;
}

/** What n8n prints when REST answers; `/healthz` answers earlier. */
const readyLine = 'Editor is now accessible';
const portTaken = /address already in use|EADDRINUSE|port \S+ is already/i;

/**
 * One real n8n process. It leads a process group of its own, so that nothing it started survives
 * `stop` or `kill`, and it ends by itself when the program that started it ends.
 */
export class N8n {
	readonly folder: string;
	readonly port: number;
	readonly log: string;
	/** Fulfilled when n8n has ended, for whatever reason, with a half-sentence that says how. */
	readonly ended: Promise<string>;
	private readonly child: ChildProcess;
	private end: string | undefined;

	private constructor(options: N8nOptions, port: number, brokerPort: number) {
		const { node, n8n } = hostPaths();
		this.folder = options.folder;
		this.port = port;
		this.log = options.log ?? join(options.folder, 'n8n.log');
		const output = openSync(this.log, 'a');
		this.child = spawn(node, ['--require', join(projectRoot, 'test', 'host', 'parentGuard.cjs'), n8n, 'start'], {
			// n8n reads a file `.env` from its working folder: it must not be the developer's.
			cwd: this.folder,
			detached: true,
			env: n8nEnvironment({ folder: this.folder, port, brokerPort }, options.env),
			// Straight into the file: n8n never waits for this program to read. The last one is for parentGuard.
			stdio: ['ignore', output, output, 'pipe'],
		});
		closeSync(output);
		this.ended = new Promise((resolve) => {
			const finish = (end: string) => {
				this.end = end;
				resolve(end);
			};
			this.child.once('exit', (code, signal) => finish(signal ? `ended by ${signal}` : `ended with exit code ${code}`));
			this.child.once('error', (error) => finish(`did not start: ${error.message}`));
		});
	}

	/**
	 * Starts n8n and returns when its editor answers.
	 * @throws Error with the end of the log if n8n ends first or is not ready in time.
	 */
	static async start(options: N8nOptions): Promise<N8n> {
		if (!existsSync(hostPaths().n8n)) {
			throw new Error(`The pinned n8n is not installed in ${hostPaths().folder}. Run "npm start" or "npm test" once: both install it.`);
		}
		mkdirSync(options.folder, { recursive: true });
		for (let attempt = 1; ; attempt++) {
			const [port, brokerPort] = (await freePorts(2)) as [number, number];
			const logged = logSize(options);
			const n8n = new N8n(options, options.port ?? port, brokerPort);
			options.onSpawned?.(n8n);
			try {
				await n8n.ready(logged, options.startTimeout ?? 120_000);
				return n8n;
			} catch (error) {
				await n8n.kill();
				// Another program took a port between choosing and listening: choose again.
				if (attempt < 3 && options.port === undefined && portTaken.test(n8n.output(logged))) continue;
				throw error;
			}
		}
	}

	get running(): boolean {
		return this.end === undefined;
	}

	/** Address of the editor, without a slash at the end. */
	get url(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	get pid(): number {
		return this.child.pid ?? -1;
	}

	/** Output of n8n from `offset` (in characters) on. */
	output(offset = 0): string {
		return existsSync(this.log) ? readFileSync(this.log, 'utf8').slice(offset) : '';
	}

	/** Ends n8n as a service manager does: SIGTERM, and SIGKILL after `limit` milliseconds. */
	async stop(limit = 20_000): Promise<void> {
		if (this.running) {
			this.child.kill('SIGTERM');
			const timer = new AbortController();
			await Promise.race([this.ended, sleep(limit, undefined, { signal: timer.signal }).catch(() => undefined)]);
			timer.abort();
		}
		await this.kill();
	}

	/** Ends n8n and everything it started at once, as a power cut does. */
	async kill(): Promise<void> {
		this.signalGroup();
		await this.ended;
	}

	private signalGroup(): void {
		if (this.child.pid === undefined) return;
		try {
			process.kill(process.platform === 'win32' ? this.child.pid : -this.child.pid, 'SIGKILL');
		} catch {
			// Nobody of the group is left.
		}
	}

	private async ready(logged: number, timeout: number): Promise<void> {
		const limit = Date.now() + timeout;
		while (!this.output(logged).includes(readyLine)) {
			if (!this.running) throw new Error(`n8n ${this.end} before it was ready. ${this.lastLines(logged)}`);
			if (Date.now() > limit) throw new Error(`n8n was not ready after ${timeout / 1000} s. ${this.lastLines(logged)}`);
			await sleep(100);
		}
	}

	private lastLines(logged: number): string {
		const lines = this.output(logged).trimEnd().split('\n').slice(-20);
		return `Its log is ${this.log} and ends with:\n${lines.join('\n')}`;
	}
}

function logSize(options: N8nOptions): number {
	const log = options.log ?? join(options.folder, 'n8n.log');
	return existsSync(log) ? readFileSync(log, 'utf8').length : 0;
}
