import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import hostFolders from './host/hostFolder.cjs';
import { runNode } from './host/progress.mjs';

const { projectRoot } = hostFolders;

/**
 * The parts of `npm test`, in their order. `run` prints what its tool prints and returns how many tests passed and failed;
 * `needs` names the stage without which it makes no sense, `tools` what the machine must have for it (see prerequisites.mjs).
 */
export const stages = [
	{
		name: 'format',
		does: 'the code is formatted as `npm run format` does it',
		run: (host) => command(host, ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.']),
	},
	{
		name: 'lint',
		does: 'rules of the code, of n8n and of the layers; no dead files, exports or packages',
		run: (host) => commands(host, ['node_modules/eslint/bin/eslint.js', '.'], ['node_modules/knip/bin/knip.js']),
	},
	{ name: 'types', does: 'TypeScript', run: (host) => command(host, ['node_modules/typescript/bin/tsc', '--noEmit']) },
	{ name: 'unit', does: 'rules, one by one', run: (host) => jest(host, 'unit') },
	{ name: 'contract', does: 'every back-end against one suite', run: (host) => jest(host, 'contract') },
	{ name: 'workflow', does: "the nodes in n8n's core", run: (host) => jest(host, 'workflow') },
	{
		name: 'pack',
		does: 'builds the package and checks what a user downloads',
		run: (host) => counted(host, (report) => ['test/host/checkTarball.ts', report]),
	},
	{
		name: 'e2e',
		does: 'the package in a real n8n and a real browser',
		needs: 'pack',
		tools: ['chromium', 'redis'],
		run: (host) => jest(host, 'e2e', '--runInBand'),
	},
];

/** All of them, so that what each finds is seen. */
async function commands(host, ...programs) {
	const total = { passed: 0, failed: 0 };
	for (const args of programs) {
		const { passed, failed } = await command(host, args);
		total.passed += passed;
		total.failed += failed;
	}
	return total;
}

async function command(host, args) {
	return (await runNode(host.node, args, { cwd: projectRoot, env: host.env })) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

function jest(host, project, ...flags) {
	return counted(host, (report) => [
		'node_modules/jest/bin/jest.js',
		'--selectProjects',
		project,
		'--ci',
		...flags,
		'--json',
		`--outputFile=${report}`,
	]);
}

/** Runs a program that writes its counts as jest does. */
async function counted(host, args) {
	const folder = mkdtempSync(join(tmpdir(), 'crmflow-test-'));
	try {
		const report = join(folder, 'report.json');
		const code = await runNode(host.node, args(report), { cwd: projectRoot, env: host.env });
		return count(report, code);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

function count(report, code) {
	let counts;
	try {
		counts = JSON.parse(readFileSync(report, 'utf8'));
	} catch {
		return { passed: 0, failed: 1, note: 'no test ran' };
	}
	const passed = counts.numPassedTests;
	const skipped = (counts.numPendingTests ?? 0) + (counts.numTodoTests ?? 0);
	// A test file that cannot be loaded holds tests that did not run.
	const failed = counts.numFailedTests + skipped + (counts.numRuntimeErrorTestSuites ?? 0);
	if (failed > 0) return { passed, failed, note: skipped > 0 ? `${skipped} skipped` : undefined };
	if (passed === 0) return { passed, failed: 1, note: 'no test ran' };
	return code === 0 ? { passed, failed } : { passed, failed: 1, note: `exit code ${code}` };
}
