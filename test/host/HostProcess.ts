import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hostPaths, projectRoot } from './hostFolder.cjs';
import { freePorts } from './ports.ts';

export interface HostProcessOptions {
	/** What it is, for messages: `n8n`. */
	name: string;
	/** A program for Node, and its arguments. */
	program: readonly string[];
	/** Its working folder. */
	folder: string;
	env: Record<string, string>;
	/** File that takes its output, appended. */
	log: string;
}

/**
 * A program under the Node that n8n runs under. It leads a process group of its own, so that nothing it started survives
 * `stop` or `kill`, and it ends by itself when the program that started it ends.
 */
export class HostProcess {
	readonly log: string;
	/** Fulfilled when it has ended, for whatever reason, with a half-sentence that says how. */
	readonly ended: Promise<string>;
	private readonly name: string;
	private readonly child: ChildProcess;
	/** Where in the log its own output begins, in characters. */
	private readonly logged: number;
	private end: string | undefined;

	constructor({ name, program, folder, env, log }: HostProcessOptions) {
		this.name = name;
		this.log = log;
		this.logged = this.output().length;
		const output = openSync(log, 'a');
		this.child = spawn(hostPaths().node, ['--require', join(projectRoot, 'test', 'host', 'parentGuard.cjs'), ...program], {
			cwd: folder,
			detached: true,
			env,
			// Straight into the file: it never waits for this program to read. The last one is for parentGuard.
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

	get running(): boolean {
		return this.end === undefined;
	}

	get pid(): number {
		return this.child.pid ?? -1;
	}

	/** What it has printed since it was started; with an offset, all that is in the log from there on. */
	output(offset = this.logged): string {
		return existsSync(this.log) ? readFileSync(this.log, 'utf8').slice(offset) : '';
	}

	/**
	 * Returns when it has printed that line.
	 * @throws Error with the end of the log if it ends first or takes longer (`timeout` in milliseconds)
	 */
	async ready(line: string, timeout: number): Promise<void> {
		const limit = Date.now() + timeout;
		while (!this.output().includes(line)) {
			if (!this.running) throw new Error(`${this.name} ${this.end} before it was ready. ${this.lastLines()}`);
			if (Date.now() > limit) throw new Error(`${this.name} was not ready after ${timeout / 1000} s. ${this.lastLines()}`);
			await sleep(100);
		}
	}

	/** Ends it as a service manager does: SIGTERM, and SIGKILL after `limit` milliseconds. */
	async stop(limit = 20_000): Promise<void> {
		if (this.running) {
			this.child.kill('SIGTERM');
			const timer = new AbortController();
			await Promise.race([this.ended, sleep(limit, undefined, { signal: timer.signal }).catch(() => undefined)]);
			timer.abort();
		}
		await this.kill();
	}

	/** Ends it and everything it started at once, as a power cut does. */
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

	private lastLines(): string {
		const lines = this.output().trimEnd().split('\n').slice(-20);
		return `Its log is ${this.log} and ends with:\n${lines.join('\n')}`;
	}
}

const PORT_TAKEN = /address already in use|EADDRINUSE|port \S+ is already/i;

/**
 * Starts a process that listens on `count` ports and returns when `ready` does. Another program may take a port between
 * choosing and listening: then others are chosen.
 * @throws Error of `ready`; the process is ended then
 */
export async function startOnFreePorts<T extends { kill(): Promise<void>; output(): string }>(
	count: number,
	spawned: (ports: number[]) => T,
	ready: (process: T) => Promise<void>,
): Promise<T> {
	for (let attempt = 1; ; attempt++) {
		const process = spawned(await freePorts(count));
		try {
			await ready(process);
			return process;
		} catch (error) {
			await process.kill();
			if (attempt === 3 || !PORT_TAKEN.test(process.output())) throw error;
		}
	}
}
