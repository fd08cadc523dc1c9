import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { hostFolder } from '../../host/hostFolder.cjs';
import { unpack } from '../../host/unpack.ts';
import { median } from '../support/arithmetic.ts';
import type { Bench } from '../support/Bench.ts';
import type { Measurements } from '../support/measurement.ts';

const REPETITIONS = 20;

/**
 * load.time: how much longer n8n takes to start because of the package.
 *
 * The packed package, unpacked as it is installed, is required in a fresh process by its main file, which brings both
 * nodes and all credentials. `n8n-workflow` is n8n's own and in memory long before n8n reads packages, so it is required
 * first; the part "with n8n-workflow" has both. The files are warm in the system's cache.
 */
export async function loadTime({ tarball }: Bench): Promise<Measurements> {
	const unpacked = await unpack(tarball!);
	try {
		const workflow = createRequire(join(hostFolder(), 'node_modules', 'n8n', 'package.json')).resolve('n8n-workflow');
		const times: Array<{ own: number; workflow: number }> = [];
		await load(unpacked.folder, workflow);
		for (let turn = 0; turn < REPETITIONS; turn++) times.push(await load(unpacked.folder, workflow));
		const value = median(times.map(({ own }) => own));
		const whole = median(times.map((time) => time.own + time.workflow));
		const part = (what: string, own: number) => ({ what, unit: 'ms', own, peer: Number.NaN, value: own, count: REPETITIONS });
		return { 'load.time': { value, parts: [part('the package', value), part('with n8n-workflow', whole)] } };
	} finally {
		unpacked.remove();
	}
}

/** The package finds `n8n-workflow` where n8n's loader lets it find it: in NODE_PATH. */
const SCRIPT = `
	const [workflow, folder] = process.argv.slice(1);
	const before = performance.now();
	require(workflow);
	const between = performance.now();
	const { Crm, CrmTrigger } = require(folder);
	const after = performance.now();
	if (typeof Crm !== 'function' || typeof CrmTrigger !== 'function') throw new Error('The package does not export its nodes.');
	console.log(JSON.stringify({ own: after - between, workflow: between - before }));
`;

async function load(folder: string, workflow: string): Promise<{ own: number; workflow: number }> {
	const modules = workflow.slice(0, workflow.lastIndexOf('node_modules') + 'node_modules'.length);
	const { stdout } = await promisify(execFile)(process.execPath, ['-e', SCRIPT, workflow, folder], {
		cwd: dirname(folder),
		env: { ...process.env, NODE_PATH: modules },
	});
	return JSON.parse(stdout) as { own: number; workflow: number };
}
