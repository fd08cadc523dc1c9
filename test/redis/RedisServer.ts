import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../host/hostFolder.cjs';
import { HostProcess, startOnFreePorts } from '../host/HostProcess.ts';
import { answers } from '../host/machine.cjs';
import { PATIENCE_MS } from '../host/patience.ts';

const READY = 'Ready to accept connections';

/** A Redis of its own, on a free port, empty at its start. See `HostProcess` for how it ends. */
export class RedisServer {
	readonly port: number;
	private readonly process: HostProcess;

	private constructor(folder: string, port: number, password: string) {
		this.port = port;
		const program = [join(projectRoot, 'test', 'redis', 'serve.mjs'), String(port), folder, password];
		this.process = new HostProcess({
			name: 'redis-server',
			program,
			folder,
			env: { PATH: process.env.PATH ?? '' },
			log: join(folder, 'redis.log'),
		});
	}

	/**
	 * @param folder for its log
	 * @param password without which nobody is let in
	 * @throws Error that says what to install where there is no Redis on this machine
	 */
	static async start(folder: string, password: string): Promise<RedisServer> {
		requireRedis();
		mkdirSync(folder, { recursive: true });
		return await startOnFreePorts(
			1,
			([port]) => new RedisServer(folder, port!, password),
			async ({ process }) => await process.ready(READY, PATIENCE_MS),
		);
	}

	output(): string {
		return this.process.output();
	}

	async kill(): Promise<void> {
		await this.process.kill();
	}
}

/** The npm registry has no Redis server: it comes from the system's packages. */
function requireRedis(): void {
	if (answers('redis-server')) return;
	throw new Error(
		'redis-server is missing; n8n in queue mode needs it. "npm test" installs it, or says how. It need not run as a service.',
	);
}
