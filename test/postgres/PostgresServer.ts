import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../host/hostFolder.cjs';
import { freePorts } from '../host/ports.ts';

/** Where a server of the tests is, and its administrator. */
export interface ServerAddress {
	host: string;
	port: number;
	user: string;
	password: string;
}

/** A PostgreSQL server of its own; `serve.mjs` runs it and stops it when this process ends, however it ends. */
export class PostgresServer {
	readonly address: ServerAddress;
	private readonly program: ChildProcessWithoutNullStreams;
	private readonly answers: AsyncIterator<string>;
	private errors = '';

	private constructor(program: ChildProcessWithoutNullStreams, address: ServerAddress) {
		this.program = program;
		this.address = address;
		program.stderr.on('data', (chunk) => (this.errors += String(chunk)));
		this.answers = linesOf(program);
	}

	/** `durable`: with the server's own settings for the disk; otherwise a crash of the machine may lose data. */
	static async start({ durable = false } = {}): Promise<PostgresServer> {
		const [port] = await freePorts(1);
		const address = { host: '127.0.0.1', port: port!, user: 'postgres', password: 'only-for-tests' };
		// A group of its own: an interrupt at the terminal must not reach the server before the tests have ended.
		const program = spawn(
			process.execPath,
			[join(projectRoot, 'test', 'postgres', 'serve.mjs'), String(port), address.password, ...(durable ? ['durable'] : [])],
			{ detached: true },
		);
		const server = new PostgresServer(program, address);
		await server.answer('ready');
		program.unref();
		return server;
	}

	/** As a crash: nothing is said to those connected. */
	async kill(): Promise<void> {
		await this.ask('kill');
	}

	async startAgain(): Promise<void> {
		await this.ask('start');
	}

	/** Stops it and removes its data. */
	async stop(): Promise<void> {
		const exited = new Promise((resolve) => this.program.once('exit', resolve));
		// Waited for again: with nothing else to do, this process would end before it has written its report.
		this.program.ref();
		this.program.stdin.end();
		await exited;
	}

	private async ask(line: string): Promise<void> {
		this.program.stdin.write(`${line}\n`);
		await this.answer('done');
	}

	private async answer(expected: string): Promise<void> {
		const { value, done } = await this.answers.next();
		if (done === true || value !== expected) throw new Error(`The PostgreSQL of the tests did not answer "${expected}". ${this.errors}`);
	}
}

async function* linesOf({ stdout }: ChildProcessWithoutNullStreams): AsyncGenerator<string> {
	let text = '';
	for await (const chunk of stdout) {
		const lines = (text + String(chunk)).split('\n');
		text = lines.pop() ?? '';
		yield* lines;
	}
}
