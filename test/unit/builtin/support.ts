import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { buildSync } from 'esbuild';
import { openBuiltInSqlite, type OpenOptions } from '../../../src/crm/builtin/openBuiltIn';
import type { Backend } from '../../../src/crm/backends';
import { loadNodeSqlite } from '../../../src/sql/sqlite/nodeSqlite';
import { CrmError } from '../../../src/model/CrmError';
import { systemClock } from '../../../src/model/clock';

/** A folder of its own per test, and everything opened in it; both gone after the test. */
export class Workplace {
	folder = '';
	private opened: Array<{ close(): unknown }> = [];

	constructor() {
		beforeEach(() => {
			this.folder = mkdtempSync(join(tmpdir(), 'crmflow-unit-'));
		});
		afterEach(async () => {
			for (const one of this.opened.splice(0)) await one.close();
			rmSync(this.folder, { recursive: true, force: true });
		});
	}

	async open(options: Partial<OpenOptions> = {}): Promise<Backend> {
		const backend = await openBuiltInSqlite({ backend: 'builtin-sqlite', folder: this.folder, ...options }, systemClock);
		this.opened.push(backend);
		return backend;
	}

	path(name = 'crm'): string {
		return join(this.folder, `${name}.sqlite`);
	}

	/** The database as any other program sees it: no functions, no triggers of ours but those in the file. */
	otherProgram(name = 'crm'): DatabaseSync {
		const database = new (loadNodeSqlite().DatabaseSync)(this.path(name));
		this.opened.push({ close: () => database.isOpen && database.close() });
		return database;
	}

	/** A Node process that runs a file of `children/`; `said` waits for a line of its output. */
	child(file: string, ...more: string[]): Child {
		const script = join(this.folder, `${file}.cjs`);
		buildSync({
			entryPoints: [join(__dirname, 'children', `${file}.ts`)],
			bundle: true,
			platform: 'node',
			format: 'cjs',
			outfile: script,
			logLevel: 'error',
		});
		const child = new Child(
			spawn(process.execPath, ['--no-warnings', script, this.folder, ...more], { stdio: ['pipe', 'pipe', 'inherit'] }),
		);
		this.opened.push({ close: async () => await child.kill() });
		return child;
	}
}

export class Child {
	readonly exit: Promise<number | null>;
	private readonly process: ChildProcess;
	private output = '';

	constructor(child: ChildProcess) {
		this.process = child;
		child.stdout!.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
		this.exit = new Promise((resolve) => child.on('exit', resolve));
	}

	/** Waits until it has printed one of the lines, and returns that. */
	async said(...lines: string[]): Promise<string> {
		for (;;) {
			const line = lines.find((each) => this.output.split('\n').includes(each));
			if (line !== undefined) return line;
			if (this.process.exitCode !== null || this.process.signalCode !== null)
				throw new Error(`The child ended without "${lines.join('" or "')}": ${this.output}`);
			await new Promise((resolve) => setTimeout(resolve, 5));
		}
	}

	goOn(): void {
		this.process.stdin!.write('\n');
	}

	async kill(): Promise<void> {
		this.process.kill('SIGKILL');
		await this.exit;
	}
}

/** The CrmError of work that must fail. */
export async function refusalOf(work: Promise<unknown>): Promise<CrmError> {
	const error = await work.then(
		() => undefined,
		(reason: unknown) => reason,
	);
	if (error instanceof CrmError) return error;
	throw new Error(`A CrmError was expected, not: ${String(error)}`);
}

export const NOBODY = {};
