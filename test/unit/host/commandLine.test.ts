import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../host/hostFolder.cjs';
import { nodeRequire } from '../support/nodeRequire';

const { commands } = nodeRequire(join(projectRoot, 'test/host/commands.cjs')) as typeof import('../../host/commands.cjs');
const { stages } = nodeRequire(join(projectRoot, 'test/stages.mjs')) as typeof import('../../stages.mjs');
const { scripts } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

/** Every program of this project that takes a while, and what it takes; those of npm packages have a help of their own. */
const programs = Object.entries(scripts)
	.map(([name, script]) => ({ name, file: /^(?:exec )?node (\S+)$/.exec(script)?.[1] }))
	.filter((program): program is { name: string; file: string } => program.file !== undefined);

/** With an empty cache: whatever is installed or started leaves something in it, or in the folders of the project. */
function run(file: string, ...args: string[]) {
	const cache = mkdtempSync(join(tmpdir(), 'crmflow-cache-'));
	const { CRMFLOW_HOST: _host, npm_lifecycle_event: _npm, ...env } = process.env;
	try {
		const result = spawnSync(process.execPath, [file, ...args], {
			cwd: projectRoot,
			env: { ...env, CRMFLOW_CACHE: cache, PATH: '' },
			encoding: 'utf8',
			timeout: 25_000,
		});
		return { ...result, left: readdirSync(cache) };
	} finally {
		rmSync(cache, { recursive: true, force: true });
	}
}

test('every program has a line here', () => {
	expect(programs.map(({ name }) => name).sort()).toEqual([...Object.keys(commands), 'test'].sort());
});

describe.each(programs)('$name', ({ name, file }) => {
	const options = name === 'test' ? {} : commands[name as keyof typeof commands].options;

	test('--help prints what it takes, and installs and starts nothing', () => {
		const { status, stdout, stderr, left } = run(file, '--help');
		expect({ status, stderr, left }).toEqual({ status: 0, stderr: '', left: [] });
		for (const option of [...Object.keys(options), 'help']) expect(stdout).toContain(`--${option}`);
		if (name === 'test') for (const stage of stages) expect(stdout).toContain(stage.name);
		expect(stdout.split('\n').length).toBeLessThan(20);
	});

	test('an unknown option is refused with the list', () => {
		const { status, stdout, stderr, left } = run(file, '--hepl');
		expect({ status, stdout, left }).toEqual({ status: 1, stdout: '', left: [] });
		expect(stderr).toMatch(/^Unknown option '--hepl'\.\n/);
		for (const option of [...Object.keys(options), 'help']) expect(stderr).toContain(`--${option}`);
	});

	test('so is an argument that is none of its', () => {
		const { status, stderr, left } = run(file, 'everything');
		expect({ status, left }).toEqual({ status: 1, left: [] });
		expect(stderr).toMatch(/^There is no everything to choose\.\n/);
	});
});

test('where something is missing, it is named before anything is installed', () => {
	// Without a PATH there is neither npm nor a compiler.
	const { status, stdout, stderr, left } = run('test/run.mjs', 'lint');
	expect({ status, left }).toEqual({ status: 1, left: [] });
	expect(stderr).toBe('npm is missing: install Node with npm from https://nodejs.org.\n');
	expect(stdout).toBe('0 passed, 1 failed\n');
});
