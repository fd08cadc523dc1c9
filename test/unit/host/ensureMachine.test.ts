import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../host/hostFolder.cjs';

/** A machine of Debian whose commands are those of one folder: it has npm, but no Redis. */
let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'crmflow-machine-'));
	command('npm');
	command('sudo', 'shift', 'exec "$@"');
	symlinkSync('/usr/bin/env', join(folder, 'env'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function command(name: string, ...lines: string[]): void {
	writeFileSync(join(folder, name), ['#!/bin/sh', ...lines, ''].join('\n'), { mode: 0o755 });
}

/** An apt-get that writes down what it was asked for, and does `lines` when it is to install. */
function aptGet(...lines: string[]): void {
	command('apt-get', 'case "$1" in', '--version) exit 0 ;;', `install) ${lines.join('\n')} ;;`, 'esac', `echo "$*" >> ${folder}/asked`);
}

function ensureMachine(needs: string[]) {
	const script = `import('./test/host/prerequisites.mjs').then(({ ensureMachine }) => ensureMachine(${JSON.stringify(needs)}))
		.catch(({ message }) => { console.error(message); process.exitCode = 1; })`;
	return spawnSync(process.execPath, ['-e', script], {
		cwd: projectRoot,
		env: { PATH: folder, CRMFLOW_CACHE: join(folder, 'cache') },
		encoding: 'utf8',
		timeout: 25_000,
	});
}

// On a Mac a person installs.
if (process.platform === 'linux') {
	test('what is missing is installed, and that is said', () => {
		aptGet(`printf '#!/bin/sh\\n' > ${folder}/redis-server`, `/bin/chmod +x ${folder}/redis-server`);
		const { status, stdout, stderr } = ensureMachine(['redis']);
		expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
		expect(stdout).toMatch(
			/^redis is missing \(n8n runs in queue mode\)\. Installing with apt-get: redis-server …\nInstalling with apt-get: done in \d+ s\n$/,
		);
		expect(readFileSync(join(folder, 'asked'), 'utf8')).toBe('update\ninstall -y --no-install-recommends redis-server\n');

		expect(ensureMachine(['redis'])).toMatchObject({ status: 0, stdout: '', stderr: '' });
	});

	test('an installation that fails shows how it ended', () => {
		aptGet('echo "E: Unable to locate package redis-server"; exit 100');
		const { status, stderr } = ensureMachine(['redis']);
		expect(status).toBe(1);
		expect(stderr).toMatch(/apt-get install -y --no-install-recommends redis-server" failed\. The last lines of .*install-system\.log:\n/);
		expect(stderr).toContain('E: Unable to locate package redis-server');
	});

	test('a package that brings nothing is noticed', () => {
		aptGet(':');
		expect(ensureMachine(['redis'])).toMatchObject({
			status: 1,
			stderr: 'redis is missing (n8n runs in queue mode), also after its package was installed.\n',
		});
	});

	test('where there is no apt-get, nothing is installed', () => {
		expect(ensureMachine(['redis'])).toMatchObject({
			status: 1,
			stdout: '',
			stderr: "redis is missing (n8n runs in queue mode). Install with this system's package manager.\n",
		});
		expect(existsSync(join(folder, 'cache'))).toBe(false);
	});
}
