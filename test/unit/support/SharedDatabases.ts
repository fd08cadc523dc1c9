import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { ConnectionOptions } from '../../../src/crm/backends';
import { TestDatabase } from '../../postgres/TestDatabase';
import { Child } from '../builtin/support';

/**
 * A SQLite file and a PostgreSQL database that processes share while a test file runs, and the program of these processes. Leases
 * are a second long for them.
 */
export class SharedDatabases {
	private folder = '';
	private postgres!: TestDatabase;
	private readonly children: Child[] = [];

	/** `program`: path of a TypeScript file; it gets the options of the connection as JSON. */
	constructor(program: string) {
		beforeAll(async () => {
			this.folder = mkdtempSync(join(tmpdir(), 'crmflow-shared-'));
			this.postgres = await TestDatabase.create();
			const common = { bundle: true, platform: 'node', format: 'cjs', logLevel: 'error' } as const;
			buildSync({ entryPoints: [program], outfile: this.script, ...common });
		});
		afterAll(async () => {
			await this.postgres.drop();
			rmSync(this.folder, { recursive: true, force: true });
		});
	}

	get sqliteFile(): string {
		return join(this.folder, 'shared.sqlite');
	}

	sqliteOptions(database = 'shared'): ConnectionOptions {
		return { backend: 'builtin-sqlite', folder: this.folder, database };
	}

	postgresOptions(): ConnectionOptions {
		return this.postgres.options();
	}

	/** A statement in our schema, as a person at a shell of PostgreSQL. */
	async executeOnPostgres(statement: string): Promise<void> {
		await this.postgres.execute(`set search_path to crmflow; ${statement}`);
	}

	/** A process that runs the program, when it has printed the line. */
	async start(options: ConnectionOptions, line: string): Promise<Child> {
		const child = new Child(
			spawn(process.execPath, ['--no-warnings', this.script, JSON.stringify(options)], {
				stdio: ['pipe', 'pipe', 'inherit'],
				env: { ...process.env, CRMFLOW_TEST: '1', CRMFLOW_TEST_ALIVE_MS: '1000' },
			}),
		);
		this.children.push(child);
		await child.said(line);
		return child;
	}

	async killAll(): Promise<void> {
		for (const child of this.children.splice(0)) await child.kill();
	}

	private get script(): string {
		return join(this.folder, 'program.cjs');
	}
}
